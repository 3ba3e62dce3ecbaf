package io.iocp.streaming;

import io.iocp.streaming.cluster.ClusterOptions;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Several servers that share streams: any of them takes a publisher, any serves a viewer.
 *
 * @param redis registry of the cluster
 * @param address Address at which the other servers of the cluster reach this one, such as
 *     ws://10.0.0.7:9000. Defaults to an address of this machine and iocp.port.
 * @param token Token that servers of the cluster send to each other as a bearer token. It needs the
 *     right to watch.
 * @param lease Time for which the name of a stream stays with a server that is not heard of. A
 *     server that cannot renew in time closes its publisher before that.
 */
@ConfigurationProperties("streaming.cluster")
record ClusterProperties(
    @DefaultValue Redis redis,
    @Nullable URI address,
    @Nullable String token,
    @DefaultValue("10s") Duration lease) {

  /**
   * The registry in Redis.
   *
   * @param url URL of the Redis server: redis://, rediss:// or redis-sentinel://, with user and
   *     password if it has some. If not set, spring.data.redis.* is used if that is set.
   * @param keyPrefix Prefix of all keys in Redis. Servers with the same prefix are one cluster.
   * @param timeout Timeout of connections and commands.
   */
  record Redis(
      @Nullable String url,
      @DefaultValue("iocp:") String keyPrefix,
      @DefaultValue("2s") Duration timeout) {

    /** Without what must not be logged. */
    @Override
    public String toString() {
      return "Redis";
    }
  }

  ClusterProperties {
    if (address != null) {
      URI given = address;
      StreamingProperties.check(
          "streaming.cluster.address", () -> OriginProperties.origin(given.toString(), null));
    }
    if (lease.compareTo(ClusterOptions.SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException("streaming.cluster.lease must be 2s at least: " + lease);
    }
    if (redis.timeout().isNegative() || redis.timeout().isZero()) {
      throw new IllegalArgumentException(
          "streaming.cluster.redis.timeout must be positive: " + redis.timeout());
    }
  }

  /** Without what must not be logged. */
  @Override
  public String toString() {
    return "ClusterProperties";
  }
}
