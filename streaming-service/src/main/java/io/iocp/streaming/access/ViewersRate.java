package io.iocp.streaming.access;

import org.jspecify.annotations.Nullable;

/**
 * How much all viewers of a rule get together, on average over the last {@value #SECONDS} seconds.
 * One who comes counts at once with what is to be expected of him, as if he had been there all the
 * time: what he really gets takes the place of it second by second. Any thread.
 */
final class ViewersRate {

  static final int SECONDS = 10;

  // Bytes of each of the last seconds; guarded by this, all.
  private final long[] seconds = new long[SECONDS];
  private int oldest;
  private long current;
  private long ticks;

  /**
   * Makes room for one more, if there is.
   *
   * @param bytesPerSecond what is to be expected
   * @param limit kilobits a second that all may get together
   * @return null if there is no room
   */
  synchronized @Nullable Expected expect(long bytesPerSecond, long limit) {
    if (kilobits(total() + SECONDS * bytesPerSecond) > limit) {
      return null;
    }
    for (int i = 0; i < SECONDS; i++) {
      seconds[i] += bytesPerSecond;
    }
    return new Expected(bytesPerSecond, ticks);
  }

  /** One has gone: nothing is to be expected of him any more. */
  synchronized void forget(Expected expected) {
    long passed = ticks - expected.tick();
    for (int i = 0; i < SECONDS - passed; i++) {
      int second = (oldest + i) % SECONDS;
      seconds[second] = Math.max(0, seconds[second] - expected.bytesPerSecond());
    }
  }

  /** So much was sent. */
  synchronized void add(long bytes) {
    current += bytes;
  }

  /** A second has passed. */
  synchronized void tick() {
    seconds[oldest] = current;
    oldest = (oldest + 1) % SECONDS;
    current = 0;
    ticks++;
  }

  /** What they get now. */
  synchronized long kilobitsPerSecond() {
    return kilobits(total());
  }

  private long total() {
    long total = 0;
    for (long second : seconds) {
      total += second;
    }
    return total;
  }

  private static long kilobits(long bytesOfAllSeconds) {
    return bytesOfAllSeconds * Byte.SIZE / SECONDS / 1000;
  }

  /**
   * What was to be expected of one who came.
   *
   * @param tick when
   */
  record Expected(long bytesPerSecond, long tick) {}
}
