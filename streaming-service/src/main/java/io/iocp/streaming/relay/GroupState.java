package io.iocp.streaming.relay;

import io.iocp.streaming.stream.MediaChunk;

/**
 * The current group of pictures as one worker has seen it: how much of it there is, and when the
 * next one is likely to come.
 *
 * <p>Only accessed by its fan-out.
 */
final class GroupState {

  private static final long UNKNOWN = -1;

  private long startNanos;
  private long intervalNanos = UNKNOWN;
  private long keyframeBytes;
  private long bytes;
  private boolean begun;

  void add(MediaChunk chunk, long nowNanos) {
    if (chunk.isKeyframe()) {
      intervalNanos = begun ? nowNanos - startNanos : UNKNOWN;
      startNanos = nowNanos;
      keyframeBytes = chunk.payloadBytes();
      bytes = 0;
      begun = true;
    }
    bytes += chunk.payloadBytes();
  }

  /** Nothing is known of what follows. */
  void reset() {
    begun = false;
    intervalNanos = UNKNOWN;
    bytes = 0;
  }

  /**
   * Whether the group so far, sent at this rate, shows a fresh picture sooner than the next
   * keyframe would.
   *
   * @param maxNanos longest time that sending it may take
   */
  boolean isSoonerThanTheNext(long bytesPerSecond, long maxNanos, long nowNanos) {
    if (!begun || bytesPerSecond <= 0) {
      return false;
    }
    double secondNanos = 1e9;
    double groupNanos = bytes * secondNanos / bytesPerSecond;
    if (groupNanos > maxNanos) {
      return false;
    }
    if (intervalNanos == UNKNOWN) {
      return true;
    }
    long untilNext = Math.max(0, intervalNanos - (nowNanos - startNanos));
    return groupNanos < untilNext + keyframeBytes * secondNanos / bytesPerSecond;
  }
}
