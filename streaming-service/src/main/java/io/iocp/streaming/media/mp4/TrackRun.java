package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;

/**
 * Walks through the samples of a {@code trun} box (ISO/IEC 14496-12, 8.8.8). The flags of a sample
 * stand, in this order, in {@code trun} for the first sample, in {@code trun} for each sample, in
 * {@code tfhd}, in {@code trex}.
 */
final class TrackRun {

  private static final int DATA_OFFSET = 0x000001;
  private static final int FIRST_SAMPLE_FLAGS = 0x000004;
  private static final int DURATION = 0x000100;
  private static final int SIZE = 0x000200;
  private static final int FLAGS = 0x000400;
  private static final int COMPOSITION_OFFSET = 0x000800;
  private static final int EACH_SAMPLE = DURATION | SIZE | FLAGS | COMPOSITION_OFFSET;

  private static final int FULL_BOX_FLAGS = 0xFFFFFF;
  private static final int SAMPLE_IS_NON_SYNC = 0x00010000;

  /** Far beyond every limit, far from an overflow. */
  private static final long MAX_BYTES = 1L << 40;

  private final ByteView trun;
  private final TrackDefaults defaults;
  private final boolean signedOffsets;
  private final int flags;
  private final long sampleCount;
  private final boolean hasDataOffset;
  private final int dataOffset;
  private final boolean hasFirstSampleFlags;
  private final int firstSampleFlags;

  private long index;
  private long durationTicks;
  private long sizeBytes;
  private long compositionOffset;
  private int sampleFlags;

  TrackRun(ByteView trun, TrackDefaults defaults) {
    this.trun = trun;
    this.defaults = defaults;
    int versionAndFlags = trun.i32();
    signedOffsets = versionAndFlags >>> 24 != 0;
    flags = versionAndFlags & FULL_BOX_FLAGS;
    sampleCount = trun.u32();
    hasDataOffset = (flags & DATA_OFFSET) != 0;
    dataOffset = hasDataOffset ? trun.i32() : 0;
    hasFirstSampleFlags = (flags & FIRST_SAMPLE_FLAGS) != 0;
    firstSampleFlags = hasFirstSampleFlags ? trun.i32() : 0;
  }

  boolean hasDataOffset() {
    return hasDataOffset;
  }

  int dataOffset() {
    return dataOffset;
  }

  long sampleCount() {
    return sampleCount;
  }

  /** Whether each sample has fields of its own: then there are no more samples than bytes. */
  boolean isListed() {
    return (flags & EACH_SAMPLE) != 0;
  }

  /** Goes to the next sample; false behind the last and where the box is cut short. */
  boolean next() {
    if (index == sampleCount || trun.overrun()) {
      return false;
    }
    durationTicks = (flags & DURATION) != 0 ? trun.u32() : defaults.durationTicks();
    sizeBytes = (flags & SIZE) != 0 ? trun.u32() : defaults.sizeBytes();
    sampleFlags = (flags & FLAGS) != 0 ? trun.i32() : defaults.sampleFlags();
    compositionOffset = 0;
    if ((flags & COMPOSITION_OFFSET) != 0) {
      compositionOffset = signedOffsets ? trun.i32() : trun.u32();
    }
    if (index == 0 && hasFirstSampleFlags) {
      sampleFlags = firstSampleFlags;
    }
    index++;
    return !trun.overrun();
  }

  /** Whether a decoder can start with the current sample, as the container says. */
  boolean isSync() {
    return (sampleFlags & SAMPLE_IS_NON_SYNC) == 0;
  }

  long sizeBytes() {
    return sizeBytes;
  }

  long durationTicks() {
    return durationTicks;
  }

  long compositionOffset() {
    return compositionOffset;
  }

  /** The samples behind the current one have no fields of their own: goes behind them at once. */
  long skipAlike() {
    long count = sampleCount - index;
    index = sampleCount;
    long size = defaults.sizeBytes();
    return size > 0 && count > MAX_BYTES / size ? MAX_BYTES : count * size;
  }

  /** Whether samples without fields of their own are sync samples. */
  boolean defaultIsSync() {
    return (defaults.sampleFlags() & SAMPLE_IS_NON_SYNC) == 0;
  }
}
