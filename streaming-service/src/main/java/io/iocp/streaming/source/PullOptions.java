package io.iocp.streaming.source;

import java.time.Duration;

/**
 * Bounds of what is fetched from origins.
 *
 * @param idleTimeout for how long nobody watches before a stream is let go, a second at least
 * @param stallTimeout for how long nothing comes before an origin is asked anew, a second at least
 * @param maximum streams at once, those that turned out to be nowhere a moment ago included
 */
public record PullOptions(Duration idleTimeout, Duration stallTimeout, int maximum) {

  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Checks that there is room for something. */
  public PullOptions {
    if (idleTimeout.compareTo(SHORTEST) < 0 || stallTimeout.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "idle-timeout and stall-timeout must be a second at least: "
              + idleTimeout
              + ", "
              + stallTimeout);
    }
    if (maximum < 1) {
      throw new IllegalArgumentException("max-streams must be positive: " + maximum);
    }
  }
}
