package io.iocp.streaming;

import io.iocp.http.HttpConfigurer;
import io.iocp.http.HttpHandler;
import io.iocp.streaming.access.Action;
import io.iocp.streaming.access.HttpAccess;
import io.iocp.streaming.hls.HlsHandler;
import io.iocp.streaming.hls.HlsStreams;
import io.iocp.streaming.relay.StreamDemand;
import io.iocp.streaming.relay.StreamRegistry;
import io.iocp.time.NanoClock;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Offers streams as HLS, unless it is switched off. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HlsProperties.class)
@ConditionalOnProperty(prefix = "streaming.hls", name = "enabled", matchIfMissing = true)
class HlsConfiguration {

  private static final List<String> METHODS = List.of("GET", "HEAD", "OPTIONS");

  @Bean(destroyMethod = "stopAll")
  HlsStreams hlsStreams(HlsProperties properties, StreamRegistry streams, StreamDemand demand) {
    return new HlsStreams(
        streams, demand, properties.toOptions(), NanoClock.system(), InstantSource.system());
  }

  @Bean
  HttpConfigurer hlsEndpoints(HlsStreams streams, HttpAccess access) {
    HttpHandler handler =
        access.guardingMany(new HlsHandler(streams), Action.WATCH, HlsHandler::streamName);
    return registry ->
        registry.addHandler(
            handler, METHODS, "/hls/{stream}/{file}", "/hls/{stream}/{rendition}/{file}");
  }
}
