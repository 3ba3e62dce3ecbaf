package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.streaming.cluster.Cluster;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.loop.ThreadLoop;
import io.iocp.streaming.relay.ServerId;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.source.Pulls;
import io.iocp.streaming.source.SourceInputs;
import io.iocp.streaming.source.Sources;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Fetches streams, where that is configured. */
@Configuration(proxyBeanMethods = false)
class SourceConfiguration {

  /** The transport asks for handlers before it is there: it is found when a source starts. */
  @Bean(destroyMethod = "") // The sources close it.
  SourceInputs sourceInputs(Publishing publishing, ObjectProvider<IocpTransport> transport) {
    return new SourceInputs(publishing, transport::getObject);
  }

  @Bean(destroyMethod = "close")
  Sources sources(StreamingProperties properties, SourceInputs inputs, StreamRegistry streams) {
    return new Sources(properties.toSources(), inputs, streams, new ThreadLoop("sources"));
  }

  @Bean
  SourceLifecycle sourceLifecycle(
      Sources sources, ObjectProvider<Pulls> pulls, ObjectProvider<Cluster> cluster) {
    return new SourceLifecycle(sources, pulls.getIfAvailable(), cluster.getIfAvailable());
  }

  @Bean
  ServerId serverId() {
    return ServerId.random();
  }

  /** Streams that viewers bring here: first those that have a source, then those of origins. */
  @Bean
  @Primary
  StreamDemand streamDemand(
      Sources sources, ObjectProvider<Pulls> pulls, ObjectProvider<Cluster> cluster) {
    Pulls fetched = pulls.getIfAvailable();
    if (fetched == null) {
      return sources;
    }
    cluster.ifAvailable(servers -> fetched.listElsewhere(servers::elsewhere));
    return StreamDemand.of(List.of(sources, fetched));
  }
}
