package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.http.HttpConfigurer;
import io.iocp.socket.SocketListener;
import io.iocp.streaming.access.AccessControl;
import io.iocp.streaming.access.AccessMode;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.HttpAccess;
import io.iocp.streaming.access.RunningSessions;
import io.iocp.streaming.access.WebCallers;
import io.iocp.streaming.access.WebSocketAccess;
import io.iocp.streaming.history.PastViewers;
import io.iocp.streaming.ingest.HttpPublishHandler;
import io.iocp.streaming.ingest.NameClaims;
import io.iocp.streaming.ingest.PublishHandler;
import io.iocp.streaming.ingest.Publishing;
import io.iocp.streaming.ingest.udp.UdpPublishers;
import io.iocp.streaming.media.CollectingMemory;
import io.iocp.streaming.media.MediaLimits;
import io.iocp.streaming.playback.Audience;
import io.iocp.streaming.playback.LiveHandler;
import io.iocp.streaming.playback.LiveStreamsController;
import io.iocp.streaming.playback.SnapshotHandler;
import io.iocp.streaming.playback.StillPictures;
import io.iocp.streaming.playback.StreamPorts;
import io.iocp.streaming.playback.StreamStatusController;
import io.iocp.streaming.playback.WatchHandler;
import io.iocp.streaming.relay.ServerId;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.streaming.relay.Ticking;
import io.iocp.time.NanoClock;
import io.iocp.websocket.WsConfigurer;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the streaming service together: its handlers on the transport, its list of streams. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamingProperties.class)
class StreamingConfiguration {

  private static final Logger logger = LoggerFactory.getLogger(StreamingConfiguration.class);

  // A piece of a pipe is 64 KiB; a message is all that a client wrote at once.
  private static final long MAXIMUM_PUBLISHED_MESSAGE_BYTES = 32 << 20;
  // Headers are small, and most blocks pass through: what takes more than that is an attack.
  private static final int HEAP_PART_FOR_COLLECTING = 8;
  // Viewers say which moment they want to see.
  private static final long MAXIMUM_VIEWER_MESSAGE_BYTES = 4 << 10;

  private static final int MAXIMUM_WAITING_SNAPSHOTS = 100;

  @Bean
  StreamRegistry streamRegistry(StreamingProperties properties) {
    return new StreamRegistry(properties.toRelayOptions(), NanoClock.system());
  }

  @Bean
  Publishing publishing(StreamRegistry streams, ObjectProvider<NameClaims> claims) {
    long heapBytes = Runtime.getRuntime().maxMemory();
    return new Publishing(
        streams,
        MediaLimits.DEFAULTS,
        new CollectingMemory(heapBytes / HEAP_PART_FOR_COLLECTING),
        NanoClock.system(),
        InstantSource.system(),
        claims.getIfAvailable(() -> NameClaims.NONE));
  }

  @Bean
  PublishHandler publishHandler(Publishing publishing) {
    return new PublishHandler(publishing);
  }

  @Bean
  RelayTicker relayTicker(
      StreamRegistry streams,
      RunningSessions sessions,
      UdpPublishers datagrams,
      ObjectProvider<Ticking> others) {
    return new RelayTicker(
        streams, sessions, datagrams, () -> others.forEach(Ticking::tick), InstantSource.system());
  }

  @Bean
  Audience audience(
      StreamRegistry streams,
      StreamDemand demand,
      ServerId self,
      ObjectProvider<PastViewers> pastViewers) {
    return new Audience(streams, demand, self, pastViewers.getIfAvailable());
  }

  @Bean
  WatchHandler watchHandler(Audience audience) {
    return new WatchHandler(audience);
  }

  @Bean
  HttpConfigurer probesOnTheStreamPort(ApplicationAvailability application) {
    return Probes.of(application);
  }

  @Bean
  StillPictures stillPictures(StreamRegistry streams, Audience audience) {
    return new StillPictures(streams, audience, NanoClock.system());
  }

  @Bean
  HttpConfigurer streamingHttpEndpoints(
      HttpAccess access,
      Publishing publishing,
      Audience audience,
      StreamRegistry streams,
      StillPictures pictures,
      ObjectProvider<IocpTransport> transport) {
    HttpPublishHandler publish = new HttpPublishHandler(publishing);
    LiveHandler live = new LiveHandler(audience);
    SnapshotHandler snapshots =
        new SnapshotHandler(
            streams,
            audience,
            pictures,
            TransportJobs.serial(transport, "snapshots", MAXIMUM_WAITING_SNAPSHOTS),
            NanoClock.system());
    return registry -> {
      access.register(
          registry,
          Action.PUBLISH,
          publish,
          name -> name,
          List.of("PUT", "POST"),
          "/publish/{stream}");
      access.register(
          registry,
          Action.WATCH,
          live,
          LiveHandler::streamName,
          List.of("GET", "HEAD"),
          "/live/{file}");
      access.register(
          registry,
          Action.WATCH,
          snapshots,
          SnapshotHandler::streamName,
          List.of("GET", "HEAD"),
          "/snapshot/{file}");
    };
  }

  @Bean
  WsConfigurer streamingEndpoints(
      StreamingProperties properties,
      WebSocketAccess access,
      PublishHandler publish,
      WatchHandler watch) {
    if (properties.security().effectiveMode() == AccessMode.CLOSED) {
      logger.warn(
          "Publishing and watching are disabled (403). To enable them, set "
              + "streaming.security.mode=open");
    }
    return registry -> {
      access
          .register(registry, Action.PUBLISH, publish, "/publish/{stream}")
          .setLimits(MAXIMUM_PUBLISHED_MESSAGE_BYTES, MAXIMUM_PUBLISHED_MESSAGE_BYTES);
      access
          .register(registry, Action.WATCH, watch, "/watch/{stream}")
          .setLimits(MAXIMUM_VIEWER_MESSAGE_BYTES, MAXIMUM_VIEWER_MESSAGE_BYTES);
    };
  }

  @Bean
  LiveStreamsController liveStreamsController(
      StreamRegistry streams,
      IocpTransport transport,
      StreamingProperties properties,
      StreamDemand demand,
      AccessControl access,
      WebCallers callers,
      ObjectProvider<SocketListener> listeners) {
    return new LiveStreamsController(
        streams,
        demand,
        transport,
        properties.webSocketUrl(),
        access,
        callers,
        listeners.orderedStream().toList());
  }

  @Bean
  StreamStatusController streamStatusController(
      StreamRegistry streams,
      StreamDemand demand,
      AccessControl access,
      WebCallers callers,
      StreamPorts ports) {
    return new StreamStatusController(streams, demand, access, callers, ports);
  }
}
