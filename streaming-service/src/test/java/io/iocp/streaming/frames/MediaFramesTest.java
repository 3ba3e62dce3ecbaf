package io.iocp.streaming.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.relay.FrameReader;
import io.iocp.streaming.relay.FrameReader.Times;
import io.iocp.streaming.stream.MediaChunk;
import io.iocp.streaming.stream.StreamDescription;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaFramesTest implements FrameReader.Sink {

  private static final long NOW_MICROS = 1_700_000_000_123_456L;

  private final MediaFrames frames =
      new MediaFrames(
          InstantSource.fixed(
              Instant.ofEpochSecond(NOW_MICROS / 1_000_000, NOW_MICROS % 1_000_000 * 1000)));
  private final List<String> tracks = new ArrayList<>();
  private final List<ByteBuffer> headers = new ArrayList<>();
  private final List<String> starts = new ArrayList<>();

  @Override
  public void tracks(StreamDescription description, String json) {
    assertThat(description.format()).isEqualTo("frames");
    tracks.add(json);
  }

  @Override
  public void frame(boolean start, ByteBuffer header, ByteBuffer data) {
    headers.add(header);
    starts.add((start ? "start " : "") + data.remaining());
  }

  @Test
  void theHeaderIsAsItIsDocumented() {
    ByteBuffer header =
        FrameHeader.of(2, true, 0x1_0000_0007L, -40_000, NOW_MICROS, NOW_MICROS - 9);

    assertThat(header.remaining()).isEqualTo(32);
    assertThat(header.get(0)).isEqualTo((byte) 32);
    assertThat(header.get(1)).isEqualTo((byte) 2);
    assertThat(header.get(2)).isEqualTo((byte) 1);
    assertThat(header.get(3)).isZero();
    assertThat(header.getInt(4)).isEqualTo(7);
    assertThat(header.getLong(8)).isEqualTo(-40_000);
    assertThat(header.getLong(16)).isEqualTo(NOW_MICROS);
    assertThat(header.getLong(24)).isEqualTo(NOW_MICROS - 9);
  }

  @Test
  void aPictureOfJpegIsAFrameFromTheTimeItArrived() {
    ByteBuffer nothing = ByteBuffer.allocate(0);
    assertThat(frames.begin(new StreamDescription("jpeg", "image/jpeg", 640, 360), nothing, this))
        .isEmpty();
    assertThat(frames.chunk(ByteBuffer.allocate(9), true, new Times(2_000_000, 5_000_000), this))
        .isTrue();
    assertThat(
            frames.chunk(ByteBuffer.allocate(5), true, new Times(0, MediaChunk.NOT_CAPTURED), this))
        .isTrue();

    assertThat(tracks)
        .containsExactly(
            "{\"type\":\"tracks\",\"tracks\":[{\"id\":1,\"kind\":\"video\",\"codec\":\"jpeg\","
                + "\"width\":640,\"height\":360,\"reorderFrames\":0}]}");
    assertThat(starts).containsExactly("start 9", "start 5");
    assertThat(headers.get(0).getLong(16)).isEqualTo(NOW_MICROS - 2000);
    assertThat(headers.get(0).getLong(8)).isEqualTo(NOW_MICROS - 2000);
    assertThat(headers.get(0).getLong(24)).as("captured").isEqualTo(NOW_MICROS - 7000);
    assertThat(headers.get(1).getLong(24)).as("not told").isZero();
    assertThat(headers.get(1).getInt(4)).isEqualTo(1);
  }

  @Test
  void aContainerThatIsNotKnownIsRefusedInWords() {
    assertThat(
            frames.begin(
                new StreamDescription("ogg", "audio/ogg", 0, 0), ByteBuffer.allocate(0), this))
        .contains("ogg is not available as frames");
  }

  @Test
  void anInitSegmentThatIsDamagedIsRefused() {
    assertThat(
            frames.begin(
                new StreamDescription("fmp4", "video/mp4", 0, 0), ByteBuffer.allocate(3), this))
        .isPresent();
    assertThat(tracks).isEmpty();
  }
}
