package io.iocp.http.gateway;

import java.time.Duration;

/**
 * Whether requests are passed through, and within which bounds.
 *
 * @param enabled whether they are, where the application has a web server that they can go to
 * @param maximumConnections connections to the web server at once, and so requests; further ones
 *     are answered 503
 * @param connectTimeout longest time to connect to it
 * @param responseTimeout longest time from the end of a request to the head of its response
 * @param bodyTimeout longest time for the body of a request, or for each 32 KiB of it
 */
public record GatewayOptions(
    boolean enabled,
    int maximumConnections,
    Duration connectTimeout,
    Duration responseTimeout,
    Duration bodyTimeout) {

  /** The longest that each of the times may be. */
  public static final Duration LONGEST = Duration.ofDays(1);

  /** Off; 200 connections; 5 s to connect, 60 s to respond, 30 s for a body. */
  public static final GatewayOptions DEFAULTS =
      new GatewayOptions(
          false, 200, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(30));

  public GatewayOptions {
    if (maximumConnections < 1) {
      throw new IllegalArgumentException(
          "maximumConnections must be positive: maximumConnections=" + maximumConnections);
    }
    requirePositive("connectTimeout", connectTimeout);
    requirePositive("responseTimeout", responseTimeout);
    requirePositive("bodyTimeout", bodyTimeout);
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          name + " must be positive and at most " + LONGEST + ": " + name + "=" + value);
    }
  }
}
