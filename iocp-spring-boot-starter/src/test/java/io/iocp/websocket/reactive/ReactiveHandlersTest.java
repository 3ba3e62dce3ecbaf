package io.iocp.websocket.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.iocp.IocpTransport;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.HandshakeIdentity;
import io.iocp.websocket.RawClient;
import io.iocp.websocket.WsConfigurer;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.Opcode;
import io.iocp.websocket.spring.Client;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** WebFlux's handlers in a running application without a web server. */
@Timeout(120)
class ReactiveHandlersTest {

  private static final BlockingQueue<String> EVENTS = new LinkedBlockingQueue<>();
  private static final int FLOOD_MESSAGES = 800;
  private static final int FLOOD_BYTES = 32 << 10;
  private static final AtomicInteger FLOODED = new AtomicInteger();

  private static ConfigurableApplicationContext context;
  private static IocpTransport transport;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    ReactiveWebSocketConfigurer handlers() {
      return registry -> {
        registry.addHandler(ReactiveHandlersTest::echo, "/echo").setLimits(1000, 1000);
        registry.addHandler(new Telling(), "/room/{name}");
        registry.addHandler(ReactiveHandlersTest::clock, "/clock");
        registry.addHandler(ReactiveHandlersTest::later, "/later");
        registry.addHandler(ReactiveHandlersTest::flood, "/flood");
        registry.addHandler(session -> session.close(new CloseStatus(4001, "enough")), "/enough");
        registry.addHandler(session -> Mono.empty(), "/nothing");
        registry.addHandler(session -> Mono.error(new IllegalStateException("on purpose")), "/bad");
        registry.addHandler(ReactiveHandlersTest::blocking, "/blocking");
        registry
            .addHandler(ReactiveHandlersTest::echo, "/pages")
            .setAllowedOrigins("https://example.org")
            .addInterceptors(
                (request, from) ->
                    "no".equals(request.query()) ? new HandshakeFailure(418, "no") : null);
      };
    }

    /** Says who it is, as a security framework would. */
    @Bean
    WsConfigurer users() {
      return registry ->
          registry.setAuthenticator(
              (request, peer, answer) -> {
                String name = request.headers().first("X-User");
                Principal user = name == null ? null : () -> name;
                answer.accept(new HandshakeIdentity.Known(user));
              });
    }

    @Bean
    SubscriberContext userInContext() {
      return (user, before) -> user == null ? before : before.put("user", user.getName());
    }
  }

  private static Mono<Void> echo(WebSocketSession session) {
    return session.send(session.receive().map(message -> answer(session, message)));
  }

  private static WebSocketMessage answer(WebSocketSession session, WebSocketMessage message) {
    return switch (message.getType()) {
      case TEXT ->
          "ping".equals(message.getPayloadAsText())
              ? session.pingMessage(buffers -> buffers.wrap(new byte[] {'p'}))
              : session.textMessage(message.getPayloadAsText());
      case PONG -> session.textMessage("pong " + message.getPayloadAsText());
      default -> message;
    };
  }

  /** Sends without end, and hears nothing. */
  private static Mono<Void> clock(WebSocketSession session) {
    return session
        .send(
            Flux.interval(Duration.ofMillis(10))
                .onBackpressureDrop()
                .map(tick -> session.textMessage("tick"))
                .doOnCancel(() -> EVENTS.add("the clock stops")))
        .then(session.closeStatus())
        .doOnNext(status -> EVENTS.add("closed " + status.getCode()))
        .then();
  }

  /** Answers on another thread. */
  private static Mono<Void> later(WebSocketSession session) {
    return session.send(
        session
            .receive()
            .map(WebSocketMessage::getPayloadAsText)
            .concatMap(text -> Mono.delay(Duration.ofMillis(20)).thenReturn(text))
            .map(session::textMessage));
  }

  private static Mono<Void> flood(WebSocketSession session) {
    byte[] bytes = new byte[FLOOD_BYTES];
    return session.send(
        Flux.range(0, FLOOD_MESSAGES)
            .doOnNext(FLOODED::set)
            .map(i -> session.binaryMessage(buffers -> buffers.wrap(bytes.clone()))));
  }

  private static Mono<Void> blocking(WebSocketSession session) {
    Mono.delay(Duration.ofSeconds(1)).block();
    return Mono.empty();
  }

  /** Says what it knows of its session. */
  private static final class Telling implements WebSocketHandler {

    @Override
    public List<String> getSubProtocols() {
      return List.of("v2", "v1");
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      HandshakeInfo info = session.getHandshakeInfo();
      return session.send(
          Mono.deferContextual(
              view ->
                  info.getPrincipal()
                      .map(Principal::getName)
                      .defaultIfEmpty("nobody")
                      .map(
                          user ->
                              info.getUri().getPath()
                                  + "?"
                                  + info.getUri().getQuery()
                                  + " "
                                  + session
                                      .getAttributes()
                                      .get(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                                  + " "
                                  + info.getSubProtocol()
                                  + " "
                                  + info.getHeaders().getFirst("X-Token")
                                  + " "
                                  + info.getCookies().getFirst("b").getValue()
                                  + " "
                                  + user
                                  + " "
                                  + view.getOrDefault("user", "nobody")
                                  + " "
                                  + info.getRemoteAddress().getAddress().getHostAddress())
                      .map(session::textMessage)));
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run("--iocp.address=127.0.0.1", "--iocp.port=0");
    transport = context.getBean(IocpTransport.class);
  }

  @AfterAll
  static void stop() {
    context.close();
    WorkerThreads.awaitNone();
  }

  @AfterEach
  void noSessionIsLeft() {
    Patience.await("sessions end").until(() -> transport.clients().count() == 0);
    EVENTS.clear();
  }

  private static Client connect(String path) throws Exception {
    return connect(path, builder -> {});
  }

  private static Client connect(String path, Consumer<WebSocket.Builder> options) throws Exception {
    return new Client(transport, path, options);
  }

  private static @Nullable String nextEvent() throws InterruptedException {
    return EVENTS.poll(Patience.SECONDS, TimeUnit.SECONDS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aSessionKnowsWhatTheHandshakeSaid() throws Exception {
    try (Client client =
        connect(
            "/room/hall?query=yes",
            builder ->
                builder
                    .subprotocols("v9", "v1", "v2")
                    .header("X-User", "ada")
                    .header("X-Token", "secret")
                    .header("Cookie", "a=1; b=2"))) {
      assertThat(client.next())
          .isEqualTo("/room/hall?query=yes {name=hall} v1 secret 2 ada ada 127.0.0.1");
      assertThat(client.closed()).as("it has said it").isEqualTo("1000 ");
    }
  }

  @Test
  void messagesOfBothTypesAreAnsweredInOrder() throws Exception {
    try (Client client = connect("/echo")) {
      for (int i = 0; i < 100; i++) {
        client.socket().sendText("grüße " + i, true).get(Patience.SECONDS, TimeUnit.SECONDS);
      }
      for (int i = 0; i < 100; i++) {
        assertThat(client.next()).isEqualTo("grüße " + i);
      }
      for (String part : List.of("by", "tes")) {
        client
            .socket()
            .sendBinary(ByteBuffer.wrap(bytes(part)), part.equals("tes"))
            .get(Patience.SECONDS, TimeUnit.SECONDS);
      }
      assertThat(client.next()).isEqualTo("binary bytes");
    }
  }

  @Test
  void pingsAreSentAndTheirAnswersHeard() throws Exception {
    try (Client client = connect("/echo")) {
      client.send("ping");
      assertThat(client.next()).isEqualTo("ping p");
      assertThat(client.next()).isEqualTo("pong p");
    }
  }

  @Test
  void aMessageBeyondThePathsLimitEndsTheSession() throws Exception {
    try (Client client = connect("/echo")) {
      client.send("x".repeat(1001));
      assertThat(client.closed()).startsWith("1009");
    }
  }

  @Test
  void theHandlerEndsTheSession() throws Exception {
    try (Client client = connect("/enough")) {
      assertThat(client.closed()).isEqualTo("4001 enough");
    }
    try (Client client = connect("/nothing")) {
      assertThat(client.closed()).as("it is done").isEqualTo("1000 ");
    }
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aHandlerThatFailsEndsTheSession(CapturedOutput output) throws Exception {
    try (Client client = connect("/bad")) {
      assertThat(client.closed()).isEqualTo("1011 internal error");
    }
    assertThat(output).contains("path=/bad", "on purpose");
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aHandlerCannotBlockAWorker(CapturedOutput output) throws Exception {
    try (Client client = connect("/blocking")) {
      assertThat(client.closed()).startsWith("1011");
    }
    assertThat(output).contains("block()", "not supported in thread iocp-worker-");
  }

  @Test
  void aPublisherWithoutEndStopsWithItsSession() throws Exception {
    try (Client client = connect("/clock")) {
      assertThat(client.next()).isEqualTo("tick");
      client.socket().sendClose(4002, "bye").get(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(client.closed()).startsWith("4002");
    }
    assertThat(nextEvent()).isEqualTo("the clock stops");
    assertThat(nextEvent()).isEqualTo("closed 4002");
  }

  @Test
  void theAnswerToACloseWaitsForTheMessagesBeforeIt() throws Exception {
    try (RawClient client = new RawClient(transport.address())) {
      assertThat(client.open("/later")).contains(" 101 ");
      ByteArrayOutputStream segment = new ByteArrayOutputStream();
      segment.writeBytes(RawClient.frame(Opcode.TEXT, true, bytes("1")));
      segment.writeBytes(RawClient.frame(Opcode.TEXT, true, bytes("2")));
      segment.writeBytes(RawClient.frame(Opcode.CLOSE, true, new byte[] {0x0F, (byte) 0xA0}));
      client.write(segment.toByteArray());
      assertThat(client.read().text()).isEqualTo("1");
      assertThat(client.read().text()).isEqualTo("2");
      assertThat(client.read().closeCode()).isEqualTo(4000);
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsThePublisherUpAndMissesNothing() throws Exception {
    try (RawClient client = new RawClient(transport.address())) {
      assertThat(client.open("/flood")).contains(" 101 ");
      Patience.await("the queue is full")
          .until(
              () ->
                  transport.clients().list().stream()
                      .anyMatch(each -> each.connection().queuedBytes() >= FLOOD_BYTES));
      assertThat(FLOODED.get())
          .as("26 MB are more than queue and sockets hold")
          .isLessThan(FLOOD_MESSAGES - 1);
      for (int i = 0; i < FLOOD_MESSAGES; i++) {
        assertThat(client.read().payload()).hasSize(FLOOD_BYTES);
      }
      assertThat(client.read().closeCode()).isEqualTo(1000);
    }
  }

  @Test
  void originsAndInterceptorsRefuse() throws Exception {
    assertRefused(403, "/pages", builder -> builder.header("Origin", "https://example.com"));
    assertRefused(418, "/pages?no", builder -> {});
    connect("/pages", builder -> builder.header("Origin", "https://example.org")).close();
  }

  private static void assertRefused(int status, String path, Consumer<WebSocket.Builder> options) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> connect(path, options).close())
        .withCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(
            e ->
                assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                    .isEqualTo(status));
  }
}
