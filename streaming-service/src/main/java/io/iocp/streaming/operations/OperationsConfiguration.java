package io.iocp.streaming.operations;

import io.iocp.IocpTransport;
import io.iocp.admin.recordings.RecordingDirectory;
import io.iocp.admin.server.AudienceDirectory;
import io.iocp.admin.sources.SourceDirectory;
import io.iocp.admin.streams.StreamDirectory;
import io.iocp.admin.streams.StreamPictures;
import io.iocp.metrics.LoginMetrics;
import io.iocp.streaming.access.AccessCallback;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.event.StreamEvents;
import io.iocp.streaming.history.PastViewers;
import io.iocp.streaming.hls.HlsStreams;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.udp.UdpPublishers;
import io.iocp.streaming.playback.Audience;
import io.iocp.streaming.playback.StillPictures;
import io.iocp.streaming.recording.Recorders;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.source.Pulls;
import io.iocp.streaming.source.Sources;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Shows the service to operators. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MetricsProperties.class)
class OperationsConfiguration {

  @Bean
  StreamDirectory registeredStreams(
      StreamRegistry streams, IocpTransport transport, Sources sources, RunningSessions sessions) {
    return new RegisteredStreams(streams, transport, sources, sessions, InstantSource.system());
  }

  @Bean
  AudienceDirectory wholeAudience(StreamRegistry streams) {
    return new WholeAudience(streams);
  }

  @Bean
  StreamPictures livePictures(StillPictures pictures) {
    return new LivePictures(pictures);
  }

  @Bean
  SourceDirectory configuredSources(Sources sources, ObjectProvider<Pulls> pulls) {
    return new ConfiguredSources(sources, pulls.getIfAvailable());
  }

  @Bean
  PullMetrics pullMetrics(ObjectProvider<Pulls> pulls) {
    return new PullMetrics(pulls.getIfAvailable());
  }

  @Bean
  StreamingMetrics streamingMetrics(
      StreamRegistry streams,
      Publishing publishing,
      Audience audience,
      AccessControl access,
      Sources sources) {
    return new StreamingMetrics(
        streams, publishing.counters(), audience.counters(), access.counters(), sources);
  }

  @Bean
  @ConditionalOnBooleanProperty("streaming.metrics.per-stream")
  StreamMeters streamMeters(StreamRegistry streams, MetricsProperties properties) {
    return new StreamMeters(streams, properties.maxStreams());
  }

  /** Shows recordings, where the service records. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(prefix = "streaming.recording", name = "directory")
  static class Recorded {

    @Bean
    RecordingDirectory recordedStreams(Recorders recorders) {
      return new RecordedStreams(recorders);
    }

    @Bean
    RecordingMetrics recordingMetrics(Recorders recorders) {
      return new RecordingMetrics(recorders);
    }
  }

  @Bean
  @ConditionalOnProperty(prefix = "streaming.dvr", name = "window")
  HistoryMetrics historyMetrics(PastViewers viewers) {
    return new HistoryMetrics(viewers);
  }

  @Bean
  @ConditionalOnProperty(prefix = "streaming.hls", name = "enabled", matchIfMissing = true)
  HlsMetrics hlsMetrics(HlsStreams streams) {
    return new HlsMetrics(streams);
  }

  @Bean
  @ConditionalOnProperty(prefix = "streaming.security.callback", name = "url")
  AccessMetrics accessMetrics(AccessCallback callback) {
    return new AccessMetrics(callback);
  }

  @Bean
  LoginMetrics loginMetrics(AccessControl control) {
    return new LoginMetrics(control.attempts(), "streams");
  }

  @Bean
  EventMetrics eventMetrics(StreamEvents events) {
    return new EventMetrics(events);
  }

  @Bean
  UdpMetrics udpMetrics(UdpPublishers publishers) {
    return new UdpMetrics(publishers);
  }
}
