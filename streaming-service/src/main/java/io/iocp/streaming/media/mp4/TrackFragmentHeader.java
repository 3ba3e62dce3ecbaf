package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import java.util.function.LongFunction;

/**
 * A {@code tfhd} box (ISO/IEC 14496-12, 8.8.7) with the track's own defaults where it has none.
 *
 * @param trackId whose samples the fragment holds
 * @param absoluteOffsets whether offsets count from the start of the file
 * @param baseIsMoof whether they count from the fragment by a flag
 * @param defaults what holds for samples where a run does not say
 */
record TrackFragmentHeader(
    long trackId, boolean absoluteOffsets, boolean baseIsMoof, TrackDefaults defaults) {

  private static final int BASE_DATA_OFFSET = 0x000001;
  private static final int SAMPLE_DESCRIPTION_INDEX = 0x000002;
  private static final int DEFAULT_DURATION = 0x000008;
  private static final int DEFAULT_SIZE = 0x000010;
  private static final int DEFAULT_FLAGS = 0x000020;
  private static final int DEFAULT_BASE_IS_MOOF = 0x020000;

  /** Reads the body of the box; {@code ofTrack} knows the defaults of each track. */
  static TrackFragmentHeader of(ByteView tfhd, LongFunction<TrackDefaults> ofTrack) {
    int flags = tfhd.i32();
    long trackId = tfhd.u32();
    TrackDefaults track = ofTrack.apply(trackId);
    boolean absoluteOffsets = (flags & BASE_DATA_OFFSET) != 0;
    tfhd.skip(absoluteOffsets ? Long.BYTES : 0);
    tfhd.skip((flags & SAMPLE_DESCRIPTION_INDEX) != 0 ? Integer.BYTES : 0);
    TrackDefaults defaults =
        new TrackDefaults(
            (flags & DEFAULT_DURATION) != 0 ? tfhd.u32() : track.durationTicks(),
            (flags & DEFAULT_SIZE) != 0 ? tfhd.u32() : track.sizeBytes(),
            (flags & DEFAULT_FLAGS) != 0 ? tfhd.i32() : track.sampleFlags());
    return new TrackFragmentHeader(
        trackId, absoluteOffsets, (flags & DEFAULT_BASE_IS_MOOF) != 0, defaults);
  }
}
