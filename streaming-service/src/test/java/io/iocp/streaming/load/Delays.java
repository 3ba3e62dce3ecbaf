package io.iocp.streaming.load;

import java.time.Duration;

/** A histogram of delays, in steps of 100 µs up to 20 s. Not thread-safe. */
class Delays {

  private static final long STEP_NANOS = Duration.ofNanos(100_000).toNanos();
  private static final int STEPS = 200_000;

  private final int[] counts = new int[STEPS];
  private long total;

  void add(long nanos) {
    counts[(int) Math.min(STEPS - 1, nanos / STEP_NANOS)]++;
    total++;
  }

  void add(Delays other) {
    for (int i = 0; i < STEPS; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  long total() {
    return total;
  }

  /** The delay that this share of all does not exceed, in milliseconds. */
  double percentileMillis(double percent) {
    long rank = (long) Math.ceil(total * percent / 100);
    long seen = 0;
    int step = 0;
    while (step < STEPS - 1 && seen + counts[step] < rank) {
      seen += counts[step++];
    }
    return (step + 1) * STEP_NANOS / 1e6;
  }
}
