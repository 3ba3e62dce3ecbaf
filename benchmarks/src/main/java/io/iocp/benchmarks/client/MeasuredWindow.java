package io.iocp.benchmarks.client;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What one viewer thread saw of the messages due in the measured window. Messages are told by the
 * moment they were due, not by their receipt, so that every relay is measured over the same ones.
 * Written by one thread; read after that thread has ended.
 */
final class MeasuredWindow {

  private static final long LONGEST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int SIGNIFICANT_DIGITS = 3;

  private final long startNanos;
  private final long endNanos;
  private final Histogram delaysNanos = new Histogram(LONGEST_DELAY_NANOS, SIGNIFICANT_DIGITS);

  MeasuredWindow(long startNanos, long endNanos) {
    this.startNanos = startNanos;
    this.endNanos = endNanos;
  }

  void received(long dueNanos, long nowNanos) {
    if (dueNanos - startNanos >= 0 && dueNanos - endNanos < 0) {
      delaysNanos.recordValue(Math.min(LONGEST_DELAY_NANOS, Math.max(0, nowNanos - dueNanos)));
    }
  }

  Histogram delaysNanos() {
    return delaysNanos;
  }
}
