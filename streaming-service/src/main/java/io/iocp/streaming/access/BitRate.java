package io.iocp.streaming.access;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How much a client sends on average over the last seconds. One thread at a time. */
final class BitRate {

  static final int WINDOW_SECONDS = 10;

  private static final long WINDOW_NANOS = Duration.ofSeconds(WINDOW_SECONDS).toNanos();
  // More looks than one a second and a late one take no memory.
  private static final int MOST_SAMPLES = 2 * WINDOW_SECONDS;
  private static final double NANOS_PER_MILLI = 1e6;

  private record Sample(long nanos, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * Looks at it, about once a second.
   *
   * @param bytes all that was received of the client so far
   * @return kilobits a second; 0 until the window is full
   */
  long kilobitsPerSecond(long nowNanos, long bytes) {
    Sample oldest = samples.peekFirst();
    long kilobits = 0;
    if (oldest != null && nowNanos - oldest.nanos() >= WINDOW_NANOS) {
      double millis = (nowNanos - oldest.nanos()) / NANOS_PER_MILLI;
      kilobits = (long) ((bytes - oldest.bytes()) * Byte.SIZE / millis);
      samples.removeFirst();
    }
    if (samples.size() < MOST_SAMPLES) {
      samples.addLast(new Sample(nowNanos, bytes));
    }
    return kilobits;
  }
}
