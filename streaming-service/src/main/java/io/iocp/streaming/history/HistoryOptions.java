package io.iocp.streaming.history;

import java.time.Duration;

/**
 * How far viewers may go back.
 *
 * @param window how far, positive
 * @param maximumViewers how many may be in the past at once, positive
 * @param queueBytes bound of the send queue of each of them, in native memory, positive
 */
public record HistoryOptions(Duration window, int maximumViewers, long queueBytes) {

  /** How much media is sent ahead of what a viewer plays. */
  public static final Duration AHEAD = Duration.ofSeconds(10);

  /** Checks what is configured. */
  public HistoryOptions {
    if (window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException("window must be positive: " + window);
    }
    if (maximumViewers < 1) {
      throw new IllegalArgumentException("max-viewers must be positive: " + maximumViewers);
    }
    if (queueBytes < 1) {
      throw new IllegalArgumentException("queue must be positive: " + queueBytes);
    }
  }
}
