package io.iocp.streaming.loop;

import java.time.Duration;

/** Delays between attempts: they double from the first one to the longest. Not thread-safe. */
public final class Backoff {

  private final Duration first;
  private final Duration longest;
  private Duration next;

  /** Begins with the first delay. */
  public Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
    this.next = first;
  }

  /** The delay before the next attempt; the one after it is longer. */
  public Duration next() {
    Duration now = next;
    Duration doubled = now.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
    return now;
  }

  /**
   * The delay after an attempt that has ended: the first one again if it was a good one.
   *
   * @param held how long it held
   * @param stable how long a good one holds
   */
  public Duration after(Duration held, Duration stable) {
    if (held.compareTo(stable) >= 0) {
      reset();
    }
    return next();
  }

  /** The last attempt was a good one: the next delay is the first again. */
  public void reset() {
    next = first;
  }
}
