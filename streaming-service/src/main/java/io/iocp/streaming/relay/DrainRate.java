package io.iocp.streaming.relay;

/**
 * How fast a viewer takes what is sent to it, measured while something waits for it: otherwise the
 * stream is the limit and not the link.
 *
 * <p>Not thread-safe.
 */
final class DrainRate {

  private static final long SECOND_NANOS = 1_000_000_000;

  private long lastNanos;
  private long lastDrainedBytes;
  private long bytesPerSecond;

  DrainRate(long nowNanos) {
    lastNanos = nowNanos;
  }

  /** So much was there before. */
  void begin(long drainedBytes) {
    lastDrainedBytes = drainedBytes;
  }

  /**
   * Notes how much has gone out so far.
   *
   * @param saturated whether something waited all the time
   */
  void update(long drainedBytes, boolean saturated, long nowNanos) {
    long elapsed = nowNanos - lastNanos;
    if (elapsed <= 0) {
      return;
    }
    long rate = (long) ((drainedBytes - lastDrainedBytes) * (double) SECOND_NANOS / elapsed);
    if (saturated || rate > bytesPerSecond) {
      bytesPerSecond = rate;
    }
    lastNanos = nowNanos;
    lastDrainedBytes = drainedBytes;
  }

  /** How long so many bytes take; 0 when nothing is known. */
  long nanosFor(long bytes) {
    return bytes <= 0 || bytesPerSecond <= 0
        ? 0
        : (long) (bytes * (double) SECOND_NANOS / bytesPerSecond);
  }

  /** Bytes a second; 0 when nothing went out, or nothing is known. */
  long bytesPerSecond() {
    return bytesPerSecond;
  }
}
