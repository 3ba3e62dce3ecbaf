package io.iocp.applications;

import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.websocket.reactive.ReactiveWebSocketConfigurer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import reactor.core.publisher.Mono;

/** WebFlux on Netty: one handler for its port and the transport's. */
@Timeout(120)
class WebFluxApplicationTest {

  private static @Nullable ConfigurableApplicationContext context;
  private static int port;
  private static int nettysPort;

  // Spring Security is another application's, on the same class path.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.security.autoconfigure.web.reactive"
            + ".ReactiveWebSecurityAutoConfiguration",
        "org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration"
      })
  @RestController
  static class Application {

    @GetMapping("/hello")
    Mono<String> hello() {
      return Mono.just("hello");
    }

    @Bean
    WebSocketHandler echo() {
      return session ->
          session.send(
              session
                  .receive()
                  .map(message -> session.textMessage("echo " + message.getPayloadAsText())));
    }

    @Bean
    SimpleUrlHandlerMapping onNetty(WebSocketHandler echo) {
      return new SimpleUrlHandlerMapping(Map.of("/echo", echo), -1);
    }

    @Bean
    ReactiveWebSocketConfigurer onTransport(WebSocketHandler echo) {
      return registry -> registry.addHandler(echo, "/echo");
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.REACTIVE)
            .run("--iocp.address=127.0.0.1", "--iocp.port=0", "--server.port=0");
    port = context.getBean(IocpTransport.class).address().getPort();
    nettysPort = Integer.parseInt(context.getEnvironment().getProperty("local.server.port"));
  }

  @AfterAll
  static void stop() {
    if (context != null) {
      context.close();
    }
  }

  @Test
  void theSameHandlerAnswersOnBothPorts() throws Exception {
    for (int each : new int[] {port, nettysPort}) {
      try (Client client = new Client(each, "/echo")) {
        client.send("hello");
        assertThat(client.next()).isEqualTo("echo hello");
      }
    }
  }

  @Test
  void requestsAreNettysAsBefore() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nettysPort + "/hello"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).isEqualTo("hello");
  }

  @Test
  void whatIsNotRegisteredWithTheTransportIsNotFoundThere() throws Exception {
    assertThat(Client.refusal(port, "/other").statusCode()).isEqualTo(404);
  }
}
