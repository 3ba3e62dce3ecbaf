package io.iocp.streaming.relay;

import java.time.Duration;

/** Bytes a second, measured over whole seconds. Not thread-safe. */
final class RateMeter {

  private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

  private long windowStartNanos;
  private long windowBytes;
  private long bytesPerSecond;

  RateMeter(long nowNanos) {
    windowStartNanos = nowNanos;
  }

  void add(long bytes, long nowNanos) {
    turnOver(nowNanos);
    windowBytes += bytes;
  }

  long bytesPerSecond(long nowNanos) {
    turnOver(nowNanos);
    return bytesPerSecond;
  }

  private void turnOver(long nowNanos) {
    long elapsedNanos = nowNanos - windowStartNanos;
    if (elapsedNanos >= WINDOW_NANOS) {
      bytesPerSecond = (long) (windowBytes * (double) WINDOW_NANOS / elapsedNanos);
      windowBytes = 0;
      windowStartNanos = nowNanos;
    }
  }
}
