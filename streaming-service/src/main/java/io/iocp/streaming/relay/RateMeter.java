package io.iocp.streaming.relay;

import java.time.Duration;

/** Bytes a second, measured over whole seconds. Not thread-safe. */
final class RateMeter {

  private static final long WINDOW_NANOS = Duration.ofSeconds(1).toNanos();

  private static final long UNKNOWN = -1;

  /** Share of the newest second in the average. */
  private static final int AVERAGED_SECONDS = 8;

  private long windowStartNanos;
  private long windowBytes;
  private long bytesPerSecond;
  private long average = UNKNOWN;

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

  /** The same over some seconds, the newer ones counting for more. */
  long average(long nowNanos) {
    turnOver(nowNanos);
    return average == UNKNOWN ? windowBytes : average;
  }

  private void turnOver(long nowNanos) {
    long elapsedNanos = nowNanos - windowStartNanos;
    if (elapsedNanos >= WINDOW_NANOS) {
      bytesPerSecond = (long) (windowBytes * (double) WINDOW_NANOS / elapsedNanos);
      average =
          average == UNKNOWN
              ? bytesPerSecond
              : average + (bytesPerSecond - average) / AVERAGED_SECONDS;
      windowBytes = 0;
      windowStartNanos = nowNanos;
    }
  }
}
