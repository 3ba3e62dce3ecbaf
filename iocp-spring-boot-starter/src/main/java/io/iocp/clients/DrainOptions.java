package io.iocp.clients;

import java.time.Duration;

/**
 * How clients are let go before the transport stops.
 *
 * @param time over how long they are told, evenly; 0 for all at once. Where there are few it takes
 *     less: ten a second
 * @param accepting whether new clients are let in until the last one has been told
 * @param grace time that they get to end their sessions
 */
public record DrainOptions(Duration time, boolean accepting, Duration grace) {

  /** Ten seconds without new clients, and ten more to end sessions. */
  public static final DrainOptions DEFAULTS =
      new DrainOptions(Duration.ofSeconds(10), false, Duration.ofSeconds(10));

  public DrainOptions {
    if (time.isNegative()) {
      throw new IllegalArgumentException("time must not be negative: time=" + time);
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("grace must not be negative: grace=" + grace);
    }
  }
}
