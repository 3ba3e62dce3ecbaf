package io.iocp.streaming.event;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Whom to tell of events.
 *
 * @param url http or https
 * @param secret what messages are signed with
 * @param events of which types; empty for all
 * @param timeout within which the whole answer must be there
 * @param maxAttempts how often an event is sent before it is given up
 * @param firstDelay between the first two attempts; it doubles, up to a minute
 * @param maxQueued most events that wait; more are given up
 */
public record WebhookOptions(
    URI url,
    String secret,
    Set<StreamEvent.Type> events,
    Duration timeout,
    int maxAttempts,
    Duration firstDelay,
    int maxQueued) {

  private static final int SHORTEST_SECRET = 16;

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException when one is out of its range; shows no secret
   */
  public WebhookOptions {
    events = Set.copyOf(events);
    if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
        || url.getHost() == null) {
      throw new IllegalArgumentException("url must be an http or https address");
    }
    if (secret.length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "secret must be at least " + SHORTEST_SECRET + " characters long");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: " + timeout);
    }
    if (maxAttempts < 1 || maxQueued < 1) {
      throw new IllegalArgumentException("max-attempts and max-queued must be positive");
    }
  }

  boolean wants(StreamEvent.Type type) {
    return events.isEmpty() || events.contains(type);
  }

  /** Without the secret, and the address, which may have a password. */
  @Override
  public String toString() {
    return "WebhookOptions";
  }
}
