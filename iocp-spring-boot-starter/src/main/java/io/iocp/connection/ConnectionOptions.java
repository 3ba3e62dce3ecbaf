package io.iocp.connection;

import io.iocp.access.AccessPolicy;
import java.time.Duration;

/**
 * Limits and times of connections.
 *
 * @param maximumConnections connections at once, unless an {@link AccessPolicy} says otherwise;
 *     further ones are reset when they are accepted
 * @param handshakeTimeout longest time in {@code OPENING}
 * @param idleTimeout longest time without a completed receive or send in {@code OPEN}
 * @param keepAliveInterval quiet time after which the handler is told to probe the peer; should be
 *     well below the idle timeout
 * @param closeTimeout longest time in {@code CLOSING}
 * @param sendQueueBytes bound of a connection's send queue, in bytes of buffer slots; a connection
 *     that is below it accepts one more message of any size
 * @param maximumFreeContexts contexts of connections that are gone which are kept for those to
 *     come; 0 for none
 */
public record ConnectionOptions(
    int maximumConnections,
    Duration handshakeTimeout,
    Duration idleTimeout,
    Duration keepAliveInterval,
    Duration closeTimeout,
    long sendQueueBytes,
    int maximumFreeContexts) {

  /** Longest time of all kinds; deadlines are counted in nanoseconds, which last for 292 years. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  /**
   * 100,000 connections; 10 s to shake hands, 3 min idle, a probe after 30 s, 5 s to close; 4 MiB
   * queued; 1,024 contexts kept.
   */
  public static final ConnectionOptions DEFAULTS =
      new ConnectionOptions(
          100_000,
          Duration.ofSeconds(10),
          Duration.ofMinutes(3),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5),
          4L << 20,
          1_024);

  public ConnectionOptions {
    requirePositive("maximumConnections", maximumConnections);
    requirePositive("handshakeTimeout", handshakeTimeout);
    requirePositive("idleTimeout", idleTimeout);
    requirePositive("keepAliveInterval", keepAliveInterval);
    requirePositive("closeTimeout", closeTimeout);
    requirePositive("sendQueueBytes", sendQueueBytes);
    if (maximumFreeContexts < 0) {
      throw new IllegalArgumentException(
          "maximumFreeContexts must not be negative: maximumFreeContexts=" + maximumFreeContexts);
    }
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + name + "=" + value);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " must be positive and at most " + LONGEST + ": " + name + "=" + value);
    }
  }

  /** A builder that starts from these options. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** A builder that starts from {@link #DEFAULTS}. */
  public static Builder builder() {
    return DEFAULTS.toBuilder();
  }

  /** Changes single options. Not thread-safe. */
  public static final class Builder {

    private int maximumConnections;
    private Duration handshakeTimeout;
    private Duration idleTimeout;
    private Duration keepAliveInterval;
    private Duration closeTimeout;
    private long sendQueueBytes;
    private int maximumFreeContexts;

    private Builder(ConnectionOptions from) {
      maximumConnections = from.maximumConnections;
      handshakeTimeout = from.handshakeTimeout;
      idleTimeout = from.idleTimeout;
      keepAliveInterval = from.keepAliveInterval;
      closeTimeout = from.closeTimeout;
      sendQueueBytes = from.sendQueueBytes;
      maximumFreeContexts = from.maximumFreeContexts;
    }

    public Builder maximumConnections(int value) {
      maximumConnections = value;
      return this;
    }

    public Builder handshakeTimeout(Duration value) {
      handshakeTimeout = value;
      return this;
    }

    public Builder idleTimeout(Duration value) {
      idleTimeout = value;
      return this;
    }

    public Builder keepAliveInterval(Duration value) {
      keepAliveInterval = value;
      return this;
    }

    public Builder closeTimeout(Duration value) {
      closeTimeout = value;
      return this;
    }

    public Builder sendQueueBytes(long value) {
      sendQueueBytes = value;
      return this;
    }

    public Builder maximumFreeContexts(int value) {
      maximumFreeContexts = value;
      return this;
    }

    public ConnectionOptions build() {
      return new ConnectionOptions(
          maximumConnections,
          handshakeTimeout,
          idleTimeout,
          keepAliveInterval,
          closeTimeout,
          sendQueueBytes,
          maximumFreeContexts);
    }
  }
}
