package io.iocp.streaming.relay;

import io.iocp.statistics.Counters;
import io.iocp.statistics.Histogram;
import io.iocp.statistics.HistogramSnapshot;

/** What the relay counts and measures over all streams. Any thread. */
public final class RelayFigures {

  private final Counters<RelayCounter> counters = new Counters<>(RelayCounter.class);
  private final Histogram joins = new Histogram();
  private final Histogram delays = new Histogram();

  private volatile StreamListener listener = StreamListener.NONE;

  void listen(StreamListener other) {
    listener = other;
  }

  StreamListener listener() {
    return listener;
  }

  /** Events. */
  public Counters<RelayCounter> counters() {
    return counters;
  }

  /** Nanoseconds from a viewer's joining to the first picture that was queued for it. */
  public HistogramSnapshot joins() {
    return joins.snapshot();
  }

  /**
   * Nanoseconds by which viewers were behind at the server, each viewer once a second: the age of
   * the oldest byte that had arrived and was not sent.
   */
  public HistogramSnapshot delays() {
    return delays.snapshot();
  }

  void joined(long waitedNanos) {
    joins.record(waitedNanos);
  }

  void delayed(long delayNanos) {
    delays.record(delayNanos);
  }
}
