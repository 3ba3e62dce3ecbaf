package io.iocp.streaming;

import io.iocp.IocpTransport;
import io.iocp.streaming.demo.DemoPublisher;
import java.net.URI;
import java.time.Clock;
import java.time.ZoneId;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Publishes the built-in picture while the service runs. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(prefix = "streaming.demo", name = "enabled")
class DemoConfiguration {

  @Bean
  DemoLifecycle demoLifecycle(
      StreamingProperties properties,
      IocpTransport transport,
      SslBundles bundles,
      @Value("${iocp.ssl.bundle:}") String bundle) {
    @Nullable SSLContext trust = bundle.isBlank() ? null : OwnCertificateTrust.of(bundles, bundle);
    return new DemoLifecycle(
        () ->
            new DemoPublisher(
                properties.demo().toOptions(),
                server(transport),
                trust,
                Clock.system(ZoneId.systemDefault())));
  }

  /** Where the transport listens, as a client on this machine reaches it. */
  private static URI server(IocpTransport transport) {
    String host =
        transport.address().getAddress().isAnyLocalAddress()
            ? "127.0.0.1"
            : transport.address().getHostString();
    return URI.create(
        (transport.options().tls() == null ? "ws://" : "wss://")
            + (host.contains(":") ? "[" + host + "]" : host)
            + ":"
            + transport.address().getPort());
  }
}
