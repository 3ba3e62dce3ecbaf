package io.iocp.streaming.source;

import java.time.Duration;

/**
 * How long a source waits before it is started again: a second, then twice as long each time, half
 * a minute at most. Not thread-safe.
 */
final class Backoff {

  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(30);

  private Duration next = FIRST;

  /** The time to wait now; the next one is longer. */
  Duration next() {
    Duration now = next;
    Duration doubled = now.multipliedBy(2);
    next = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return now;
  }

  /** It went well for a while. */
  void reset() {
    next = FIRST;
  }
}
