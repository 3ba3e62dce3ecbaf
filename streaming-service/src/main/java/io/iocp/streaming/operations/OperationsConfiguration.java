package io.iocp.streaming.operations;

import io.iocp.IocpTransport;
import io.iocp.admin.streams.StreamDirectory;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.playback.Audience;
import io.iocp.streaming.relay.StreamRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows the service to operators. */
@Configuration(proxyBeanMethods = false)
class OperationsConfiguration {

  @Bean
  StreamDirectory registeredStreams(StreamRegistry streams, IocpTransport transport) {
    return new RegisteredStreams(streams, transport, InstantSource.system());
  }

  @Bean
  StreamingMetrics streamingMetrics(
      StreamRegistry streams, Publishing publishing, Audience audience, AccessControl access) {
    return new StreamingMetrics(
        streams, publishing.counters(), audience.counters(), access.counters());
  }
}
