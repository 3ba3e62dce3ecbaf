package io.iocp.access;

/**
 * How many connections may be there, and how fast they may come. An address is an IPv4 address, or
 * an IPv6 network of 64 bits, since that is what one subscriber gets.
 *
 * @param maximumConnections connections at once, 1 or more
 * @param connectionsPerAddress connections at once from one address; 0 for no limit
 * @param acceptsPerMinute connections a minute from one address in the long run; 0 for no limit
 * @param acceptBurst connections from one address that may come at once, 1 or more
 */
public record AccessLimits(
    int maximumConnections, int connectionsPerAddress, int acceptsPerMinute, int acceptBurst) {

  public AccessLimits {
    require("maximumConnections", maximumConnections, 1);
    require("connectionsPerAddress", connectionsPerAddress, 0);
    require("acceptsPerMinute", acceptsPerMinute, 0);
    require("acceptBurst", acceptBurst, 1);
  }

  private static void require(String name, int value, int minimum) {
    if (value < minimum) {
      throw new IllegalArgumentException(
          name + " must be at least " + minimum + ": " + name + "=" + value);
    }
  }
}
