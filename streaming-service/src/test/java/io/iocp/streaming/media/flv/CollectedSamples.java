package io.iocp.streaming.media.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** All that a sink was called with; checks on the way what every sink may rely on. */
public final class CollectedSamples implements SampleSink {

  /** A sample with a copy of its data. */
  public record Collected(
      Track track, long decodeTime, long presentationTime, boolean sync, String hex) {

    @Override
    public String toString() {
      return track.codec()
          + " "
          + decodeTime
          + (presentationTime == decodeTime ? "" : "/" + presentationTime)
          + (sync ? " sync " : " ")
          + hex;
    }
  }

  public final List<List<Track>> announcements = new ArrayList<>();
  public final List<Collected> samples = new ArrayList<>();
  private long[] lastDecodeTimes = new long[0];

  @Override
  public void tracks(List<Track> tracks) {
    assertThat(tracks).isNotEmpty();
    announcements.add(tracks);
    lastDecodeTimes = new long[3];
  }

  @Override
  public void sample(Sample sample) {
    assertThat(announcements).isNotEmpty();
    assertThat(announcements.get(announcements.size() - 1)).contains(sample.track());
    assertThat(sample.decodeTime()).isGreaterThanOrEqualTo(lastDecodeTimes[sample.track().id()]);
    lastDecodeTimes[sample.track().id()] = sample.decodeTime();
    ByteBuffer data = sample.data().duplicate();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    samples.add(
        new Collected(
            sample.track(),
            sample.decodeTime(),
            sample.presentationTime(),
            sample.sync(),
            HexFormat.of().formatHex(bytes)));
  }

  /** The samples in short, without their data. */
  public List<String> times() {
    return samples.stream().map(s -> s.track().codec() + " " + s.decodeTime()).toList();
  }

  /** The samples of pictures or of sound. */
  public List<Collected> of(boolean video) {
    return samples.stream().filter(s -> s.track().codec().isVideo() == video).toList();
  }
}
