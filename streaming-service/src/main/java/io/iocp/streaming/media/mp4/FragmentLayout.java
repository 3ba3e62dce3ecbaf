package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the samples of fragments lie, by the {@code moof} boxes alone: the media itself is not
 * looked at. Times never fall: what begins anew continues where the track was. Not thread-safe.
 */
public final class FragmentLayout {

  private static final int HEADER_BYTES = 8;

  /** No sum of durations leads from here to an overflow. */
  private static final long MAX_TICKS = 1L << 62;

  /** Takes the samples of a fragment. */
  public interface Sink {

    /**
     * A sample.
     *
     * @param time when it is decoded, in ticks of the track
     * @param offset where it lies, from the start of the {@code moof} box
     */
    void sample(
        long trackId,
        long time,
        long durationTicks,
        long compositionOffset,
        boolean sync,
        long sizeBytes,
        long offset);
  }

  private final Map<Long, TrackDefaults> defaults = new HashMap<>();
  private final Map<Long, Integer> timescales = new HashMap<>();
  private final List<Long> tracks = new ArrayList<>();
  private final Map<Long, Long> ends = new HashMap<>();
  // Seconds that are added since time fell.
  private double shiftSeconds;
  private long videoTrack = -1;

  /**
   * @param init {@code ftyp} and {@code moov}
   * @throws IllegalArgumentException when it is damaged
   */
  public FragmentLayout(ByteBuffer init) {
    ByteView boxes = ByteView.of(init);
    for (Box box = Box.next(boxes); box != null; box = Box.next(boxes)) {
      if (box.type() == BoxType.MOOV) {
        movie(box.body());
      }
    }
    if (boxes.overrun() || tracks.isEmpty()) {
      throw new IllegalArgumentException("MP4 init segment is damaged");
    }
  }

  private void movie(ByteView moov) {
    for (Box box = Box.next(moov); box != null; box = Box.next(moov)) {
      if (box.type() == BoxType.TRAK) {
        long id = Mp4Movie.trackId(box.body());
        ByteView media = Box.find(box.body(), BoxType.MDIA);
        int timescale = Mp4SampleTrack.timescale(Box.find(media, BoxType.MDHD));
        ByteView handler = Box.find(media, BoxType.HDLR);
        handler.skip(8);
        if (timescale > 0 && timescales.putIfAbsent(id, timescale) == null) {
          tracks.add(id);
          videoTrack = videoTrack < 0 && handler.i32() == BoxType.VIDE ? id : videoTrack;
        }
      } else if (box.type() == BoxType.MVEX) {
        ByteView mvex = box.body();
        for (Box trex = Box.next(mvex); trex != null; trex = Box.next(mvex)) {
          if (trex.type() == BoxType.TREX) {
            trex.body().skip(4);
            long id = trex.body().u32();
            trex.body().skip(4);
            defaults.put(id, TrackDefaults.of(trex.body()));
          }
        }
      }
    }
  }

  /** The tracks, by their numbers in fragments. */
  public List<Long> tracks() {
    return List.copyOf(tracks);
  }

  /** Ticks a second of a track. */
  public int timescale(long trackId) {
    return timescales.getOrDefault(trackId, 1);
  }

  /** The first track of pictures; the first of all where there is none. */
  public long mainTrack() {
    return videoTrack < 0 ? tracks.get(0) : videoTrack;
  }

  /**
   * Reads a fragment.
   *
   * @param moof the whole box
   * @return whether it was sound; what came before the damage has been handed over
   */
  public boolean fragment(ByteBuffer moof, Sink sink) {
    ByteView boxes = ByteView.of(moof);
    boxes.skip(HEADER_BYTES);
    long runEnd = 0;
    for (Box box = Box.next(boxes); box != null; box = Box.next(boxes)) {
      if (box.type() == BoxType.TRAF) {
        runEnd = track(box.body(), runEnd, sink);
        if (runEnd < 0) {
          return false;
        }
      }
    }
    return !boxes.overrun();
  }

  private long track(ByteView traf, long previousEnd, Sink sink) {
    TrackFragmentHeader header =
        TrackFragmentHeader.of(
            Box.find(traf, BoxType.TFHD), id -> defaults.getOrDefault(id, TrackDefaults.NONE));
    ByteView tfdt = Box.find(traf, BoxType.of("tfdt"));
    long decoded = tfdt.i32() >>> 24 == 0 ? tfdt.u32() : tfdt.i64();
    if (traf.overrun() || decoded < 0 || decoded > MAX_TICKS) {
      return -1;
    }
    long id = header.trackId();
    long time = shifted(id, decoded);
    long at = previousEnd;
    for (Box box = Box.next(traf); box != null; box = Box.next(traf)) {
      if (box.type() == BoxType.TRUN) {
        TrackRun run = new TrackRun(box.body(), header.defaults());
        at = run.hasDataOffset() ? run.dataOffset() : at;
        while (run.next()) {
          if (at < 0 || (run.sizeBytes() == 0 && !run.isListed())) {
            return -1;
          }
          if (timescales.containsKey(id) && run.sizeBytes() > 0) {
            sink.sample(
                id,
                time,
                run.durationTicks(),
                run.compositionOffset(),
                run.isSync(),
                run.sizeBytes(),
                at);
          }
          time += run.durationTicks();
          at += run.sizeBytes();
        }
      }
    }
    ends.put(id, time);
    return at;
  }

  /** A time that falls begins anew for all tracks: it continues where this one was. */
  private long shifted(long id, long decoded) {
    int timescale = timescale(id);
    long time = decoded + Math.round(shiftSeconds * timescale);
    long end = ends.getOrDefault(id, Long.MIN_VALUE);
    if (time >= end) {
      return time;
    }
    // Half a second is no new beginning, but a duration that promised too much.
    if (end - time > timescale / 2) {
      shiftSeconds += (double) (end - time) / timescale;
    }
    return end;
  }
}
