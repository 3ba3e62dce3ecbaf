package io.iocp.streaming.command;

import java.time.Duration;

/** How long to wait before the next attempt: 250 ms, doubling to 10 s. Not thread-safe. */
final class Backoff {

  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** A connection that held for so long was a good one. */
  private static final Duration STABLE = Duration.ofSeconds(5);

  private Duration next = FIRST;

  /**
   * @param held how long the connection before held; zero if there was none
   */
  Duration after(Duration held) {
    if (held.compareTo(STABLE) >= 0) {
      next = FIRST;
    }
    Duration delay = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return delay;
  }
}
