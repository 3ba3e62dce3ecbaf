package io.iocp.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectOutcome;
import io.iocp.connection.ConnectionOptions;
import io.iocp.connection.SendOutcome;
import io.iocp.http.protocol.HttpFields;
import io.iocp.testsupport.Capability;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.FrameLimits;
import io.iocp.websocket.protocol.Violation;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The WebSocket client end to end: against the transport's own server, and against bad ones. */
@Timeout(60)
abstract class WebSocketClientContract {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int LARGEST_MESSAGE = 4 << 20;

  private final Recorder client = new Recorder();
  private final Echo server = new Echo();
  private IocpTransport transport;

  abstract PortProvider provider();

  @BeforeEach
  void start() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    IocpTransportOptions options =
        IocpTransportOptions.builder()
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .engine(provider().name())
            .workers(2)
            .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(64 << 20))
            .receiveBuffersPerWorker(16)
            .connections(
                ConnectionOptions.builder()
                    .maximumConnections(100)
                    .handshakeTimeout(Duration.ofSeconds(1))
                    .idleTimeout(Duration.ofMinutes(3))
                    .keepAliveInterval(Duration.ofMillis(300))
                    .closeTimeout(Duration.ofSeconds(5))
                    .sendQueueBytes(4 << 20)
                    .build())
            .build();
    transport =
        IocpTransport.start(
            options,
            List.of(
                registry ->
                    registry
                        .addHandler(server, "/echo/{name}")
                        .setSubprotocols("one")
                        .setLimits(LARGEST_MESSAGE, LARGEST_MESSAGE)));
  }

  @AfterEach
  void nothingIsLeft() {
    if (transport != null) {
      client.sessions.forEach(WsSession::abort);
      await("all connections end", () -> transport.clients().count() == 0);
      assertThat(transport.figures().port().lateCompletions()).isZero();
      assertThat(transport.stop(LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().port().pendingTotal()).isZero();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
    }
  }

  private static class Recorder extends MessageHandler {

    final BlockingQueue<WsSession> sessions = new LinkedBlockingQueue<>();
    final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();
    final BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(WsSession session) {
      sessions.add(session);
    }

    @Override
    protected void onText(WsSession session, String text) {
      messages.add(text);
    }

    @Override
    protected void onBinary(WsSession session, ByteBuffer message) {
      byte[] copy = new byte[message.remaining()];
      message.get(copy);
      messages.add(copy);
    }

    @Override
    public void onClose(WsSession session, WsClose status) {
      closes.add(status);
    }
  }

  private static final class Echo extends Recorder {

    @Override
    protected void onText(WsSession session, String text) {
      session.sendText(text);
    }

    @Override
    protected void onBinary(WsSession session, ByteBuffer message) {
      session.sendBinary(message);
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T element = queue.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(element).as("something comes").isNotNull();
    return element;
  }

  private static void await(String what, BooleanSupplier condition) {
    Awaitility.await(what)
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }

  private URI address(String path) {
    return URI.create("ws://127.0.0.1:" + transport.address().getPort() + path);
  }

  private WebSocketOpening open(WebSocketRequest request) {
    CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
    transport.connectWebSocket(request, client, opening::complete);
    return opening.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  private WsSession openSession() {
    WebSocketOpening opening =
        open(
            WebSocketRequest.to(address("/echo/a%20b?x=1"))
                .withLimits(new FrameLimits(LARGEST_MESSAGE, LARGEST_MESSAGE))
                .withSubprotocols("two", "one"));
    assertThat(opening).isInstanceOf(WebSocketOpening.Opened.class);
    return ((WebSocketOpening.Opened) opening).session();
  }

  /** What a server that answers each connection with these bytes makes of a request. */
  private WebSocketOpening openAgainst(String answer) throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
      transport.connectWebSocket(
          WebSocketRequest.to(URI.create("ws://127.0.0.1:" + listener.getLocalPort())),
          client,
          opening::complete);
      try (Socket socket = listener.accept()) {
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        return opening.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
      }
    }
  }

  @Test
  void aSessionKnowsWhatWasAskedAndAgreedOn() throws Exception {
    WsSession session = openSession();
    assertThat(next(client.sessions)).isSameAs(session);
    client.sessions.add(session);
    assertThat(session.isOutbound()).isTrue();
    assertThat(session.path()).isEqualTo("/echo/a b");
    assertThat(session.query()).isEqualTo("x=1");
    assertThat(session.subprotocol()).isEqualTo("one");
    WsSession accepted = next(server.sessions);
    assertThat(accepted.isOutbound()).isFalse();
    assertThat(accepted.variable("name")).isEqualTo("a b");
    assertThat(transport.clients().find(session.id()).orElseThrow().outbound()).isTrue();
    assertThat(transport.clients().find(accepted.id()).orElseThrow().protocol())
        .isEqualTo("websocket");
  }

  @Test
  void messagesOfAllSizesComeBack() throws Exception {
    WsSession session = openSession();
    session.sendText("häß");
    assertThat(next(client.messages)).isEqualTo("häß");
    for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 1 << 20, LARGEST_MESSAGE - 1}) {
      byte[] sent = new byte[size];
      new Random(size).nextBytes(sent);
      assertThat(session.sendBinary(ByteBuffer.wrap(sent)).isAccepted()).isTrue();
      assertThat((byte[]) next(client.messages)).isEqualTo(sent);
    }
    assertThat(transport.figures().snapshot().violations().values()).containsOnly(0L);
  }

  @Test
  void aQuietServerIsPingedAndAnswers() throws Exception {
    WsSession session = openSession();
    WsSession accepted = next(server.sessions);
    long before = transport.clients().find(session.id()).orElseThrow().connection().receivedBytes();
    await(
        "a ping of each side is answered",
        () ->
            transport.clients().find(session.id()).orElseThrow().connection().receivedBytes()
                    > before + 4
                && transport.clients().find(accepted.id()).orElseThrow().connection().sentBytes()
                    > 0);
    assertThat(transport.figures().count(Violation.MASKED_FRAME)).isZero();
    assertThat(transport.figures().count(Violation.UNMASKED_FRAME)).isZero();
  }

  @Test
  void eitherSideClosesAndBothHearTheStatus() throws Exception {
    openSession().close(new WsClose(4000, "enough"));
    assertThat(next(server.closes)).isEqualTo(new WsClose(4000, "enough"));
    assertThat(next(client.closes)).isEqualTo(new WsClose(4000, "enough"));
    server.sessions.clear();
    openSession();
    next(server.sessions).close(new WsClose(4001, "go"));
    assertThat(next(client.closes)).isEqualTo(new WsClose(4001, "go"));
  }

  @Test
  void whatOnlyServersCanDoIsRefused() {
    WsSession session = openSession();
    assertThatThrownBy(() -> session.sendFile(Path.of("any"), 0, outcome -> {}))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> session.offer(List.of()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aRefusalIsToldWithItsStatus() {
    WebSocketOpening opening = open(WebSocketRequest.to(address("/nothing")));
    assertThat(opening).isInstanceOf(WebSocketOpening.Refused.class);
    assertThat(((WebSocketOpening.Refused) opening).failure().httpStatus()).isEqualTo(404);
    assertThat(transport.figures().count(WebSocketCounter.HANDSHAKES_FAILED)).isEqualTo(1);
  }

  @Test
  void anAnswerThatIsNoWebSocketsIsARefusal() throws Exception {
    WebSocketOpening opening =
        openAgainst(
            String.join(
                "\r\n",
                "HTTP/1.1 101 Switching Protocols",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Accept: made up",
                "",
                ""));
    assertThat(((WebSocketOpening.Refused) opening).failure().httpStatus()).isEqualTo(502);
    assertThat(client.sessions).isEmpty();
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    assertThat(openAgainst(""))
        .isEqualTo(new WebSocketOpening.Broken(CloseCause.HANDSHAKE_TIMEOUT));
  }

  @Test
  void aServerThatIsNotThereIsAnOutcome() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(open(WebSocketRequest.to(URI.create("ws://127.0.0.1:" + free + "/"))))
        .isEqualTo(new WebSocketOpening.NotConnected(ConnectOutcome.REFUSED));
  }

  @Test
  void aClosedSessionTakesNothingMore() throws Exception {
    WsSession session = openSession();
    next(server.sessions).abort();
    assertThat(next(client.closes).code()).isEqualTo(CloseCode.ABNORMAL);
    assertThat(session.sendText("late")).isEqualTo(SendOutcome.CLOSED);
  }

  @Test
  void addressesThatCannotBeAskedForAreRefusedAtOnce() {
    for (String wrong : List.of("http://a/", "ws:/a", "ws://u@a/", "ws://a/#f", "wss:a")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WebSocketRequest.to(URI.create(wrong)))
          .withMessageContaining(wrong);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> WebSocketRequest.to(URI.create("ws://a/")).withSubprotocols("not a token"));
    WebSocketRequest asked =
        WebSocketRequest.to(URI.create("ws://[::1]"))
            .withHeaders(HttpFields.of("Origin", "https://example.org"))
            .withConnectTimeout(Duration.ofSeconds(3));
    assertThat(asked.offer().host()).isEqualTo("[::1]");
    assertThat(asked.offer().target()).isEqualTo("/");
    assertThat(asked.resolve().getAddress().getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
    assertThat(asked.resolve().getPort()).isEqualTo(80);
    assertThat(WebSocketRequest.to(URI.create("ws://a:81/ä?q=ü")).offer().target())
        .isEqualTo("/%C3%A4?q=%C3%BC");
  }
}
