package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;

/**
 * What holds for the samples of a track where a fragment does not say (TrackExtendsBox, ISO/IEC
 * 14496-12, 8.8.3).
 *
 * @param durationTicks duration of a sample
 * @param sizeBytes size of a sample
 * @param sampleFlags flags of a sample
 */
record TrackDefaults(long durationTicks, long sizeBytes, int sampleFlags) {

  static final TrackDefaults NONE = new TrackDefaults(0, 0, 0);

  /** Reads what follows track_ID and the default description index. */
  static TrackDefaults of(ByteView trex) {
    return new TrackDefaults(trex.u32(), trex.u32(), trex.i32());
  }
}
