package io.iocp.streaming.access;

import java.net.URI;
import java.time.Duration;

/**
 * Whom to ask about access, and how.
 *
 * @param url http or https
 * @param timeout within which the whole answer must be there
 * @param cacheFor how long an answer is good for the same question; 0 to ask each time
 * @param maxWaiting most questions that wait for an answer; more are refused
 */
public record CallbackOptions(URI url, Duration timeout, Duration cacheFor, int maxWaiting) {

  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException when one is out of its range; without the address, which may
   *     have a password
   */
  public CallbackOptions {
    if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getHost() == null) {
      throw new IllegalArgumentException("url must be an http or https address");
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("timeout must be positive, at most 1h: " + timeout);
    }
    if (cacheFor.isNegative() || cacheFor.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("cache must be 0 to 1h: " + cacheFor);
    }
    if (maxWaiting < 1) {
      throw new IllegalArgumentException("max-waiting must be positive: " + maxWaiting);
    }
  }
}
