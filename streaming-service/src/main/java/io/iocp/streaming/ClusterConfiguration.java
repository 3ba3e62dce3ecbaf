package io.iocp.streaming;

import io.iocp.streaming.cluster.Cluster;
import io.iocp.streaming.cluster.ClusterOptions;
import io.iocp.streaming.cluster.redis.RedisRegistry;
import io.iocp.streaming.loop.ThreadLoop;
import io.iocp.streaming.operations.ClusterOperations;
import io.iocp.streaming.relay.ServerId;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.time.NanoClock;
import io.lettuce.core.RedisURI;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Has servers share streams, where a registry is named; nothing is contacted otherwise. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClusterProperties.class)
class ClusterConfiguration {

  private static final String BOOT = "spring.data.redis.";
  private static final int REDIS_PORT = 6379;

  /** Whether there is a registry. */
  static final class Wanted extends AnyNestedCondition {

    Wanted() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty(prefix = "streaming.cluster.redis", name = "url")
    static final class Own {}

    @ConditionalOnProperty(prefix = "spring.data.redis", name = "url")
    static final class BootUrl {}

    @ConditionalOnProperty(prefix = "spring.data.redis", name = "host")
    static final class BootHost {}

    @ConditionalOnProperty(prefix = "spring.data.redis.sentinel", name = "master")
    static final class BootSentinel {}
  }

  @Bean(destroyMethod = "close")
  @Conditional(Wanted.class)
  Cluster cluster(
      ClusterProperties properties,
      StreamingProperties streaming,
      StreamRegistry streams,
      ServerId self,
      Environment environment)
      throws UnknownHostException {
    ClusterOptions options =
        new ClusterOptions(
            self.value(),
            properties.address() == null ? ownAddress(environment) : properties.address(),
            properties.token(),
            properties.lease(),
            streaming.toRelayOptions().publishers().replaces());
    return new Cluster(
        options,
        new RedisRegistry(
            redis(properties.redis().url(), environment),
            properties.redis().keyPrefix(),
            properties.redis().timeout()),
        streams,
        new ThreadLoop("cluster"),
        NanoClock.system());
  }

  @Bean
  @Conditional(Wanted.class)
  ClusterOperations clusterOperations(Cluster cluster) {
    return new ClusterOperations(cluster);
  }

  private static URI ownAddress(Environment environment) throws UnknownHostException {
    String port = environment.getProperty("iocp.port", "9000");
    if (port.equals("0")) {
      throw new IllegalArgumentException(
          "streaming.cluster.address must be set where iocp.port is 0");
    }
    String scheme = environment.containsProperty("iocp.ssl.bundle") ? "wss" : "ws";
    String host = InetAddress.getLocalHost().getHostAddress();
    return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  /** What is wrong with an address would be told with the address, which may have a password. */
  private static RedisURI redis(@Nullable String url, Environment environment) {
    String address = url == null ? environment.getProperty(BOOT + "url") : url;
    if (address == null) {
      return boot(environment);
    }
    try {
      return RedisURI.create(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "streaming.cluster.redis.url must be redis://, rediss:// or redis-sentinel:// and a host");
    }
  }

  /** As Spring Boot's own settings say. */
  private static RedisURI boot(Environment environment) {
    String master = environment.getProperty(BOOT + "sentinel.master");
    RedisURI.Builder builder;
    if (master == null) {
      builder =
          RedisURI.builder()
              .withHost(environment.getProperty(BOOT + "host", "localhost"))
              .withPort(environment.getProperty(BOOT + "port", Integer.class, REDIS_PORT));
    } else {
      builder = RedisURI.builder().withSentinelMasterId(master);
      for (String node : environment.getProperty(BOOT + "sentinel.nodes", "").split(",", -1)) {
        int colon = node.lastIndexOf(':');
        builder.withSentinel(
            node.substring(0, colon).strip(), Integer.parseInt(node.substring(colon + 1).strip()));
      }
    }
    String password = environment.getProperty(BOOT + "password");
    String user = environment.getProperty(BOOT + "username");
    if (password != null && user != null) {
      builder.withAuthentication(user, password.toCharArray());
    } else if (password != null) {
      builder.withPassword(password.toCharArray());
    }
    return builder
        .withDatabase(environment.getProperty(BOOT + "database", Integer.class, 0))
        .withSsl(
            environment.getProperty(BOOT + "ssl.enabled", Boolean.class, false)
                || environment.containsProperty(BOOT + "ssl.bundle"))
        .build();
  }
}
