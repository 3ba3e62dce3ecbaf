package io.iocp.streaming;

import io.iocp.IocpTransport;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says where to look once everything runs. */
@Component
class ReadyMessage {

  private static final Logger logger = LoggerFactory.getLogger(ReadyMessage.class);

  private final IocpTransport transport;
  private final Environment environment;

  ReadyMessage(IocpTransport transport, Environment environment) {
    this.transport = transport;
    this.environment = environment;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    if (event.getApplicationContext() instanceof WebServerApplicationContext web
        && web.getWebServer() != null) {
      logger.info(
          "Open {}://{}:{}/ in a browser; publish to {}://{}:{}/publish/<name>",
          environment.containsProperty("server.ssl.bundle") ? "https" : "http",
          host(environment.getProperty("server.address", InetAddress.class)),
          web.getWebServer().getPort(),
          transport.options().tls() == null ? "ws" : "wss",
          host(transport.address().getAddress()),
          transport.address().getPort());
    }
  }

  private static String host(@Nullable InetAddress address) {
    return address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
        ? "localhost"
        : address.getHostAddress();
  }
}
