package io.iocp.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.IocpTransportOptions.TlsSettings;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.SendOutcome;
import io.iocp.session.WorkerTask;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.TestCertificate;
import io.iocp.tls.TlsOptions;
import io.iocp.websocket.RawClient.Frame;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.Opcode;
import io.iocp.websocket.protocol.Violation;
import io.iocp.websocket.protocol.WsClose;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** WebSocket end to end: the whole transport on a real engine, good clients and bad ones. */
@Timeout(180)
abstract class WebSocketContract {

  private static final Duration LIMIT = Patience.LIMIT;
  private static final int LARGEST_MESSAGE = 16 << 20;

  private final List<RawClient> clients = new ArrayList<>();
  private final Handler handler = new Handler();
  private IocpTransport transport;

  abstract PortProvider provider();

  /** What the server shows, where TLS is spoken. */
  @Nullable TestCertificate certificate() {
    return null;
  }

  private @Nullable SSLContext trust() {
    TestCertificate certificate = certificate();
    return certificate == null ? null : certificate.trusted();
  }

  @BeforeEach
  void requireEngine() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    transport = IocpTransport.start(options(), List.of(this::register));
  }

  private IocpTransportOptions options() {
    return IocpTransportOptions.builder()
        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .engine(provider().name())
        .workers(2)
        .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(32 << 20))
        .receiveBuffersPerWorker(16)
        .sockets(new SocketOptions(64, 32 << 10, 0, true))
        .tls(
            certificate() == null
                ? null
                : new TlsSettings(certificate().trusting(), TlsOptions.DEFAULTS))
        .build();
  }

  private void register(WsHandlerRegistry registry) {
    registry.addHandler(handler, "/test/{name}").setSubprotocols("two", "one");
    registry
        .addHandler(handler, "/large")
        .setLimits(LARGEST_MESSAGE, LARGEST_MESSAGE)
        .setAllowedOrigins("*");
    registry
        .addHandler(handler, "/guarded")
        .addInterceptors((request, remote) -> null)
        .addInterceptors(
            (request, remote) ->
                "secret".equals(request.query()) ? null : new HandshakeFailure(401, "who are you"))
        .addInterceptors((request, remote) -> null);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    if (transport != null) {
      await("all connections end", () -> transport.clients().count() == 0);
      assertThat(transport.figures().port().lateCompletions()).isZero();
      assertThat(transport.stop(LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().port().pendingTotal()).isZero();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
    }
  }

  /** Echoes whole messages and remembers what happens; a test replaces what it does. */
  private static final class Handler extends MessageHandler {

    final BlockingQueue<WsSession> sessions = new LinkedBlockingQueue<>();
    final BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();
    final AtomicInteger drained = new AtomicInteger();
    Consumer<WsSession> onOpen = session -> {};
    BiConsumer<WsSession, String> onText = WsSession::sendText;
    BiConsumer<WsSession, ByteBuffer> onBinary = WsSession::sendBinary;
    BiConsumer<WsSession, Runnable> onClosing = (session, answer) -> answer.run();

    @Override
    public void onClosing(WsSession session, WsClose status, Runnable answer) {
      onClosing.accept(session, answer);
    }

    @Override
    public void onOpen(WsSession session) {
      onOpen.accept(session);
      sessions.add(session);
    }

    @Override
    protected void onText(WsSession session, String text) {
      onText.accept(session, text);
    }

    @Override
    protected void onBinary(WsSession session, ByteBuffer message) {
      onBinary.accept(session, message);
    }

    @Override
    public void onDrained(WsSession session) {
      drained.incrementAndGet();
    }

    @Override
    public void onClose(WsSession session, WsClose status) {
      closes.add(status);
    }

    WsSession nextSession() throws InterruptedException {
      WsSession session = sessions.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(session).as("a session opens").isNotNull();
      return session;
    }

    WsClose nextClose() throws InterruptedException {
      WsClose status = closes.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(status).as("a session closes").isNotNull();
      return status;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Patience.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private RawClient connect() throws IOException {
    RawClient client = new RawClient(transport.address(), trust());
    clients.add(client);
    return client;
  }

  private RawClient open(String path) throws IOException {
    RawClient client = connect();
    assertThat(client.open(path)).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private long count(WebSocketCounter counter) {
    return transport.figures().snapshot().webSocketCounters().get(counter);
  }

  private long failures() {
    return transport
        .figures()
        .snapshot()
        .connectionCounters()
        .get(ConnectionCounter.HANDLER_FAILED);
  }

  // ── handshakes ────────────────────────────────────────────────────────────────────────────────

  private void assertRefused(String request, String status) throws IOException {
    long refused = count(WebSocketCounter.HANDSHAKES_REFUSED);
    RawClient client = connect();
    client.write(request);
    assertThat(client.readAll()).startsWith("HTTP/1.1 " + status + " ");
    assertThat(count(WebSocketCounter.HANDSHAKES_REFUSED)).isEqualTo(refused + 1);
    assertThat(failures()).isZero();
  }

  @Test
  void theAcceptKeyIsThatOfTheRfc() throws Exception {
    assertThat(connect().open("/test/a"))
        .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assertThat(handler.nextSession().variable("name")).isEqualTo("a");
    assertThat(count(WebSocketCounter.SESSIONS_OPENED)).isEqualTo(1);
  }

  @Test
  void anUnknownPathIsNotFound() throws Exception {
    assertRefused(RawClient.handshake("/nowhere"), "404");
  }

  @Test
  void aRefusalOfTheLongestPathIsAnswered() throws Exception {
    assertRefused(RawClient.handshake("/" + "a".repeat(4080)), "404");
  }

  @Test
  void pagesOfAnotherHostAreForbidden() throws Exception {
    assertRefused(RawClient.handshake("/test/a", "Origin: https://evil.test"), "403");
    assertRefused(
        RawClient.handshake("/test/a", "Origin: https://" + "evil".repeat(1900) + ".test"), "403");
  }

  @Test
  void pagesOfTheSameHostAndAllowedOnesPass() throws Exception {
    assertThat(connect().open("/test/a", "Origin: http://example.org")).contains(" 101 ");
    assertThat(connect().open("/large", "Origin: https://evil.test")).contains(" 101 ");
  }

  @Test
  void anInterceptorRefusesWithItsOwnAnswer() throws Exception {
    assertRefused(RawClient.handshake("/guarded"), "401");
    assertThat(connect().open("/guarded?secret")).contains(" 101 ");
  }

  @Test
  void garbageIsABadRequest() throws Exception {
    assertRefused("this is no request at all\r\n\r\n", "400");
    assertRefused("\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", "400");
  }

  @Test
  void headersWithoutEndAreRefusedWhileTheyArrive() throws Exception {
    long refused = count(WebSocketCounter.HANDSHAKES_REFUSED);
    RawClient client = connect();
    client.write("GET /test/a HTTP/1.1\r\n");
    try {
      for (int i = 0; i < 10_000; i++) {
        client.write("X-" + i + ": " + "x".repeat(100) + "\r\n");
      }
    } catch (IOException e) {
      // Refused and gone: as good as an answer that was read.
    }
    await("it is refused", () -> count(WebSocketCounter.HANDSHAKES_REFUSED) == refused + 1);
    client.socket.shutdownOutput();
    assertThat(client.readAll()).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void aPlainRequestIsToldToUpgrade() throws Exception {
    assertRefused("GET /test/a HTTP/1.1\r\nHost: a\r\n\r\n", "426");
  }

  @Test
  void aHandshakeMayComeByteByByte() throws Exception {
    RawClient client = connect();
    for (char c : RawClient.handshake("/test/a").toCharArray()) {
      client.write(String.valueOf(c));
    }
    assertThat(client.readHead()).contains(" 101 ");
    client.sendText("hello");
    assertThat(client.readText()).isEqualTo("hello");
  }

  @Test
  void framesRightBehindTheHandshakeAreRead() throws Exception {
    RawClient client = connect();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(RawClient.handshake("/test/a").getBytes(UTF_8));
    bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "one"));
    bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "two"));
    client.write(bytes.toByteArray());
    assertThat(client.readHead()).contains(" 101 ");
    assertThat(client.readText()).isEqualTo("one");
    assertThat(client.readText()).isEqualTo("two");
  }

  @Test
  void framesRightBehindTheHandshakeWaitWhileTheHandlerPauses() throws Exception {
    handler.onOpen = WsSession::pause;
    List<String> texts = new ArrayList<>();
    handler.onText =
        (session, text) -> {
          texts.add(text);
          session.sendText(text);
        };
    RawClient client = connect();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(RawClient.handshake("/test/a").getBytes(UTF_8));
    bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "one"));
    bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "two"));
    client.write(bytes.toByteArray());
    assertThat(client.readHead()).contains(" 101 ");
    WsSession session = handler.nextSession();
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    session.execute(() -> seen.complete(texts.size()));
    assertThat(seen.get(Patience.SECONDS, TimeUnit.SECONDS)).isZero();
    session.resume();
    assertThat(client.readText()).isEqualTo("one");
    assertThat(client.readText()).isEqualTo("two");
  }

  @Test
  void theClientsFirstChoiceAmongTheSubprotocolsSpokenIsTaken() throws Exception {
    assertThat(connect().open("/test/a", "Sec-WebSocket-Protocol: three, one, two"))
        .contains("Sec-WebSocket-Protocol: one\r\n");
    assertThat(handler.nextSession().subprotocol()).isEqualTo("one");
    assertThat(connect().open("/test/a", "Sec-WebSocket-Protocol: three"))
        .doesNotContain("Sec-WebSocket-Protocol");
    assertThat(handler.nextSession().subprotocol()).isNull();
  }

  // ── messages ──────────────────────────────────────────────────────────────────────────────────

  @Test
  void anOrdinaryClientExchangesMessagesPingsAndCloses() throws Exception {
    JdkClient listener = new JdkClient();
    WebSocket client = listener.open(transport.address().getPort(), trust(), "/test/a%20b");
    assertThat(handler.nextSession().variable("name")).isEqualTo("a b");
    client.sendText("Grüße, 世界", true).join();
    assertThat(listener.texts.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("Grüße, 世界");
    byte[] bytes = new byte[300_000];
    new Random(3).nextBytes(bytes);
    client.sendBinary(ByteBuffer.wrap(bytes), true).join();
    assertThat(listener.binaries.poll(Patience.SECONDS, TimeUnit.SECONDS))
        .isEqualTo(ByteBuffer.wrap(bytes));
    client.sendPing(ByteBuffer.wrap("are you there".getBytes(UTF_8))).join();
    assertThat(listener.pong.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("are you there");
    client.sendClose(4001, "enough").join();
    assertThat(listener.closed.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(4001);
    assertThat(handler.nextClose()).isEqualTo(new WsClose(4001, "enough"));
    client.abort();
  }

  @Test
  void aFragmentedMessageWithPingsInBetweenIsOneMessage() throws Exception {
    RawClient client = open("/test/a");
    client.send(Opcode.TEXT, false, "one ");
    client.send(Opcode.PING, true, "?");
    client.send(Opcode.CONTINUATION, false, "");
    client.send(Opcode.CONTINUATION, false, "two ");
    client.send(Opcode.PONG, true, "unasked");
    client.send(Opcode.CONTINUATION, true, "three");
    Frame pong = client.read();
    assertThat(pong.opcode()).isEqualTo(Opcode.PONG);
    assertThat(pong.text()).isEqualTo("?");
    assertThat(client.readText()).isEqualTo("one two three");
  }

  @Test
  void anEmptyMessageIsAMessage() throws Exception {
    RawClient client = open("/test/a");
    client.sendText("");
    assertThat(client.readText()).isEmpty();
    client.send(Opcode.BINARY, false, "");
    client.send(Opcode.CONTINUATION, true, "");
    assertThat(client.read()).satisfies(f -> assertThat(f.payload()).isEmpty());
  }

  @Test
  void sixteenMebibytesInManyFragmentsAreOneMessage() throws Exception {
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    handler.onBinary =
        (session, message) -> {
          byte[] bytes = new byte[message.remaining()];
          message.get(bytes);
          received.complete(bytes);
        };
    RawClient client = open("/large");
    byte[] message = new byte[LARGEST_MESSAGE];
    new Random(5).nextBytes(message);
    int fragments = 65_536;
    int size = message.length / fragments;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < fragments; i++) {
      byte[] fragment = new byte[size];
      System.arraycopy(message, i * size, fragment, 0, size);
      Opcode opcode = i == 0 ? Opcode.BINARY : Opcode.CONTINUATION;
      out.writeBytes(RawClient.frame(opcode, i == fragments - 1, fragment));
    }
    client.write(out.toByteArray());
    assertThat(received.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(message);
  }

  // ── violations ────────────────────────────────────────────────────────────────────────────────

  private void assertViolation(String path, byte[] frame, int code, Violation violation)
      throws Exception {
    RawClient client = open(path);
    client.write(frame);
    Frame close = client.read();
    assertThat(close.opcode()).isEqualTo(Opcode.CLOSE);
    assertThat(close.closeCode()).isEqualTo(code);
    assertThat(client.isFinishedByServer()).isTrue();
    assertThat(transport.figures().snapshot().violations()).containsEntry(violation, 1L);
    client.close();
    assertThat(handler.nextClose().code()).isEqualTo(code);
  }

  @Test
  void eachViolationEndsTheSessionWithItsCodeAndIsCounted() throws Exception {
    assertViolation("/test/a", new byte[] {(byte) 0x81, 1, 'x'}, 1002, Violation.UNMASKED_FRAME);
    assertViolation(
        "/test/a", new byte[] {(byte) 0xC1, (byte) 0x80}, 1002, Violation.RESERVED_BIT_SET);
    assertViolation(
        "/test/a", new byte[] {(byte) 0x83, (byte) 0x80}, 1002, Violation.RESERVED_OPCODE);
    assertViolation(
        "/test/a",
        RawClient.frame(Opcode.CONTINUATION, true, "x"),
        1002,
        Violation.UNEXPECTED_CONTINUATION);
    assertViolation(
        "/test/a",
        RawClient.frame(Opcode.TEXT, true, new byte[] {(byte) 0xC3, (byte) 0x28}),
        1007,
        Violation.INVALID_UTF8);
    assertViolation(
        "/test/a",
        RawClient.frame(Opcode.CLOSE, true, new byte[] {3, (byte) 0xED}),
        1002,
        Violation.INVALID_CLOSE_CODE);
    assertViolation(
        "/test/a",
        new byte[] {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 1, 0, 0, 0, 0},
        1009,
        Violation.FRAME_TOO_BIG);
    assertThat(count(WebSocketCounter.PROTOCOL_VIOLATIONS)).isEqualTo(7);
    assertThat(failures()).isZero();
  }

  @Test
  void aMessageBeyondItsLimitEndsTheSessionWhenItPassesIt() throws Exception {
    RawClient client = open("/test/a");
    byte[] half = new byte[600 << 10];
    client.write(RawClient.frame(Opcode.BINARY, false, half));
    client.write(RawClient.frame(Opcode.CONTINUATION, false, half));
    assertThat(client.read().closeCode()).isEqualTo(CloseCode.MESSAGE_TOO_BIG);
    assertThat(transport.figures().snapshot().violations())
        .containsEntry(Violation.MESSAGE_TOO_BIG, 1L);
  }

  @Test
  void whatFollowsAViolationIsIgnored() throws Exception {
    AtomicInteger messages = new AtomicInteger();
    handler.onText = (session, text) -> messages.incrementAndGet();
    RawClient client = open("/test/a");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {(byte) 0x83, (byte) 0x80});
    bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "late"));
    client.write(bytes.toByteArray());
    assertThat(client.read().closeCode()).isEqualTo(1002);
    client.sendText("later");
    client.close();
    assertThat(handler.nextClose().code()).isEqualTo(1002);
    assertThat(messages).hasValue(0);
  }

  // ── closing ───────────────────────────────────────────────────────────────────────────────────

  @Test
  void aCloseFrameIsAnsweredWithItsCode() throws Exception {
    RawClient client = open("/test/a");
    client.sendClose(1000, "done");
    Frame close = client.read();
    assertThat(close.closeCode()).isEqualTo(1000);
    assertThat(client.isFinishedByServer()).isTrue();
    client.close();
    assertThat(handler.nextClose()).isEqualTo(new WsClose(1000, "done"));
  }

  @Test
  void anEmptyCloseFrameIsAnsweredWithAnEmptyOne() throws Exception {
    RawClient client = open("/test/a");
    client.write(RawClient.frame(Opcode.CLOSE, true, ""));
    assertThat(client.read().payload()).isEmpty();
    client.close();
    assertThat(handler.nextClose()).isEqualTo(WsClose.NO_STATUS);
  }

  @Test
  void noDataFollowsOurCloseFrameWhileAnotherThreadSends() throws Exception {
    for (int i = 0; i < 100; i++) {
      RawClient client = open("/test/a");
      WsSession session = handler.nextSession();
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(
              () -> {
                while (session.sendText("data") != SendOutcome.CLOSED) {
                  Thread.onSpinWait();
                }
              });
      RawClient.Frame frame = client.read();
      session.close(new WsClose(4000, "bye"));
      while (frame.opcode() != Opcode.CLOSE) {
        frame = client.read();
      }
      sender.join();
      assertThat(client.isFinishedByServer()).as("nothing after round %d's goodbye", i).isTrue();
      client.close();
      handler.nextClose();
    }
  }

  @Test
  void whatIsQueuedGoesOutBeforeOurCloseFrame() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    session.sendText("last words");
    session.close(new WsClose(4000, "bye"));
    session.close(new WsClose(4001, "the first counts"));
    assertThat(client.readText()).isEqualTo("last words");
    Frame close = client.read();
    assertThat(close.closeCode()).isEqualTo(4000);
    assertThat(close.closeReason()).isEqualTo("bye");
    client.sendClose(4002, "well then");
    client.close();
    assertThat(handler.nextClose())
        .as("what the peer said")
        .isEqualTo(new WsClose(4002, "well then"));
  }

  @Test
  void ourStatusIsToldWhenThePeerSaysNothing() throws Exception {
    RawClient client = open("/test/a");
    handler.nextSession().close(new WsClose(4000, "bye"));
    assertThat(client.read().closeCode()).isEqualTo(4000);
    client.close();
    assertThat(handler.nextClose()).isEqualTo(new WsClose(4000, "bye"));
  }

  @Test
  void aConnectionThatJustBreaksIsAbnormal() throws Exception {
    open("/test/a").reset();
    assertThat(handler.nextClose().code()).isEqualTo(CloseCode.ABNORMAL);
    open("/test/a").close();
    assertThat(handler.nextClose().code()).isEqualTo(CloseCode.ABNORMAL);
  }

  @Test
  void anAbortedSessionHearsNothingMore() throws Exception {
    AtomicInteger messages = new AtomicInteger();
    handler.onText =
        (session, text) -> {
          messages.incrementAndGet();
          session.abort();
        };
    RawClient client = open("/test/a");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "one"));
    bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "two"));
    client.write(bytes.toByteArray());
    assertThatIOException().isThrownBy(client::read);
    assertThat(handler.nextClose().code()).isEqualTo(CloseCode.ABNORMAL);
    assertThat(messages).hasValue(1);
    await(
        "counted", () -> transport.figures().snapshot().closeCauses().get(CloseCause.POLICY) == 1);
  }

  @Test
  void aCodeThatMayNotBeSentIsRefusedAtOnce() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.close(new WsClose(CloseCode.ABNORMAL, "")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> session.closeWithoutBacklog(new WsClose(999, "")));
    client.sendText("still here");
    assertThat(client.readText()).isEqualTo("still here");
  }

  @Test
  void closingWithoutTheBacklogSkipsWhatWaits() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    int queued = 0;
    while (session.sendBinary(ByteBuffer.allocate(60_000)) != SendOutcome.FULL) {
      queued++;
    }
    session.closeWithoutBacklog(new WsClose(CloseCode.TRY_AGAIN_LATER, "too slow"));
    int received = 0;
    Frame frame = client.read();
    while (frame.opcode() != Opcode.CLOSE) {
      received++;
      frame = client.read();
    }
    assertThat(frame.closeCode()).isEqualTo(CloseCode.TRY_AGAIN_LATER);
    assertThat(received).isLessThan(queued);
    client.close();
    assertThat(handler.nextClose().code()).isEqualTo(CloseCode.TRY_AGAIN_LATER);
  }

  @Test
  void aHandlerThatFailsEndsItsSessionOnly() throws Exception {
    handler.onText =
        (session, text) -> {
          if (text.equals("fail")) {
            throw new IllegalStateException("on purpose");
          }
          session.sendText(text);
        };
    RawClient good = open("/test/a");
    RawClient bad = open("/test/a");
    bad.sendText("before");
    bad.write(
        bytes(
            RawClient.frame(Opcode.TEXT, true, "fail"),
            RawClient.frame(Opcode.TEXT, true, "not handled")));
    assertThat(bad.readText()).isEqualTo("before");
    Frame goodbye = bad.read();
    assertThat(goodbye.opcode()).isEqualTo(Opcode.CLOSE);
    assertThat(goodbye.closeCode()).isEqualTo(CloseCode.INTERNAL_ERROR);
    assertThat(bad.isFinishedByServer()).isTrue();
    bad.close();
    assertThat(handler.nextClose().code()).isEqualTo(CloseCode.INTERNAL_ERROR);
    await("the cause is known", () -> transport.figures().count(CloseCause.HANDLER_FAILED) == 1);
    good.sendText("fine");
    assertThat(good.readText()).isEqualTo("fine");
    assertThat(failures()).isEqualTo(1);
  }

  @Test
  void aHandlerThatFailsWhenItHearsOfItsSessionEndsThat() throws Exception {
    handler.onOpen =
        session -> {
          throw new IllegalStateException("on purpose");
        };
    assertThat(open("/test/a").read().closeCode()).isEqualTo(CloseCode.INTERNAL_ERROR);
  }

  @Test
  void aHandlerThatFailsAgainWhileItsSessionEndsResetsIt() throws Exception {
    handler.onText =
        (session, text) -> {
          session.close(WsClose.NO_STATUS);
          session.execute(
              () -> {
                throw new IllegalStateException("on purpose");
              });
        };
    RawClient client = open("/test/a");
    client.sendText("fail");
    await("it is reset", () -> transport.figures().count(CloseCause.HANDLER_FAILED) == 1);
  }

  @Test
  void aHandlerMayAnswerWhatCameBeforeTheClose() throws Exception {
    handler.onText = (session, text) -> {};
    BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    handler.onClosing = (session, answer) -> answers.add(answer);
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    ByteBuffer goodbye = ByteBuffer.allocate(2).putShort((short) 4000);
    client.write(
        bytes(
            RawClient.frame(Opcode.TEXT, true, "question"),
            RawClient.frame(Opcode.CLOSE, true, goodbye.array())));
    client.finish();
    Runnable answer = answers.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    assertThat(session.sendText("answer").isAccepted()).isTrue();
    answer.run();
    assertThat(client.readText()).isEqualTo("answer");
    assertThat(client.read().closeCode()).isEqualTo(4000);
    assertThat(client.isFinishedByServer()).isTrue();
    assertThat(handler.nextClose().code()).isEqualTo(4000);
    assertThat(answers).as("asked once").isEmpty();
  }

  @Test
  void twoHandlersOnOnePathAreRefusedAtStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                IocpTransport.start(
                    options(),
                    List.of(
                        this::register, registry -> registry.addHandler(handler, "/test/{other}"))))
        .withMessageContaining("path=/test/{other}");
  }

  private static byte[] bytes(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void aHandshakeThatIsFinishedWhileStoppingOpensNoSession() throws Exception {
    RawClient client = connect();
    String request = RawClient.handshake("/test/late");
    client.write(request.substring(0, 20));
    await("it is there", () -> transport.clients().count() == 1);
    CompletableFuture<Boolean> stopped =
        CompletableFuture.supplyAsync(() -> transport.stop(Patience.LIMIT));
    assertThat(client.isFinishedByServer()).isTrue();
    client.write(request.substring(20));
    client.close();
    assertThat(stopped.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(handler.sessions).isEmpty();
    assertThat(handler.closes).isEmpty();
  }

  @Test
  void stoppingTellsEveryoneThatTheServerGoesAway() throws Exception {
    RawClient client = open("/test/a");
    RawClient strangers = connect();
    await("both are there", () -> transport.clients().count() == 2);
    CompletableFuture<Boolean> stopped =
        CompletableFuture.supplyAsync(() -> transport.stop(Patience.LIMIT));
    assertThat(client.read().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
    client.close();
    assertThat(strangers.isFinishedByServer()).isTrue();
    strangers.close();
    assertThat(stopped.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(handler.nextClose().code()).isEqualTo(CloseCode.GOING_AWAY);
  }

  @Test
  void anAdministratorDisconnectsAClient() throws Exception {
    RawClient client = open("/test/a");
    long id = handler.nextSession().id();
    assertThat(transport.clients().find(id).orElseThrow().path()).isEqualTo("/test/a");
    assertThat(transport.clients().disconnect(id, new WsClose(1008, "out"))).isTrue();
    assertThat(client.read().closeCode()).isEqualTo(1008);
    client.close();
    await("it is gone", () -> transport.clients().find(id).isEmpty());
    assertThat(transport.clients().disconnect(id, new WsClose(1008, "out"))).isFalse();
  }

  // ── pausing ───────────────────────────────────────────────────────────────────────────────────

  @Test
  void pausingKeepsOrderAndLosesNothing() throws Exception {
    List<String> texts = new ArrayList<>();
    AtomicInteger count = new AtomicInteger();
    handler.onText =
        (session, text) -> {
          texts.add(text);
          // Now and then for a moment, for good until a packet resumes, or in one breath.
          switch (count.incrementAndGet() % 3) {
            case 0 -> session.pause();
            case 1 -> {
              session.pause();
              session.resume();
            }
            default -> {}
          }
        };
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int messages = 3000;
    for (int i = 0; i < messages; i++) {
      bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "message " + i));
    }
    client.write(bytes.toByteArray());
    await(
        "all are read",
        () -> {
          session.resume();
          return count.get() == messages;
        });
    CompletableFuture<List<String>> seen = new CompletableFuture<>();
    session.execute(() -> seen.complete(List.copyOf(texts)));
    for (int i = 0; i < messages; i++) {
      assertThat(seen.get().get(i)).isEqualTo("message " + i);
    }
    // The last message may have paused again, and who is paused does not see the client go.
    session.resume();
  }

  @Test
  void aPeerThatFinishesWhileReadingIsPausedLosesNothing() throws Exception {
    List<String> texts = new ArrayList<>();
    handler.onText =
        (session, text) -> {
          texts.add(text);
          session.pause();
        };
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      bytes.writeBytes(RawClient.frame(Opcode.TEXT, true, "message " + i));
    }
    client.write(bytes.toByteArray());
    client.socket.shutdownOutput();
    await(
        "the session ends",
        () -> {
          session.resume();
          return !handler.closes.isEmpty();
        });
    assertThat(texts).hasSize(100).endsWith("message 99");
  }

  @Test
  void aSessionMayCloseWhileItIsPaused() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    session.pause();
    session.close(new WsClose(4000, "bye"));
    assertThat(client.read().closeCode()).isEqualTo(4000);
    client.close();
    assertThat(handler.nextClose().code()).isEqualTo(4000);
  }

  // ── sending ───────────────────────────────────────────────────────────────────────────────────

  @Test
  void aFloodOfPingsThatIsNotReadIsBounded() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    byte[] ping = RawClient.frame(Opcode.PING, true, "x".repeat(125));
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int i = 0; i < 1000; i++) {
      many.writeBytes(ping);
    }
    for (int i = 0; i < 1000 && count(WebSocketCounter.PONGS_SKIPPED) == 0; i++) {
      client.write(many.toByteArray());
    }
    await("pongs are skipped", () -> count(WebSocketCounter.PONGS_SKIPPED) > 0);
    assertThat(session.queuedBytes()).isLessThanOrEqualTo(64 * 4096);
  }

  @Test
  void messagesOfManyThreadsArriveWhole() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    int threads = 4;
    int each = 250;
    List<CompletableFuture<Void>> senders = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      String name = "ABCD".substring(t, t + 1);
      senders.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < each; i++) {
                  // Some of them are several frames.
                  String text = name.repeat(i % 10 == 0 ? 100_000 : 10) + i;
                  while (session.sendText(text) == SendOutcome.FULL) {
                    Thread.onSpinWait();
                  }
                }
              }));
    }
    int[] next = new int[threads];
    for (int i = 0; i < threads * each; i++) {
      String text = client.readText();
      int thread = text.charAt(0) - 'A';
      int number = next[thread]++;
      assertThat(text)
          .isEqualTo(text.substring(0, 1).repeat(number % 10 == 0 ? 100_000 : 10) + number);
    }
    senders.forEach(CompletableFuture::join);
  }

  @Test
  void anEmptyPoolIsAnOutcome() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    List<SharedBuffer> all = new ArrayList<>();
    for (int size : List.of(64 << 10, 4 << 10)) {
      SharedBuffer taken = session.buffers().tryAcquire(size);
      while (taken != null) {
        all.add(taken);
        taken = session.buffers().tryAcquire(size);
      }
    }
    assertThat(session.sendText("x")).isEqualTo(SendOutcome.FULL);
    assertThat(session.sendBinary(ByteBuffer.allocate(200_000))).isEqualTo(SendOutcome.FULL);
    all.forEach(SharedBuffer::release);
    assertThat(session.sendText("x").isAccepted()).isTrue();
    assertThat(client.readText()).isEqualTo("x");
  }

  @Test
  void anOfferedMessageIsSharedAndWaitsForAFlush() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    List<SharedBuffer> message =
        OutboundMessage.of(
            session.buffers(), MessageType.TEXT, ByteBuffer.wrap("shared".getBytes(UTF_8)));
    CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
    session.execute(
        () -> {
          session.offer(message);
          outcome.complete(session.offer(message));
          message.forEach(SharedBuffer::release);
          session.flush();
        });
    assertThat(outcome.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(SendOutcome.QUEUED);
    assertThat(client.readText()).isEqualTo("shared");
    assertThat(client.readText()).isEqualTo("shared");
  }

  @Test
  void onDrainedFollowsARefusal() throws Exception {
    RawClient client = open("/test/a");
    WsSession session = handler.nextSession();
    session.sendQueueBound(256 << 10);
    int sent = 0;
    while (session.sendBinary(ByteBuffer.allocate(60_000)) != SendOutcome.FULL) {
      sent++;
    }
    for (int i = 0; i < sent; i++) {
      assertThat(client.read().payload()).hasSize(60_000);
    }
    await("drained", () -> handler.drained.get() > 0);
  }

  // ── the session itself ────────────────────────────────────────────────────────────────────────

  @Test
  void aSessionKnowsItsHandshakeAndAnAttachment() throws Exception {
    RawClient client = open("/test/b?x=1&y");
    WsSession session = handler.nextSession();
    assertThat(session.path()).isEqualTo("/test/b");
    assertThat(session.query()).isEqualTo("x=1&y");
    assertThat(session.remoteAddress().getPort()).isEqualTo(client.socket.getLocalPort());
    assertThatIllegalArgumentException().isThrownBy(() -> session.variable("other"));
    assertThat(session.attachment()).isNull();
    session.attach("something");
    assertThat(session.attachment()).isEqualTo("something");
    session.attach(null);
    assertThat(session.attachment()).isNull();
  }

  @Test
  void aWorkerTaskPostedManyTimesWhileItWaitsRunsOnce() throws Exception {
    open("/test/a");
    WsSession session = handler.nextSession();
    AtomicInteger runs = new AtomicInteger();
    WorkerTask task = session.workerTask(runs::incrementAndGet);
    CountDownLatch posted = new CountDownLatch(1);
    // The worker's context need not be the session's.
    assertThat(session.workerTask(() -> awaitQuietly(posted)).post()).isTrue();
    for (int i = 0; i < 100; i++) {
      assertThat(task.post()).isTrue();
    }
    posted.countDown();
    CompletableFuture<Integer> seen = new CompletableFuture<>();
    assertThat(session.workerTask(() -> seen.complete(runs.get())).post()).isTrue();
    assertThat(seen.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
  }
}
