package io.iocp.streaming;

import io.iocp.streaming.cluster.Cluster;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.loop.ThreadLoop;
import io.iocp.streaming.relay.ServerId;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.source.Origin;
import io.iocp.streaming.source.OriginDirectory;
import io.iocp.streaming.source.Pulls;
import io.iocp.streaming.source.SourceInputs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Fetches streams from other servers of ours, where some are named. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OriginProperties.class)
class OriginConfiguration {

  /** Whether there are servers to ask. */
  static final class Wanted extends AnyNestedCondition {

    Wanted() {
      super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty(prefix = "streaming.origins", name = "urls")
    static final class Urls {}

    @ConditionalOnProperty(prefix = "streaming.origins", name = "urls[0]")
    static final class FirstUrl {}

    @ConditionalOnProperty(prefix = "streaming.origins", name = "service")
    static final class Service {}

    @Conditional(ClusterConfiguration.Wanted.class)
    static final class OfACluster {}
  }

  @Bean(destroyMethod = "close")
  @Conditional(Wanted.class)
  Pulls pulls(
      OriginProperties properties,
      ClusterProperties cluster,
      ObjectProvider<Cluster> servers,
      SourceInputs inputs,
      StreamRegistry streams,
      Publishing publishing,
      ServerId self) {
    return new Pulls(
        properties.toOptions(),
        inputs,
        directory(servers.getIfAvailable(), cluster.token(), properties.toOrigins()),
        streams,
        publishing,
        self,
        new ThreadLoop("origins"));
  }

  /** First the server of the cluster that has the stream, then those that are named. */
  private static OriginDirectory directory(
      @Nullable Cluster cluster, @Nullable String token, OriginDirectory named) {
    if (cluster == null) {
      return named;
    }
    return id -> {
      List<Origin> found = new ArrayList<>();
      cluster.find(id).ifPresent(owner -> found.add(new Origin(owner.address(), token)));
      found.addAll(named.find(id));
      return found;
    };
  }
}
