package io.iocp.streaming.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.input.Recording;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterSetsTest {

  private static ParameterSets of(Codec codec, String recording) {
    AccessUnit unit = new AccessUnit(codec, new CollectingMemory(1 << 20));
    ByteBuffer bytes = ByteBuffer.wrap(Recording.resource(recording));
    NalUnits.forEachInAnnexB(bytes, unit::add);
    return unit.parameterSets();
  }

  @Test
  void h264IsDescribedAsFfmpegDescribesIt() {
    ParameterSets sets = of(Codec.H264, "annexb.h264");

    Track track = Objects.requireNonNull(sets.track(1, 90_000));

    assertThat(track.codecString()).isEqualTo("avc1.64000A");
    assertThat(track.widthPixels()).isEqualTo(160);
    assertThat(track.heightPixels()).isEqualTo(120);
    assertThat(sets.frameTicks(90_000)).isEqualTo(9000);
    assertThat(Objects.requireNonNull(sets.h264()).reorderFrames()).isZero();
    assertThat(Recording.resource("h264-frag-every-frame.mp4"))
        .as("the avcC that ffmpeg writes for the same encoder")
        .containsSequence(bytes(track.configuration()));
  }

  @Test
  void h265IsDescribedAsFfmpegDescribesIt() {
    ParameterSets sets = of(Codec.H265, "annexb.h265");

    Track track = Objects.requireNonNull(sets.track(1, 90_000));

    assertThat(track.codecString()).isEqualTo("hvc1.1.6.L30.90");
    assertThat(track.widthPixels()).isEqualTo(160);
    assertThat(track.heightPixels()).isEqualTo(120);
    assertThat(sets.frameTicks(90_000)).isEqualTo(9000);
    assertThat(Objects.requireNonNull(sets.h265()).reorderFrames()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"H264, annexb.h264", "H265, annexb.h265"})
  void aConfigurationGivesTheSetsThatItWasMadeOf(Codec codec, String recording) {
    Track track = Objects.requireNonNull(of(codec, recording).track(1, 90_000));
    ParameterSets again = new ParameterSets(codec);

    NalUnits.forEachInConfiguration(
        codec, track.configuration(), unit -> again.add(NalKind.of(codec, unit), unit));

    assertThat(again.track(1, 90_000)).isEqualTo(track);
    // What avcC says of High profile stands in four bytes behind the sets.
    for (int size = 0; size < track.configuration().remaining() - 4; size++) {
      ParameterSets part = new ParameterSets(codec);
      NalUnits.forEachInConfiguration(
          codec,
          track.configuration().limit(size),
          unit -> part.add(NalKind.of(codec, unit), unit));
      assertThat(part.isComplete()).as("%d bytes", size).isFalse();
    }
  }

  @Test
  void croppingMakesThePictureSmaller() {
    // 1920×1088 macroblocks, 8 lines cropped; High profile, level 4.0.
    H264Sps sps = H264Sps.parse(hex("67640028ACD940780227E5C044000003000400000300F03C60C658"));

    assertThat(Objects.requireNonNull(sps).widthPixels()).isEqualTo(1920);
    assertThat(sps.heightPixels()).isEqualTo(1080);
    assertThat(sps.frameTicks(90_000)).isEqualTo(3000);
  }

  @Test
  void aSetThatIsKnownAlreadyChangesNothing() {
    ParameterSets sets = of(Codec.H264, "annexb.h264");
    sets.track(1, 90_000);
    ByteBuffer bytes = ByteBuffer.wrap(Recording.resource("annexb.h264"));

    NalUnits.forEachInAnnexB(
        bytes,
        unit -> {
          NalKind kind = NalKind.of(Codec.H264, unit);
          if (kind.isParameterSet()) {
            assertThat(sets.add(kind, unit)).isFalse();
          }
        });

    assertThat(sets.isChanged()).isFalse();
  }

  @Test
  void noMoreSetsAreKeptThanThereIsRoomFor() {
    ParameterSets sets = new ParameterSets(Codec.H265);
    for (int i = 0; i < 1000; i++) {
      sets.add(NalKind.PPS, ByteBuffer.wrap(new byte[] {0x44, 1, (byte) i, (byte) 0x80, 1}));
    }

    assertThat(sets.add(NalKind.PPS, ByteBuffer.allocate(4000))).isTrue();
    assertThat(sets.track(1, 90_000)).isNull();
  }

  @Test
  void damagedSetsNeverThrow() {
    for (String recording : new String[] {"annexb.h264", "annexb.h265"}) {
      Codec codec = recording.endsWith("4") ? Codec.H264 : Codec.H265;
      byte[] sound = Arrays.copyOf(Recording.resource(recording), 1500);
      for (int seed = 0; seed < 2000; seed++) {
        Random random = new Random(seed);
        byte[] damaged = sound.clone();
        for (int i = 0; i < 6; i++) {
          damaged[random.nextInt(random.nextBoolean() ? 120 : 1500)] = (byte) random.nextInt();
        }
        AccessUnit unit = new AccessUnit(codec, new CollectingMemory(1 << 20));
        NalUnits.forEachInAnnexB(ByteBuffer.wrap(damaged), unit::add);
        unit.parameterSets().track(1, 90_000);
        assertThat(unit.size()).isLessThan(2 * damaged.length);
      }
    }
  }

  private static ByteBuffer hex(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
