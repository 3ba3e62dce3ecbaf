package io.iocp.streaming.relay;

import java.time.Duration;

/**
 * What happens when publishers go and others come.
 *
 * @param silentAfter time without media after which a publisher gives its place to another one that
 *     wants it
 * @param grace how long a stream waits for another publisher when its own is lost; zero ends it at
 *     once
 * @param graceAfterEnd how long it waits when its publisher said goodbye
 * @param replaces whether a second publisher of a living stream takes its place; it is refused
 *     otherwise
 */
public record PublisherPolicy(
    Duration silentAfter, Duration grace, Duration graceAfterEnd, boolean replaces) {

  /**
   * 30 s of silence, 10 s for those that are lost, none for those that say goodbye, the first one
   * stays.
   */
  public static final PublisherPolicy DEFAULTS =
      new PublisherPolicy(Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ZERO, false);

  /** Checks that times are times. */
  public PublisherPolicy {
    if (silentAfter.isNegative() || silentAfter.isZero()) {
      throw new IllegalArgumentException("silentAfter must be positive: " + silentAfter);
    }
    if (grace.isNegative() || graceAfterEnd.isNegative()) {
      throw new IllegalArgumentException(
          "grace must not be negative: grace=" + grace + ", graceAfterEnd=" + graceAfterEnd);
    }
  }
}
