package io.iocp.streaming.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.input.Recording;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReorderingTest {

  @ParameterizedTest
  @CsvSource({"H264, annexb.h264, 0", "H264, annexb-reordered.h264, 2", "H265, annexb.h265, 0"})
  void theParameterSetSaysHowManyPicturesAreReordered(Codec codec, String recording, int frames) {
    AccessUnit unit = new AccessUnit(codec, new CollectingMemory(1 << 20));
    NalUnits.forEachInAnnexB(ByteBuffer.wrap(Recording.resource(recording)), unit::add);
    ByteBuffer configuration =
        Objects.requireNonNull(unit.parameterSets().track(1, 90_000)).configuration();

    assertThat(Reordering.frames(codec, configuration)).isEqualTo(frames);
  }

  @Test
  void withoutAParameterSetItIsNotKnown() {
    assertThat(Reordering.frames(Codec.H264, ByteBuffer.allocate(0))).isEqualTo(-1);
    assertThat(Reordering.frames(Codec.H265, ByteBuffer.allocate(10))).isEqualTo(-1);
  }

  @Test
  void codecsOfTheWebReorderNothing() {
    assertThat(Reordering.frames(Codec.VP9, ByteBuffer.allocate(0))).isZero();
  }
}
