package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.MediaFormat;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.TrackList;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes fragmented MP4 of tracks and samples: an init segment whenever the tracks change, and a
 * chunk with one fragment for each sample, as soon as it comes.
 *
 * <p>Viewers can start at the sync samples of the first video track, or anywhere where there is
 * none. Towards viewers time never goes back: what begins anew continues where the stream was. How
 * long a sample is shown is not known before the next one; where its container does not say, it is
 * taken to be as long as the one before.
 *
 * <p>Not thread-safe.
 */
public final class FragmentWriter implements SampleSink {

  private static final int MICROS_A_SECOND = 1_000_000;

  private @Nullable ChunkSink sink;
  private final FragmentHeader header = new FragmentHeader();
  private List<Track> tracks = List.of();
  private @Nullable Track firstVideo;
  private List<TrackTime> times = List.of();
  private final Timeline timeline = new Timeline();

  /** Whether MP4 and browsers have a place for this codec. */
  public static boolean carries(Codec codec) {
    return codec != Codec.JPEG && codec != Codec.PCM;
  }

  /** Sets where chunks go from now on. */
  public FragmentWriter into(ChunkSink chunks) {
    sink = chunks;
    return this;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Those that are not {@linkplain #carries carried} are left out; with none left, nothing is
   * written.
   */
  @Override
  public void tracks(List<Track> all) {
    List<Track> carried = all.stream().filter(track -> carries(track.codec())).toList();
    timeline.restart();
    if (carried.equals(tracks)) {
      return;
    }
    List<TrackTime> before = times;
    tracks = carried;
    firstVideo = tracks.stream().filter(t -> t.codec().isVideo()).findFirst().orElse(null);
    times = tracks.stream().map(track -> TrackTime.following(track, before)).toList();
    if (!tracks.isEmpty()) {
      sink().initSegment(format(tracks), InitSegment.of(tracks));
    }
  }

  private static MediaFormat format(List<Track> tracks) {
    TrackList list = new TrackList();
    for (Track track : tracks) {
      if (track.codec().isVideo()) {
        list.video(track.id(), track.codecString(), track.widthPixels(), track.heightPixels());
      } else {
        list.audio(track.codecString());
      }
    }
    return list.format("fmp4", "mp4");
  }

  @Override
  public void sample(Sample sample) {
    TrackTime time = timeOf(sample.track().id());
    if (time == null || !sample.data().hasRemaining()) {
      return;
    }
    long shift = timeline.shift(time, sample.decodeTime());
    time.next(sample, shift);
    ChunkSink chunks = sink();
    if (firstVideo != null && firstVideo.id() == sample.track().id()) {
      chunks.picture(micros(sample.decodeTime()), micros(sample.presentationTime()));
    }
    chunks.beginChunk(isStart(sample));
    chunks.append(header.of(sample, time));
    chunks.append(sample.data());
    chunks.endChunk();
    timeline.reached(time);
  }

  private long micros(long ticks) {
    int timescale = Objects.requireNonNull(firstVideo).timescale();
    return TrackTime.rescale(ticks, timescale, MICROS_A_SECOND);
  }

  private boolean isStart(Sample sample) {
    return firstVideo == null || (firstVideo.id() == sample.track().id() && sample.sync());
  }

  private @Nullable TrackTime timeOf(int trackId) {
    for (TrackTime time : times) {
      if (time.track().id() == trackId) {
        return time;
      }
    }
    return null;
  }

  private ChunkSink sink() {
    return Objects.requireNonNull(sink, "into() comes before tracks and samples");
  }

  /** The box headers in front of a sample, in memory that is used again for the next. */
  private static final class FragmentHeader {

    private static final int MDAT_HEADER_BYTES = 8;
    private static final int MFHD_BYTES = 16;
    private static final int TFHD_BYTES = 16;
    private static final int TFDT_BYTES = 20;
    private static final int TRUN_BYTES = 36;
    private static final int TRAF_BYTES = 8 + TFHD_BYTES + TFDT_BYTES + TRUN_BYTES;
    private static final int MOOF_BYTES = 8 + MFHD_BYTES + TRAF_BYTES;

    private static final int DEFAULT_BASE_IS_MOOF = 0x020000;
    private static final int VERSION_1 = 0x01000000;

    /** Data offset; duration, size, flags and composition offset of each sample. */
    private static final int TRUN_CONTENT = 0x000F01;

    private static final int SAMPLE_DEPENDS_ON_NONE = 0x02000000;
    private static final int SAMPLE_DEPENDS_AND_IS_NON_SYNC = 0x01010000;

    private final ByteBuffer bytes = ByteBuffer.allocate(MOOF_BYTES + MDAT_HEADER_BYTES);
    private int sequenceNumber;

    ByteBuffer of(Sample sample, TrackTime time) {
      int sizeBytes = sample.data().remaining();
      bytes.clear();
      box(MOOF_BYTES, BoxType.MOOF);
      box(MFHD_BYTES, BoxType.of("mfhd")).putInt(0).putInt(++sequenceNumber);
      box(TRAF_BYTES, BoxType.TRAF);
      box(TFHD_BYTES, BoxType.TFHD).putInt(DEFAULT_BASE_IS_MOOF).putInt(sample.track().id());
      box(TFDT_BYTES, BoxType.of("tfdt")).putInt(VERSION_1).putLong(time.decodeTime());
      box(TRUN_BYTES, BoxType.TRUN).putInt(VERSION_1 | TRUN_CONTENT).putInt(1);
      bytes.putInt(MOOF_BYTES + MDAT_HEADER_BYTES);
      bytes.putInt((int) time.durationTicks()).putInt(sizeBytes);
      bytes.putInt(sample.sync() ? SAMPLE_DEPENDS_ON_NONE : SAMPLE_DEPENDS_AND_IS_NON_SYNC);
      bytes.putInt((int) time.compositionTicks());
      box(MDAT_HEADER_BYTES + sizeBytes, BoxType.MDAT);
      return bytes.flip();
    }

    private ByteBuffer box(int sizeBytes, int type) {
      return bytes.putInt(sizeBytes).putInt(type);
    }
  }
}
