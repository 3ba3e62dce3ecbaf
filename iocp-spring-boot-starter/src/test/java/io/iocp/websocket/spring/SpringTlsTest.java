package io.iocp.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.TestCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

/** Spring's own handlers on a transport that speaks TLS. */
@Timeout(120)
class SpringTlsTest {

  private static final TestCertificate CERTIFICATE = TestCertificate.of("server");

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    WebSocketConfigurer handlers() {
      return registry -> registry.addHandler(new Address(), "/room");
    }
  }

  /** Says by which address it was opened. */
  static final class Address extends AbstractWebSocketHandler {

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws Exception {
      session.sendMessage(new TextMessage(String.valueOf(session.getUri())));
    }
  }

  private static final class FirstText implements WebSocket.Listener {

    final CompletableFuture<String> text = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.complete(data.toString());
      return null;
    }
  }

  @Test
  void aSessionsAddressSaysSoAndItsOwnPagesMayOpenIt() throws Exception {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run(
                "--iocp.address=127.0.0.1",
                "--iocp.port=0",
                "--iocp.engine=nio",
                "--iocp.ssl.bundle=stream",
                "--spring.ssl.bundle.jks.stream.keystore.location=file:"
                    + CERTIFICATE.keyStoreFile(),
                "--spring.ssl.bundle.jks.stream.keystore.password=" + TestCertificate.PASSWORD)) {
      String host = "localhost:" + context.getBean(IocpTransport.class).address().getPort();
      FirstText listener = new FirstText();
      WebSocket socket =
          HttpClient.newBuilder()
              .sslContext(CERTIFICATE.trusted())
              .build()
              .newWebSocketBuilder()
              .header("Origin", "https://" + host)
              .buildAsync(URI.create("wss://" + host + "/room?a=b"), listener)
              .get(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(listener.text.get(Patience.SECONDS, TimeUnit.SECONDS))
          .isEqualTo("wss://" + host + "/room?a=b");
      socket.abort();
    }
  }
}
