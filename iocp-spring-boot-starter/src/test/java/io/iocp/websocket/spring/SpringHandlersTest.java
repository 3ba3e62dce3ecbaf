package io.iocp.websocket.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.iocp.IocpTransport;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.WorkerThreads;
import io.iocp.websocket.RawClient;
import io.iocp.websocket.protocol.Opcode;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.SubProtocolCapable;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/** Spring's own handlers in a running application without a web server. */
@Timeout(120)
class SpringHandlersTest {

  private static final BlockingQueue<String> EVENTS = new LinkedBlockingQueue<>();
  private static final CountDownLatch RELEASE = new CountDownLatch(1);

  private static ConfigurableApplicationContext context;
  private static IocpTransport transport;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    @Bean
    WebSocketConfigurer handlers() {
      return registry -> {
        registry
            .addHandler(new Answering(), "/answer", "/room/{name}")
            .setHandshakeHandler(new NamedUsers())
            .addInterceptors(new Interceptor());
        registry.addHandler(new Partial(), "/partial");
        registry.addHandler(new Blocking(), "/blocking");
        registry.addHandler(new Failing(), "/failing");
        registry.addHandler(new Slow(), "/slow");
        registry.addHandler(new Answering(), "/pages").setAllowedOriginPatterns("https://*.org");
      };
    }
  }

  /** Does what the message says. */
  static final class Answering extends AbstractWebSocketHandler implements SubProtocolCapable {

    @Override
    public List<String> getSubProtocols() {
      return List.of("v2", "v1");
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) throws Exception {
      session.setTextMessageSizeLimit(10);
      session.sendMessage(new TextMessage("welcome"));
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message)
        throws Exception {
      switch (message.getPayload()) {
        case "who" -> {
          Principal user = session.getPrincipal();
          session.sendMessage(
              new TextMessage(
                  session.getUri().getPath()
                      + "?"
                      + session.getUri().getQuery()
                      + " "
                      + (user == null ? "nobody" : user.getName())
                      + " "
                      + session.getAcceptedProtocol()
                      + " "
                      + session.getAttributes().get("seen")
                      + " "
                      + session.getHandshakeHeaders().getFirst("X-Token")
                      + " "
                      + session.getRemoteAddress().getAddress().getHostAddress()
                      + " "
                      + session.isOpen()
                      + " "
                      + Thread.currentThread().getName().startsWith("iocp-handler-")));
        }
        case "ping" -> session.sendMessage(new PingMessage(utf8("are you")));
        case "pong" -> session.sendMessage(new PongMessage(utf8("i am")));
        case "parts" -> {
          session.sendMessage(new TextMessage("one", false));
          session.sendMessage(new TextMessage("two", false));
          session.sendMessage(new TextMessage("three", true));
        }
        case "close" -> session.close(new CloseStatus(4001, "as you wish"));
        default -> session.sendMessage(message);
      }
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message)
        throws Exception {
      session.sendMessage(message);
    }

    @Override
    protected void handlePongMessage(WebSocketSession session, PongMessage message) {
      EVENTS.add("pong " + StandardCharsets.UTF_8.decode(message.getPayload()));
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable failure) {
      EVENTS.add("broken");
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
      EVENTS.add("closed " + status.getCode() + " " + session.isOpen());
    }
  }

  /** Takes messages as they come. */
  static final class Partial implements WebSocketHandler {

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {}

    @Override
    public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) {
      EVENTS.add(message.getPayload() + (message.isLast() ? "" : "…"));
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable failure) {}

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {}

    @Override
    public boolean supportsPartialMessages() {
      return true;
    }
  }

  /** Blocks at its first message until the test releases it. */
  static final class Blocking extends AbstractWebSocketHandler {

    private int next;

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message)
        throws Exception {
      RELEASE.await();
      if (!message.getPayload().startsWith(next + " ")) {
        EVENTS.add("out of order: " + message.getPayload().substring(0, 10));
      }
      next++;
      EVENTS.add("handled");
    }
  }

  /** Answers each message twice, when the whole segment of the client has been read. */
  static final class Slow extends AbstractWebSocketHandler {

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message)
        throws Exception {
      Patience.await("what follows waits")
          .until(
              () ->
                  message.getPayload().equals("2")
                      || transport.handlerJobs().snapshot().queued() > 0);
      session.sendMessage(new TextMessage(message.getPayload() + "a"));
      session.sendMessage(new TextMessage(message.getPayload() + "b"));
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status)
        throws Exception {
      session.sendMessage(new TextMessage("too late"));
      EVENTS.add("closed " + status.getCode());
    }
  }

  static final class Failing extends AbstractWebSocketHandler {

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
      throw new IllegalStateException("on purpose");
    }
  }

  static final class NamedUsers extends TransportHandshakeHandler {

    @Override
    protected @Nullable Principal determineUser(
        ServerHttpRequest request, WebSocketHandler handler, Map<String, Object> attributes) {
      String name = request.getHeaders().getFirst("X-User");
      return name == null ? null : () -> name;
    }
  }

  static final class Interceptor implements HandshakeInterceptor {

    @Override
    public boolean beforeHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        Map<String, Object> attributes) {
      attributes.put("seen", request.getURI().getPath());
      response.getHeaders().add("X-Answer", "42");
      return !"query=no".equals(request.getURI().getQuery());
    }

    @Override
    public void afterHandshake(
        ServerHttpRequest request,
        ServerHttpResponse response,
        WebSocketHandler handler,
        @Nullable Exception failure) {
      EVENTS.add("after handshake");
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .run(
                "--iocp.address=127.0.0.1",
                "--iocp.port=0",
                "--iocp.websocket.max-message-size=1MB");
    transport = context.getBean(IocpTransport.class);
  }

  @AfterAll
  static void stop() {
    RELEASE.countDown();
    context.close();
    WorkerThreads.awaitNone();
  }

  /** So that the end of one test's sessions is not heard in the next. */
  @AfterEach
  void noSessionIsLeft() {
    Patience.await("sessions end").until(() -> transport.clients().count() == 0);
    Patience.await("handlers have heard of it")
        .until(() -> transport.handlerJobs().jobs(0, 1).isEmpty());
    EVENTS.clear();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
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

  private static void assertRefused(int status, String path, Consumer<WebSocket.Builder> options) {
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> connect(path, options).close())
        .withCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(
            e ->
                assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                    .isEqualTo(status));
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
                    .header("X-Token", "secret"))) {
      assertThat(client.next()).isEqualTo("welcome");
      client.send("who");
      assertThat(client.next())
          .isEqualTo("/room/hall?query=yes ada v1 /room/hall secret 127.0.0.1 true true");
      assertThat(nextEvent()).isEqualTo("after handshake");
    }
  }

  @Test
  void anInterceptorRefuses() {
    assertRefused(403, "/answer?query=no", builder -> {});
  }

  @Test
  void originsMayBePatterns() throws Exception {
    assertRefused(403, "/pages", builder -> builder.header("Origin", "https://example.com"));
    try (Client client =
        connect("/pages", builder -> builder.header("Origin", "https://example.org"))) {
      assertThat(client.next()).isEqualTo("welcome");
    }
  }

  @Test
  void pagesOfOtherHostsAreRefusedByDefault() {
    assertRefused(403, "/partial", builder -> builder.header("Origin", "https://example.org"));
  }

  @Test
  void messagesOfBothTypesAreAnswered() throws Exception {
    try (Client client = connect("/answer")) {
      assertThat(client.next()).isEqualTo("welcome");
      client.send("grüße");
      assertThat(client.next()).isEqualTo("grüße");
      client.socket().sendBinary(utf8("by"), false).get(60, TimeUnit.SECONDS);
      client.socket().sendBinary(utf8("tes"), true).get(60, TimeUnit.SECONDS);
      assertThat(client.next()).isEqualTo("binary bytes");
    }
  }

  @Test
  void aMessageMayBeSentInParts() throws Exception {
    try (Client client = connect("/answer")) {
      assertThat(client.next()).isEqualTo("welcome");
      client.send("parts");
      assertThat(List.of(client.next(), client.next(), client.next()))
          .containsExactly("one…", "two…", "three");
    }
  }

  @Test
  void pingsAndPongsGoBothWays() throws Exception {
    try (Client client = connect("/answer")) {
      assertThat(client.next()).isEqualTo("welcome");
      assertThat(nextEvent()).isEqualTo("after handshake");
      client.send("ping");
      assertThat(client.next()).isEqualTo("ping are you");
      assertThat(nextEvent()).as("the client's answer").isEqualTo("pong are you");
      client.send("pong");
      assertThat(client.next()).isEqualTo("pong i am");
      client.socket().sendPing(utf8("you")).get(60, TimeUnit.SECONDS);
      assertThat(client.next()).isEqualTo("pong you");
    }
  }

  @Test
  void partialMessagesArriveAsTheyComeAndNeverCutACharacter() throws Exception {
    try (Client client = connect("/partial")) {
      client.socket().sendText("ä", false).get(60, TimeUnit.SECONDS);
      client.socket().sendText("€", true).get(60, TimeUnit.SECONDS);
      StringBuilder text = new StringBuilder();
      String part = nextEvent();
      while (part != null && part.endsWith("…")) {
        text.append(part, 0, part.length() - 1);
        part = nextEvent();
      }
      assertThat(text.append(part)).hasToString("ä€");
    }
  }

  @Test
  void aMessageBeyondTheSessionsLimitEndsIt() throws Exception {
    try (Client client = connect("/answer")) {
      assertThat(client.next()).isEqualTo("welcome");
      client.send("more than ten");
      assertThat(client.closed()).isEqualTo("1009 larger than 10 bytes");
    }
  }

  @Test
  void theHandlerEndsTheSession() throws Exception {
    try (Client client = connect("/answer")) {
      assertThat(client.next()).isEqualTo("welcome");
      assertThat(nextEvent()).isEqualTo("after handshake");
      client.send("close");
      assertThat(client.closed()).isEqualTo("4001 as you wish");
      assertThat(nextEvent()).isEqualTo("closed 4001 false");
    }
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void theAnswerToACloseWaitsBehindTheMessagesBeforeIt(CapturedOutput output) throws Exception {
    try (RawClient client = new RawClient(transport.address())) {
      assertThat(client.open("/slow")).contains(" 101 ");
      ByteArrayOutputStream segment = new ByteArrayOutputStream();
      segment.writeBytes(RawClient.frame(Opcode.TEXT, true, bytes("1")));
      segment.writeBytes(RawClient.frame(Opcode.TEXT, true, bytes("2")));
      segment.writeBytes(RawClient.frame(Opcode.CLOSE, true, new byte[] {0x0F, (byte) 0xA0}));
      client.write(segment.toByteArray());
      client.finish();
      for (String expected : List.of("1a", "1b", "2a", "2b")) {
        assertThat(client.read().text()).isEqualTo(expected);
      }
      assertThat(client.read().closeCode()).isEqualTo(4000);
      assertThat(nextEvent()).as("a send on a closed session is no error").isEqualTo("closed 4000");
    }
    assertThat(output).doesNotContain("Exception");
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void aClientThatFinishesWithItsLastMessageIsAnswered(CapturedOutput output) throws Exception {
    try (RawClient client = new RawClient(transport.address())) {
      assertThat(client.open("/slow")).contains(" 101 ");
      client.write(RawClient.frame(Opcode.TEXT, true, bytes("1")));
      client.finish();
      assertThat(client.read().text()).isEqualTo("1a");
      assertThat(client.read().text()).isEqualTo("1b");
      assertThat(nextEvent()).isEqualTo("closed 1006");
    }
    assertThat(output).doesNotContain("Exception");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theClientEndsTheSession() throws Exception {
    try (Client client = connect("/answer")) {
      assertThat(nextEvent()).isEqualTo("after handshake");
      client.socket().sendClose(4002, "bye").get(60, TimeUnit.SECONDS);
      assertThat(nextEvent()).isEqualTo("closed 4002 false");
    }
  }

  @Test
  void aConnectionThatBreaksIsATransportError() throws Exception {
    try (Client client = connect("/answer")) {
      assertThat(nextEvent()).isEqualTo("after handshake");
      client.socket().abort();
      assertThat(nextEvent()).isEqualTo("broken");
      assertThat(nextEvent()).isEqualTo("closed 1006 false");
    }
  }

  @Test
  void aHandlerThatFailsEndsTheSession() throws Exception {
    try (Client client = connect("/failing")) {
      client.send("x");
      assertThat(client.closed()).startsWith("1011");
    }
  }

  @Test
  void whileAHandlerIsBehindNothingIsReadAndNothingIsLost() throws Exception {
    int messages = 200;
    String filler = "x".repeat(64 << 10);
    try (Client client = connect("/blocking")) {
      Thread sender =
          new Thread(
              () -> {
                for (int i = 0; i < messages; i++) {
                  client.socket().sendText(i + " " + filler, true).join();
                }
              });
      sender.start();
      // 13 MB: more than all socket buffers hold, so the sender is stopped.
      Patience.await("reading pauses").until(() -> queuedJobs() >= 15);
      assertThat(queuedJobs()).as("and stays so").isLessThanOrEqualTo(20);
      RELEASE.countDown();
      for (int i = 0; i < messages; i++) {
        assertThat(nextEvent()).isEqualTo("handled");
      }
      sender.join();
      assertThat(EVENTS).isEmpty();
    }
  }

  private static int queuedJobs() {
    return transport.handlerJobs().snapshot().queued();
  }
}
