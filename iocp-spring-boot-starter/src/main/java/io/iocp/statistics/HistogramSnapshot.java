package io.iocp.statistics;

import java.util.Arrays;

/** What a {@link Histogram} held at one moment. Immutable. */
public final class HistogramSnapshot {

  /** Nothing was recorded. */
  public static final HistogramSnapshot EMPTY = new HistogramSnapshot(new long[Buckets.COUNT], 0);

  private final long[] counts;
  private final long count;
  private final long total;

  HistogramSnapshot(long[] counts, long total) {
    this.counts = counts;
    this.count = Arrays.stream(counts).sum();
    this.total = total;
  }

  /** How many values were recorded. */
  public long count() {
    return count;
  }

  /** Sum of the values. */
  public long total() {
    return total;
  }

  /** Mean of the values, 0 if there are none. */
  public double mean() {
    return count == 0 ? 0 : (double) total / count;
  }

  /**
   * The value that the given part of all values does not exceed, up to an eighth too large; 0 if
   * there are none.
   *
   * @param part 0 … 1; 0.99 for the 99th percentile
   */
  public long percentile(double part) {
    long rank = Math.max(1, (long) Math.ceil(part * count));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return Buckets.largest(i);
      }
    }
    return 0;
  }

  /**
   * How many values are at most as large as the given one; up to an eighth of their size off, where
   * it is not the largest of a bucket.
   */
  public long countUpTo(long value) {
    int last = value < 0 ? -1 : Buckets.index(value);
    return Arrays.stream(counts, 0, last + 1).sum();
  }

  /** Goes through the buckets that are not empty, smallest first. */
  public void forEachBucket(BucketVisitor visitor) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        visitor.bucket(Buckets.largest(i), counts[i]);
      }
    }
  }

  /** Sees a bucket. */
  @FunctionalInterface
  public interface BucketVisitor {

    /**
     * Sees a bucket.
     *
     * @param largest the largest value that falls into it
     * @param values how many are in it
     */
    void bucket(long largest, long values);
  }

  /** Both together. */
  public HistogramSnapshot plus(HistogramSnapshot other) {
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.counts[i];
    }
    return new HistogramSnapshot(sum, total + other.total);
  }

  /** What was recorded since an earlier snapshot of the same histogram. */
  public HistogramSnapshot since(HistogramSnapshot earlier) {
    long[] difference = counts.clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= earlier.counts[i];
    }
    return new HistogramSnapshot(difference, total - earlier.total);
  }
}
