package io.iocp.metrics;

import io.iocp.statistics.HistogramSnapshot;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Hands what a histogram of the transport has counted over to a meter, which has no other way in
 * than value by value. After a long time without a look only a part is handed over, evenly: the
 * distribution is right then, and the counts are the counters' to tell. Any thread.
 */
public final class HistogramTransfer {

  // A few milliseconds' work.
  private static final long MOST_VALUES = 100_000;

  private final Supplier<HistogramSnapshot> source;
  private final LongConsumer meter;
  // Guarded by this.
  private HistogramSnapshot last = HistogramSnapshot.EMPTY;

  /**
   * Begins with nothing handed over.
   *
   * @param source what was counted since the start
   * @param meter called with each value, as its bucket's largest
   */
  public HistogramTransfer(Supplier<HistogramSnapshot> source, LongConsumer meter) {
    this.source = source;
    this.meter = meter;
  }

  /** Hands over what was counted since the last call. */
  public synchronized void run() {
    HistogramSnapshot now = source.get();
    HistogramSnapshot recent = now.since(last);
    last = now;
    double part = Math.min(1, (double) MOST_VALUES / Math.max(1, recent.count()));
    recent.forEachBucket(
        (largest, values) -> {
          for (long i = Math.round(values * part); i > 0; i--) {
            meter.accept(largest);
          }
        });
  }
}
