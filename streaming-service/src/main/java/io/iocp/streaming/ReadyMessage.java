package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.http.gateway.WebServerLocation;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
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
  private final ObjectProvider<WebServerLocation> webServer;
  private final Environment environment;

  ReadyMessage(
      IocpTransport transport,
      ObjectProvider<WebServerLocation> webServer,
      Environment environment) {
    this.transport = transport;
    this.webServer = webServer;
    this.environment = environment;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    if (event.getApplicationContext() instanceof WebServerApplicationContext web
        && web.getWebServer() != null) {
      boolean secure = transport.options().tls() != null;
      String host = host(transport.address().getAddress());
      int port = transport.address().getPort();
      boolean onePort = webServer.stream().anyMatch(there -> there.address().isPresent());
      logger.info(
          "Open {}://{}:{}/ in a browser; publish to {}://{}:{}/publish/<name>",
          (onePort ? secure : environment.containsProperty("server.ssl.bundle")) ? "https" : "http",
          onePort ? host : host(environment.getProperty("server.address", InetAddress.class)),
          onePort ? port : web.getWebServer().getPort(),
          secure ? "wss" : "ws",
          host,
          port);
    }
  }

  private static String host(@Nullable InetAddress address) {
    return address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
        ? "localhost"
        : address.getHostAddress();
  }
}
