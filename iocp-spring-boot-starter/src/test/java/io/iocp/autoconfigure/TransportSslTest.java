package io.iocp.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.iocp.IocpTransport;
import io.iocp.actuate.endpoint.IocpEndpoint;
import io.iocp.actuate.endpoint.TlsDescriptor;
import io.iocp.metrics.TransportMetrics;
import io.iocp.testsupport.TestCertificate;
import io.iocp.tls.ClientAuth;
import io.iocp.tls.TlsCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** TLS from an SSL bundle. */
@Timeout(120)
class TransportSslTest {

  private static final TestCertificate FIRST = TestCertificate.of("first");
  private static final TestCertificate RENEWED = TestCertificate.of("renewed");

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(SslAutoConfiguration.class, IocpAutoConfiguration.class))
          .withPropertyValues(
              "iocp.port=0",
              "iocp.address=127.0.0.1",
              "iocp.engine=nio",
              "iocp.workers=1",
              "iocp.ssl.bundle=stream",
              "spring.ssl.bundle.jks.stream.keystore.location=file:" + FIRST.keyStoreFile(),
              "spring.ssl.bundle.jks.stream.keystore.password=" + TestCertificate.PASSWORD,
              "spring.ssl.bundle.jks.stream.options.enabled-protocols=TLSv1.2");

  private static SSLSocket shakeHands(IocpTransport transport, SSLContext trust)
      throws IOException {
    InetSocketAddress address = transport.address();
    SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.startHandshake();
    return socket;
  }

  @Test
  void aBundleIsSpokenAndItsOptionsCount() {
    runner.run(
        context -> {
          IocpTransport transport = context.getBean(IocpTransport.class);
          try (SSLSocket socket = shakeHands(transport, FIRST.trusted())) {
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
          }
          SimpleMeterRegistry registry = new SimpleMeterRegistry();
          new TransportMetrics(transport).bindTo(registry);
          assertThat(registry.get("iocp.tls.handshakes").functionCounter().count()).isOne();
          assertThat(registry.get("iocp.tls.failures").functionCounters())
              .allSatisfy(counter -> assertThat(counter.count()).isZero());
          TlsDescriptor shown =
              Objects.requireNonNull(new IocpEndpoint(transport).transport(null, null).tls());
          assertThat(shown.counters()).containsEntry(TlsCounter.HANDSHAKES, 1L);
          assertThat(shown.failures().values()).containsOnly(0L);
          assertThat(shown.handshakes().threads()).isPositive();
        });
  }

  @Test
  void aRenewedBundleIsShownAndABrokenOneIsNot() {
    runner.run(
        context -> {
          IocpTransport transport = context.getBean(IocpTransport.class);
          SslBundleRegistry bundles = context.getBean(SslBundleRegistry.class);
          bundles.updateBundle("stream", bundle(RENEWED, TestCertificate.PASSWORD));
          try (SSLSocket socket = shakeHands(transport, RENEWED.trusted())) {
            assertThat((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .isEqualTo(RENEWED.certificate());
          }
          assertThatIOException().isThrownBy(() -> shakeHands(transport, FIRST.trusted()));
          bundles.updateBundle("stream", bundle(FIRST, "wrong"));
          shakeHands(transport, RENEWED.trusted()).close();
          assertThat(transport.figures().tls().orElseThrow().counters())
              .containsEntry(TlsCounter.RELOADS, 1L);
        });
  }

  private static SslBundle bundle(TestCertificate certificate, String password) {
    return SslBundle.of(
        new JksSslStoreBundle(
            JksSslStoreDetails.forLocation("file:" + certificate.keyStoreFile())
                .withPassword(password),
            null),
        SslBundleKey.of(password));
  }

  @Test
  void clientsCanBeAskedForACertificate() {
    runner
        .withPropertyValues("iocp.ssl.client-auth=need")
        .run(
            context -> {
              IocpTransport transport = context.getBean(IocpTransport.class);
              assertThat(transport.options().tls().options().clientAuth())
                  .isEqualTo(ClientAuth.NEED);
              assertThatIOException().isThrownBy(() -> shakeHands(transport, FIRST.trusted()));
            });
  }

  @Test
  void withoutABundleThereIsNoTls() {
    runner
        .withPropertyValues("iocp.ssl.bundle=")
        .run(context -> assertThat(context.getBean(IocpTransport.class).options().tls()).isNull());
  }

  @Test
  void aMissingBundleEndsTheStart() {
    runner
        .withPropertyValues("iocp.ssl.bundle=another")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasRootCauseInstanceOf(NoSuchSslBundleException.class));
  }
}
