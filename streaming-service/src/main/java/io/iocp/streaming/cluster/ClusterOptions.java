package io.iocp.streaming.cluster;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server takes part in a cluster.
 *
 * @param server its id
 * @param address where other servers watch what it has: {@code ws(s)://host:port}
 * @param token what they send for that as {@code Authorization: Bearer}, or null
 * @param lease how long a name stays with a server that is not heard of, two seconds at least
 * @param replaces whether a second publisher takes the place of the first
 */
public record ClusterOptions(
    String server, URI address, @Nullable String token, Duration lease, boolean replaces) {

  /** The shortest lease. */
  public static final Duration SHORTEST_LEASE = Duration.ofSeconds(2);

  /** Checks the times. */
  public ClusterOptions {
    if (lease.compareTo(SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException("lease must be 2s at least: " + lease);
    }
  }

  /** How often a lease is prolonged, and the registry looked at. */
  Duration period() {
    Duration quarter = lease.dividedBy(4);
    return quarter.compareTo(Duration.ofSeconds(1)) < 0 ? quarter : Duration.ofSeconds(1);
  }

  /** Without what must not be logged. */
  @Override
  public String toString() {
    return "ClusterOptions[" + server + "]";
  }
}
