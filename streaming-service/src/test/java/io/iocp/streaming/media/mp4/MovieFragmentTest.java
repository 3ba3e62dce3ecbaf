package io.iocp.streaming.media.mp4;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovieFragmentTest implements SampleSink {

  private static final Track PICTURES =
      Track.video(1, Codec.VP9, "vp09.00.10.08", ByteBuffer.allocate(0), 1000, 640, 360);
  private static final Track SOUND =
      Track.audio(2, Codec.MP3, "mp4a.6B", ByteBuffer.allocate(0), 48_000, 48_000, 2);

  private final List<String> read = new ArrayList<>();

  @Override
  public void tracks(List<Track> tracks) {
    read.add(tracks.size() + " tracks");
  }

  @Override
  public void sample(Sample sample) {
    read.add(
        "%d at %d shown %d for %d%s: %d x %d"
            .formatted(
                sample.track().id(),
                sample.decodeTime(),
                sample.presentationTime(),
                sample.durationTicks(),
                sample.sync() ? " sync" : "",
                sample.data().remaining(),
                sample.data().get(sample.data().position())));
  }

  @Test
  void theSamplesOfAllTracksAreFoundAgain() {
    List<List<Sample>> runs =
        List.of(
            List.of(
                sample(PICTURES, 5_000_000_000L, 40, 40, true, 5, 1),
                sample(PICTURES, 5_000_000_040L, -40, 33, false, 3, 2)),
            List.of(sample(SOUND, 7, 0, 1152, true, 2, 3)));
    ByteBuffer fragment = ByteBuffer.allocate(1000).put(MovieFragment.header(1, runs));
    runs.forEach(run -> run.forEach(sample -> fragment.put(sample.data().duplicate())));
    fragment.flip();
    FragmentSamples samples = new FragmentSamples(this);

    assertThat(samples.init(MovieFragment.initSegment(List.of(PICTURES, SOUND))).consumed())
        .isTrue();
    assertThat(samples.chunk(fragment).consumed()).isTrue();
    assertThat(read)
        .containsExactly(
            "2 tracks",
            "1 at 5000000000 shown 5000000040 for 40 sync: 5 x 1",
            "1 at 5000000040 shown 5000000000 for 33: 3 x 2",
            "2 at 7 shown 7 for 1152 sync: 2 x 3");
  }

  private static Sample sample(
      Track track, long time, long offset, long duration, boolean sync, int bytes, int value) {
    byte[] data = new byte[bytes];
    Arrays.fill(data, (byte) value);
    return new Sample(track, time, time + offset, duration, sync, ByteBuffer.wrap(data));
  }
}
