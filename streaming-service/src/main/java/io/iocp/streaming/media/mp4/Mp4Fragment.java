package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.ReadOutcome;

/**
 * Reads of a {@code moof} box whether its video starts with a keyframe (ISO/IEC 14496-12, 8.8.7 and
 * 8.8.8). The flags of the first sample stand, in this order, in {@code trun} for the first sample,
 * in {@code trun} for each sample, in {@code tfhd}, in {@code trex}.
 */
final class Mp4Fragment {

  private static final int TFHD_BASE_DATA_OFFSET = 0x000001;
  private static final int TFHD_SAMPLE_DESCRIPTION_INDEX = 0x000002;
  private static final int TFHD_DEFAULT_DURATION = 0x000008;
  private static final int TFHD_DEFAULT_SIZE = 0x000010;
  private static final int TFHD_DEFAULT_FLAGS = 0x000020;

  private static final int TRUN_DATA_OFFSET = 0x000001;
  private static final int TRUN_FIRST_SAMPLE_FLAGS = 0x000004;
  private static final int TRUN_DURATION = 0x000100;
  private static final int TRUN_SIZE = 0x000200;
  private static final int TRUN_FLAGS = 0x000400;

  private static final int FULL_BOX_FLAGS = 0xFFFFFF;
  private static final int SAMPLE_IS_NON_SYNC = 0x00010000;

  private final Mp4Movie movie;
  private boolean keyframe;
  private boolean absoluteOffsets;

  Mp4Fragment(Mp4Movie movie) {
    this.movie = movie;
  }

  /** Reads the body of a {@code moof} box. */
  ReadOutcome read(ByteView moof) {
    keyframe = !movie.tracks().hasVideo();
    for (Box box = Box.next(moof); box != null; box = Box.next(moof)) {
      if (box.type() == BoxType.TRAF) {
        track(box.body());
      }
    }
    if (absoluteOffsets) {
      // They count from the start of the file, which a viewer who joins late has never seen.
      return ReadOutcome.unsupported(
          "MP4 fragments with absolute offsets: use ffmpeg -movflags default_base_moof");
    }
    if (moof.overrun()) {
      return ReadOutcome.malformed("MP4 box moof is damaged");
    }
    return ReadOutcome.CONSUMED;
  }

  /** Whether the fragment read last starts with a keyframe; of sound alone, every one does. */
  boolean keyframe() {
    return keyframe;
  }

  private void track(ByteView traf) {
    ByteView header = Box.find(traf, BoxType.TFHD);
    int flags = header.i32() & FULL_BOX_FLAGS;
    absoluteOffsets |= (flags & TFHD_BASE_DATA_OFFSET) != 0;
    if (header.u32() != movie.tracks().videoTrack()) {
      return;
    }
    header.skip((flags & TFHD_BASE_DATA_OFFSET) != 0 ? Long.BYTES : 0);
    header.skip((flags & TFHD_SAMPLE_DESCRIPTION_INDEX) != 0 ? Integer.BYTES : 0);
    header.skip((flags & TFHD_DEFAULT_DURATION) != 0 ? Integer.BYTES : 0);
    header.skip((flags & TFHD_DEFAULT_SIZE) != 0 ? Integer.BYTES : 0);
    int defaultFlags =
        (flags & TFHD_DEFAULT_FLAGS) != 0 ? header.i32() : movie.videoDefaultSampleFlags();
    for (Box box = Box.next(traf); box != null; box = Box.next(traf)) {
      if (box.type() == BoxType.TRUN && run(box.body(), defaultFlags)) {
        return;
      }
    }
  }

  /** Returns whether the run has a first sample, which then decides. */
  private boolean run(ByteView trun, int defaultSampleFlags) {
    int flags = trun.i32() & FULL_BOX_FLAGS;
    if (trun.u32() == 0) {
      return false;
    }
    trun.skip((flags & TRUN_DATA_OFFSET) != 0 ? Integer.BYTES : 0);
    int sampleFlags = defaultSampleFlags;
    if ((flags & TRUN_FIRST_SAMPLE_FLAGS) != 0) {
      sampleFlags = trun.i32();
    } else if ((flags & TRUN_FLAGS) != 0) {
      trun.skip((flags & TRUN_DURATION) != 0 ? Integer.BYTES : 0);
      trun.skip((flags & TRUN_SIZE) != 0 ? Integer.BYTES : 0);
      sampleFlags = trun.i32();
    }
    keyframe = (sampleFlags & SAMPLE_IS_NON_SYNC) == 0;
    return true;
  }
}
