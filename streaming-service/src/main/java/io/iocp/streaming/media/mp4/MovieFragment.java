package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Fragments that carry many samples of several tracks, each track's together: what is cut for
 * viewers that fetch a stream piece by piece. The samples say how long they are.
 */
public final class MovieFragment {

  private static final int MDAT_HEADER_BYTES = 8;

  private static final int DEFAULT_BASE_IS_MOOF = 0x020000;

  /** Data offset; duration, size, flags and composition offset of each sample. */
  private static final int RUN_CONTENT = 0x000F01;

  private static final int DEPENDS_ON_NONE = 0x02000000;
  private static final int DEPENDS_AND_IS_NON_SYNC = 0x01010000;

  private final BoxWriter out = new BoxWriter();

  private MovieFragment() {}

  /**
   * {@code ftyp} and {@code moov} for tracks that are all {@linkplain FragmentWriter#carries
   * carried}.
   */
  public static ByteBuffer initSegment(List<Track> tracks) {
    return InitSegment.of(tracks);
  }

  /**
   * What stands in front of the samples: {@code moof}, and the header of {@code mdat}.
   *
   * @param sequenceNumber counts fragments
   * @param runs the samples of each track in the order of decoding, none of them empty; their data
   *     is to follow in this order
   */
  public static ByteBuffer header(int sequenceNumber, List<List<Sample>> runs) {
    MovieFragment fragment = new MovieFragment();
    fragment.write(sequenceNumber, runs);
    return fragment.out.boxes();
  }

  private void write(int sequenceNumber, List<List<Sample>> runs) {
    int[] offsets = new int[runs.size()];
    int moof = out.begin("moof");
    int mfhd = out.begin("mfhd", 0, 0);
    out.i32(sequenceNumber);
    out.end(mfhd);
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = track(runs.get(i));
    }
    out.end(moof);
    int at = out.position() - moof + MDAT_HEADER_BYTES;
    int dataBytes = 0;
    for (int i = 0; i < offsets.length; i++) {
      out.i32At(offsets[i], at + dataBytes);
      dataBytes += runs.get(i).stream().mapToInt(sample -> sample.data().remaining()).sum();
    }
    out.i32(MDAT_HEADER_BYTES + dataBytes).i32(BoxType.MDAT);
  }

  /** Writes a track's part; returns where the offset of its data is to be written. */
  private int track(List<Sample> run) {
    Sample first = run.get(0);
    int traf = out.begin("traf");
    int tfhd = out.begin("tfhd", 0, DEFAULT_BASE_IS_MOOF);
    out.i32(first.track().id());
    out.end(tfhd);
    int tfdt = out.begin("tfdt", 1, 0);
    out.i64(first.decodeTime());
    out.end(tfdt);
    int trun = out.begin("trun", 1, RUN_CONTENT);
    out.i32(run.size());
    int offset = out.position();
    out.i32(0);
    for (Sample sample : run) {
      out.i32((int) Math.min(sample.durationTicks(), Integer.MAX_VALUE));
      out.i32(sample.data().remaining());
      out.i32(sample.sync() ? DEPENDS_ON_NONE : DEPENDS_AND_IS_NON_SYNC);
      out.i32((int) composition(sample));
    }
    out.end(trun);
    out.end(traf);
    return offset;
  }

  private static long composition(Sample sample) {
    long ticks = sample.presentationTime() - sample.decodeTime();
    return Math.max(-Integer.MAX_VALUE, Math.min(ticks, Integer.MAX_VALUE));
  }
}
