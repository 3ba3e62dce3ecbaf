package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.ReadOutcome;

/**
 * Reads of a {@code moof} box which of its pictures a viewer can start with, and where its media
 * lies (ISO/IEC 14496-12, 8.8). Players drop what stands before the first sync sample, so that a
 * fragment can be joined when it has one anywhere.
 */
final class Mp4Fragment {

  private static final long UNKNOWN = -1;

  private final Mp4Movie movie;

  private boolean absoluteOffsets;
  private boolean baseIsMoof;
  private boolean timesMissing;
  private int runs;

  private boolean firstPictureIsSync;
  private boolean laterPictureIsSync;
  private boolean pictureSeen;
  private long firstPictureOffset;
  private long firstPictureBytes;

  /** Where the run read last ends, from the start of the moof box, and the furthest of all ends. */
  private long runEnd;

  private long mediaEnd;

  Mp4Fragment(Mp4Movie movie) {
    this.movie = movie;
  }

  /**
   * Reads the body of a {@code moof} box.
   *
   * @param at where in the stream the box starts, for refusals
   * @param sink told of its pictures
   */
  ReadOutcome read(ByteView moof, long at, ChunkSink sink) {
    forget();
    for (Box box = Box.next(moof); box != null; box = Box.next(moof)) {
      if (box.type() == BoxType.TRAF) {
        track(box.body(), sink);
      }
    }
    String where = "MP4 box moof at byte " + at;
    if (absoluteOffsets) {
      // They count from the start of the file, which a viewer who joins late has never seen.
      return ReadOutcome.unsupported(
          where + " has absolute offsets: use ffmpeg -movflags default_base_moof");
    }
    if (moof.overrun()) {
      return ReadOutcome.malformed(where + " is damaged");
    }
    if (timesMissing) {
      return ReadOutcome.unsupported(where + " has no tfdt, which browsers require");
    }
    if (runs > 1 && !baseIsMoof) {
      return ReadOutcome.unsupported(
          where + " has several runs without default-base-is-moof, which browsers reject");
    }
    return ReadOutcome.CONSUMED;
  }

  private void forget() {
    absoluteOffsets = false;
    baseIsMoof = true;
    timesMissing = false;
    runs = 0;
    firstPictureIsSync = false;
    laterPictureIsSync = false;
    pictureSeen = false;
    firstPictureOffset = UNKNOWN;
    firstPictureBytes = 0;
    runEnd = UNKNOWN;
    mediaEnd = UNKNOWN;
  }

  /** Whether the container says that a decoder can start with the first picture. */
  boolean firstPictureIsSync() {
    return firstPictureIsSync;
  }

  /** Whether it says so of a picture that is not the first. */
  boolean laterPictureIsSync() {
    return laterPictureIsSync;
  }

  /** Where the first picture starts, from the start of the moof box; negative when unknown. */
  long firstPictureOffset() {
    return firstPictureOffset;
  }

  long firstPictureBytes() {
    return firstPictureBytes;
  }

  /** Where the last sample ends, from the start of the moof box; negative when unknown. */
  long mediaEnd() {
    return mediaEnd;
  }

  private void track(ByteView traf, ChunkSink sink) {
    TrackFragmentHeader header =
        TrackFragmentHeader.of(Box.find(traf, BoxType.TFHD), movie::defaults);
    absoluteOffsets |= header.absoluteOffsets();
    baseIsMoof &= header.baseIsMoof();
    boolean timed = false;
    long time = 0;
    for (Box box = Box.next(traf); box != null; box = Box.next(traf)) {
      if (box.type() == BoxType.TFDT) {
        timed = true;
        time = decodeTime(box.body());
      }
      if (box.type() == BoxType.TRUN) {
        runs++;
        time = run(box.body(), header, time, sink);
      }
    }
    timesMissing |= !timed;
  }

  private static long decodeTime(ByteView tfdt) {
    return tfdt.i32() >>> 24 == 0 ? tfdt.u32() : tfdt.i64();
  }

  /** Returns the time behind the run. */
  private long run(ByteView trun, TrackFragmentHeader header, long startTicks, ChunkSink sink) {
    TrackRun run = new TrackRun(trun, header.defaults());
    Mp4Track pictures = movie.pictures();
    if (pictures != null && pictures.id() != header.trackId()) {
      pictures = null;
    }
    long time = startTicks;
    long start = run.hasDataOffset() ? run.dataOffset() : runEnd;
    long bytes = 0;
    while (run.next()) {
      if (pictures != null) {
        sink.picture(pictures.micros(time), pictures.micros(time + run.compositionOffset()));
      }
      time += run.durationTicks();
      if (pictures != null && pictureSeen) {
        laterPictureIsSync |= run.isSync();
      } else if (pictures != null) {
        pictureSeen = true;
        firstPictureIsSync = run.isSync();
        firstPictureOffset = start;
        firstPictureBytes = run.sizeBytes();
      }
      bytes += run.sizeBytes();
      if (!run.isListed() && run.sampleCount() > 1) {
        laterPictureIsSync |= pictures != null && run.defaultIsSync();
        bytes += run.skipAlike();
      }
    }
    runEnd = start < 0 ? UNKNOWN : start + bytes;
    mediaEnd = Math.max(mediaEnd, runEnd);
    return time;
  }
}
