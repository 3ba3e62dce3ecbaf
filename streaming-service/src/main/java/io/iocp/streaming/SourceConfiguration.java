package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.loop.ThreadLoop;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.source.SourceInputs;
import io.iocp.streaming.source.Sources;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Fetches streams, where that is configured. */
@Configuration(proxyBeanMethods = false)
class SourceConfiguration {

  /** The transport asks for handlers before it is there: it is found when a source starts. */
  @Bean(destroyMethod = "close")
  Sources sources(
      StreamingProperties properties,
      Publishing publishing,
      StreamRegistry streams,
      ObjectProvider<IocpTransport> transport) {
    return new Sources(
        properties.toSources(),
        new SourceInputs(publishing, transport::getObject),
        streams,
        new ThreadLoop("sources"));
  }

  @Bean
  SourceLifecycle sourceLifecycle(Sources sources) {
    return new SourceLifecycle(sources);
  }
}
