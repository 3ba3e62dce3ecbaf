package io.iocp.autoconfigure.gateway;

import io.iocp.http.gateway.WebServerLocation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/** Where the web server of this application listens; never that of management. */
final class EmbeddedWebServer
    implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>,
        ApplicationListener<ServletWebServerInitializedEvent>,
        WebServerLocation,
        Ordered {

  private static final Logger logger = LoggerFactory.getLogger(EmbeddedWebServer.class);

  private final PassedRequestValve valve;
  private volatile @Nullable TomcatServletWebServerFactory factory;
  private volatile @Nullable InetSocketAddress address;

  EmbeddedWebServer(PassedRequestValve valve) {
    this.valve = valve;
  }

  @Override
  public void customize(TomcatServletWebServerFactory customized) {
    factory = customized;
    customized.addEngineValves(valve);
  }

  /** Before all others that may look at who the client is. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @Override
  public void onApplicationEvent(ServletWebServerInitializedEvent event) {
    TomcatServletWebServerFactory made = factory;
    if (made == null || event.getApplicationContext().getServerNamespace() != null) {
      return; // That of management has a port of its own, and keeps it to itself.
    }
    if (Ssl.isEnabled(made.getSsl())) {
      logger.warn(
          "Requests are not passed through to the web server, because it expects TLS itself: "
              + "remove server.ssl, and set iocp.ssl.bundle for TLS on the one port");
      return;
    }
    InetAddress bound = made.getAddress();
    address =
        new InetSocketAddress(
            bound == null || bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound,
            event.getWebServer().getPort());
  }

  @Override
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(address);
  }
}
