package io.iocp.streaming.conformance;

import io.iocp.websocket.WsConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Serves {@code /echo}: messages up to 16 MiB, in as many fragments as a client likes. */
@Configuration(proxyBeanMethods = false)
@Profile("conformance")
class ConformanceConfiguration {

  private static final long MAXIMUM_MESSAGE_BYTES = 16 << 20;

  @Bean
  WsConfigurer echoEndpoint() {
    return registry ->
        registry
            .addHandler(new EchoHandler(), "/echo")
            .setLimits(MAXIMUM_MESSAGE_BYTES, MAXIMUM_MESSAGE_BYTES)
            .setAllowedOrigins("*");
  }
}
