package io.iocp.statistics;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts values in buckets that grow with the value: exact up to 15, then eight buckets for each
 * power of two, so that a value is known to an eighth. Takes 4 KiB, whatever is recorded; recording
 * allocates nothing and costs two atomic additions.
 *
 * <p>Any thread. For many writers at once take one histogram each, and {@linkplain
 * HistogramSnapshot#plus add} their snapshots.
 */
public final class Histogram {

  // The buckets, and behind them the sum of all values.
  private final AtomicLongArray counts = new AtomicLongArray(Buckets.COUNT + 1);

  /** Counts a value; a negative one, which a clock may seem to yield, counts as 0. */
  public void record(long value) {
    long counted = Math.max(0, value);
    counts.getAndIncrement(Buckets.index(counted));
    counts.getAndAdd(Buckets.COUNT, counted);
  }

  /** What was recorded so far. A value recorded at the same time may be in it by half. */
  public HistogramSnapshot snapshot() {
    long[] copy = new long[Buckets.COUNT];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = counts.get(i);
    }
    return new HistogramSnapshot(copy, counts.get(Buckets.COUNT));
  }
}
