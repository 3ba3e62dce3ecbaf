package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.ReadOutcome;
import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.SampleSink;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.NalLengths;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes the samples out of the init segments and the complete chunks that {@link
 * FragmentedMp4Reader} cuts. Times are those of {@code tfdt} and {@code trun}; edit lists are not
 * applied. Tracks of codecs that the media model does not have are left out.
 *
 * <p>Keeps the tracks' configurations and a time for each. Not thread-safe.
 */
public final class FragmentSamples {

  private static final int HEADER_BYTES = 8;
  private static final int MAX_TRACKS = 8;

  /** No sum of durations leads from here to an overflow. */
  private static final long MAX_TICKS = 1L << 62;

  private final SampleSink sink;
  private final Map<Long, Mp4SampleTrack> tracks = new HashMap<>();
  private final Map<Long, TrackDefaults> defaults = new HashMap<>();
  private final Map<Long, Long> lastDecodeTimes = new HashMap<>();
  private List<Track> announced = List.of();

  /**
   * @param sink called by {@link #init} and {@link #chunk} for all that they find
   */
  public FragmentSamples(SampleSink sink) {
    this.sink = sink;
  }

  /**
   * Reads an init segment: {@code ftyp} and {@code moov}.
   *
   * @return a refusal when it has no track of the media model or is damaged
   */
  public ReadOutcome init(ByteBuffer segment) {
    tracks.clear();
    defaults.clear();
    lastDecodeTimes.clear();
    ByteView boxes = ByteView.of(segment);
    List<Track> found = new ArrayList<>();
    for (Box box = Box.next(boxes); box != null; box = Box.next(boxes)) {
      if (box.type() == BoxType.MOOV) {
        movie(box.body(), found);
      }
    }
    if (boxes.overrun()) {
      return ReadOutcome.malformed("MP4 init segment is damaged");
    }
    if (found.isEmpty()) {
      return ReadOutcome.unsupported("MP4 has no track whose samples can be extracted");
    }
    announced = List.copyOf(found);
    sink.tracks(announced);
    return ReadOutcome.CONSUMED;
  }

  private void movie(ByteView moov, List<Track> found) {
    for (Box box = Box.next(moov); box != null; box = Box.next(moov)) {
      if (box.type() == BoxType.TRAK && found.size() < MAX_TRACKS) {
        Mp4SampleTrack track = Mp4SampleTrack.of(found.size() + 1, box.body());
        if (track != null && tracks.putIfAbsent(track.mp4Id(), track) == null) {
          found.add(track.track());
        }
      } else if (box.type() == BoxType.MVEX) {
        trackDefaults(box.body());
      }
    }
  }

  private void trackDefaults(ByteView mvex) {
    for (Box box = Box.next(mvex); box != null; box = Box.next(mvex)) {
      if (box.type() == BoxType.TREX) {
        box.body().skip(4);
        long trackId = box.body().u32();
        box.body().skip(4);
        defaults.put(trackId, TrackDefaults.of(box.body()));
      }
    }
  }

  /**
   * Reads a complete chunk; its position and limit stay as they are.
   *
   * @param chunk boxes with at most one {@code moof}; without one it has no samples
   * @return a refusal when a sample lies outside of it or it is damaged
   */
  public ReadOutcome chunk(ByteBuffer chunk) {
    ByteBuffer bytes = chunk.slice();
    while (bytes.remaining() >= HEADER_BYTES) {
      int start = bytes.position();
      long sizeBytes = bytes.getInt(start) & 0xFFFFFFFFL;
      int type = bytes.getInt(start + Integer.BYTES);
      if (type == BoxType.MDAT) {
        return ReadOutcome.CONSUMED;
      }
      if (sizeBytes < HEADER_BYTES || sizeBytes > bytes.remaining()) {
        return damaged();
      }
      if (type == BoxType.MOOF) {
        ByteView moof = ByteView.copyOf(bytes, (int) sizeBytes);
        moof.skip(HEADER_BYTES);
        if (!fragment(moof, chunk.slice(), start)) {
          return damaged();
        }
      }
      bytes.position(start + (int) sizeBytes);
    }
    return ReadOutcome.CONSUMED;
  }

  private static ReadOutcome damaged() {
    return ReadOutcome.malformed("MP4 fragment is damaged or has samples outside of its mdat");
  }

  private boolean fragment(ByteView moof, ByteBuffer chunk, int moofAt) {
    long runEnd = moofAt;
    for (Box box = Box.next(moof); box != null; box = Box.next(moof)) {
      if (box.type() == BoxType.TRAF) {
        runEnd = trackFragment(box.body(), chunk, moofAt, runEnd);
        if (runEnd < 0) {
          return false;
        }
      }
    }
    return !moof.overrun();
  }

  /** Returns where the last run ends; negative where something is damaged. */
  private long trackFragment(ByteView traf, ByteBuffer chunk, int moofAt, long previousEnd) {
    TrackFragmentHeader header =
        TrackFragmentHeader.of(
            Box.find(traf, BoxType.TFHD), id -> defaults.getOrDefault(id, TrackDefaults.NONE));
    Mp4SampleTrack track = tracks.get(header.trackId());
    ByteView tfdt = Box.find(traf, BoxType.TFDT);
    long time = tfdt.i32() >>> 24 == 0 ? tfdt.u32() : tfdt.i64();
    long runEnd = previousEnd;
    if (traf.overrun() || time < 0 || time > MAX_TICKS) {
      return -1;
    }
    if (track != null) {
      startAnewIfTimeFell(header.trackId(), time);
    }
    for (Box box = Box.next(traf); box != null; box = Box.next(traf)) {
      if (box.type() == BoxType.TRUN) {
        TrackRun run = new TrackRun(box.body(), header.defaults());
        long at = run.hasDataOffset() ? (long) moofAt + run.dataOffset() : runEnd;
        while (run.next()) {
          if (at < 0 || run.sizeBytes() > chunk.limit() - at || isEndless(run)) {
            return -1;
          }
          if (track != null && run.sizeBytes() > 0) {
            ByteBuffer data = chunk.slice((int) at, (int) run.sizeBytes());
            sink.sample(sample(track, run, time, data));
            // Not when it ends: durations of what comes live are guesses.
            lastDecodeTimes.put(header.trackId(), time);
          }
          time += run.durationTicks();
          at += run.sizeBytes();
        }
        runEnd = at;
      }
    }
    return runEnd;
  }

  /** Samples of no bytes, of which a few bytes can promise any number. */
  private static boolean isEndless(TrackRun run) {
    return run.sizeBytes() == 0 && !run.isListed();
  }

  private void startAnewIfTimeFell(long mp4Id, long time) {
    if (time < lastDecodeTimes.getOrDefault(mp4Id, 0L)) {
      lastDecodeTimes.clear();
      sink.tracks(announced);
    }
  }

  private static Sample sample(Mp4SampleTrack track, TrackRun run, long time, ByteBuffer data) {
    Mp4Track nalUnits = track.nalUnits();
    return new Sample(
        track.track(),
        time,
        time + run.compositionOffset(),
        run.durationTicks(),
        isSync(nalUnits, run.isSync(), data),
        nalUnits == null ? data : NalLengths.sample(data, nalUnits.nalLengthBytes()));
  }

  /** As in the reader: what a picture says of itself counts for more than the container's flag. */
  private static boolean isSync(@Nullable Mp4Track nalUnits, boolean flag, ByteBuffer data) {
    if (nalUnits == null) {
      return flag;
    }
    PictureStart start = new PictureStart(nalUnits, data.remaining());
    start.look(ByteView.copyOf(data, Math.min(data.remaining(), PictureStart.MAX_BYTES)));
    return switch (start.kind()) {
      case UNKNOWN -> flag;
      case RANDOM_ACCESS, RECOVERY_POINT -> true;
      case DEPENDENT -> false;
    };
  }
}
