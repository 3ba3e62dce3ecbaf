package io.iocp.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.IocpTransportOptions.TlsSettings;
import io.iocp.access.AddressRange;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.clients.ClientSnapshot;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectionCounter;
import io.iocp.connection.ConnectionOptions;
import io.iocp.connection.SendOutcome;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.TestCertificate;
import io.iocp.tls.TlsOptions;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A protocol of the application's own on a real engine, spoken by clients of the JDK's. */
@Timeout(60)
abstract class SocketContract {

  private static final Duration LIMIT = Patience.LIMIT;
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final TestCertificate CERTIFICATE = TestCertificate.of("localhost");
  private static final int SEND_QUEUE_BYTES = 256 << 10;

  private final Echo handler = new Echo();
  private final SocketListener plain = new SocketListener("echo", ANY_PORT, false, handler);
  private final SocketListener secured = new SocketListener("echos", ANY_PORT, true, handler);
  private final List<Socket> sockets = new ArrayList<>();
  private IocpTransport transport;

  abstract PortProvider provider();

  @BeforeEach
  void start() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    transport =
        IocpTransport.open(
            options().tls(new TlsSettings(CERTIFICATE.trusting(), TlsOptions.DEFAULTS)).build(),
            List::of,
            List::of,
            List::of,
            () -> List.of(plain, secured));
    transport.listen();
  }

  private IocpTransportOptions.Builder options() {
    return IocpTransportOptions.builder()
        .address(ANY_PORT)
        .engine(provider().name())
        .workers(2)
        .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(64 << 20))
        .receiveBuffersPerWorker(16)
        .connections(
            ConnectionOptions.builder()
                .maximumConnections(100)
                .handshakeTimeout(Duration.ofSeconds(1))
                .idleTimeout(Duration.ofSeconds(5))
                .keepAliveInterval(Duration.ofMillis(300))
                .closeTimeout(Duration.ofSeconds(5))
                .sendQueueBytes(SEND_QUEUE_BYTES)
                .build());
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    if (transport != null) {
      await("all connections end", () -> transport.clients().count() == 0);
      assertThat(transport.stop(LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().port().pendingTotal()).isZero();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
      assertThat(handler.closed).hasSameSizeAs(handler.opened);
    }
  }

  /** Answers with what it gets. */
  private static final class Echo implements SocketHandler {

    final BlockingQueue<SocketSession> sessions = new LinkedBlockingQueue<>();
    final BlockingQueue<SocketSession> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<SocketSession> closed = new LinkedBlockingQueue<>();
    final AtomicInteger drained = new AtomicInteger();
    volatile boolean opens = true;
    volatile boolean fails;
    volatile boolean silent;

    /** Bytes that it takes before it pauses; 0 to take all. */
    volatile int takes;

    volatile boolean halfCloses;

    @Override
    public void onOpen(SocketSession session) {
      sessions.add(session);
      opened.add(session);
    }

    @Override
    public void onPiece(SocketSession session, ByteBuffer piece) {
      if (fails) {
        throw new IllegalStateException("on purpose");
      }
      if (opens) {
        session.opened();
      }
      if (takes > 0) {
        session.pause();
        int count = Math.min(takes, piece.remaining());
        session.send(piece.slice(piece.position(), count));
        piece.position(piece.position() + count);
      } else if (!silent) {
        session.send(piece);
      }
    }

    @Override
    public void onPeerFinished(SocketSession session) {
      if (halfCloses) {
        session.send(ascii("all"));
      }
      session.close();
    }

    @Override
    public void onDrained(SocketSession session) {
      drained.incrementAndGet();
    }

    @Override
    public void onEnding(SocketSession session, int code, String reason) {
      session.send(ascii(code + " " + reason));
    }

    @Override
    public void onClosed(SocketSession session) {
      closed.add(session);
    }
  }

  private static ByteBuffer ascii(String text) {
    return StandardCharsets.US_ASCII.encode(text);
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

  private Socket connect() throws IOException {
    return connect(new Socket(), plain);
  }

  private Socket connect(Socket socket, SocketListener listener) throws IOException {
    sockets.add(socket);
    socket.setReceiveBufferSize(32 << 10);
    socket.setSoTimeout((int) LIMIT.toMillis());
    socket.connect(transport.socketAddress(listener).orElseThrow());
    return socket;
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void assertEchoes(Socket socket) throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    next(handler.sessions).sendQueueBound(4 << 20);
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(
            () -> {
              try {
                socket.getOutputStream().write(sent);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            task -> new Thread(task).start());
    assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
    writing.join();
  }

  @Test
  void bytesComeBackAsTheyWereSent() throws Exception {
    assertEchoes(connect());
  }

  @Test
  void soTheyDoThroughTls() throws Exception {
    assertEchoes(connect(CERTIFICATE.trusted().getSocketFactory().createSocket(), secured));
    assertThat(handler.opened.peek().security()).isNotNull();
  }

  @Test
  void aListenerOfTlsIsRefusedWhereThereIsNoCertificate() throws IOException {
    try (IocpTransport bare =
        IocpTransport.open(
            options().build(), List::of, List::of, List::of, () -> List.of(secured))) {
      assertThatIllegalStateException()
          .isThrownBy(bare::listen)
          .withMessageContaining("no certificate");
      assertThat(bare.socketAddress(secured)).isEmpty();
    }
  }

  @Test
  void aSessionIsAClientLikeOthersWithItsProtocolSaid() throws Exception {
    connect();
    SocketSession session = next(handler.sessions);
    ClientSnapshot client = transport.clients().find(session.id()).orElseThrow();
    assertThat(client.protocol()).isEqualTo("echo");
    assertThat(client.path()).isNull();
    session.attach("mine");
    assertThat(session.attachment()).isEqualTo("mine");
    assertThat(session.security()).isNull();
  }

  @Test
  void aPeerThatDoesNotGetToTheProtocolIsDroppedAfterTheHandshakeTimeout() throws Exception {
    handler.opens = false;
    write(connect(), "almost");
    await("dropped", () -> transport.figures().count(CloseCause.HANDSHAKE_TIMEOUT) == 1);
  }

  @Test
  void aPeerThatIsSilentAfterwardsIsDroppedAfterTheIdleTimeout() throws Exception {
    write(connect(), "hello");
    await("dropped", () -> transport.figures().count(CloseCause.IDLE_TIMEOUT) == 1);
  }

  @Test
  void whatAPieceHasLeftWhenItPausesComesAgain() throws Exception {
    handler.takes = 3;
    Socket socket = connect();
    write(socket, "abcdefgh");
    SocketSession session = next(handler.sessions);
    assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("abc");
    session.resume();
    assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("def");
    handler.takes = 0;
    session.resume();
    assertThat(socket.getInputStream().readNBytes(2)).asString().isEqualTo("gh");
  }

  @Test
  void aPeerThatHasFinishedCanStillBeAnswered() throws Exception {
    handler.halfCloses = true;
    Socket socket = connect();
    write(socket, "that is ");
    socket.shutdownOutput();
    assertThat(rest(socket)).isEqualTo("that is all");
  }

  @Test
  void whatIsSentBeforeTheEndGoesOutAndNothingAfterIt() throws Exception {
    Socket socket = connect();
    SocketSession session = next(handler.sessions);
    CompletableFuture<SendOutcome> afterwards = new CompletableFuture<>();
    session.execute(
        () -> {
          session.send(ascii("last words"));
          session.close();
          afterwards.complete(session.send(ascii("too late")));
        });
    assertThat(rest(socket)).isEqualTo("last words");
    assertThat(afterwards.join()).isEqualTo(SendOutcome.CLOSED);
  }

  @Test
  void theProtocolTellsWhyItsSessionEnds() throws Exception {
    Socket socket = connect();
    transport.clients().disconnect(next(handler.sessions).id(), new WsClose(4001, "go"));
    assertThat(rest(socket)).isEqualTo("4001 go");
  }

  @Test
  void aPausedSessionEndsInOrderToo() throws Exception {
    handler.takes = 1;
    Socket socket = connect();
    write(socket, "abc");
    assertThat(socket.getInputStream().read()).isEqualTo('a');
    next(handler.sessions).close(1000, "enough");
    assertThat(rest(socket)).isEqualTo("1000 enough");
  }

  @Test
  void whatStopsSaysGoodbye() throws Exception {
    Socket socket = connect();
    next(handler.sessions);
    CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(() -> transport.stop(LIMIT));
    assertThat(rest(socket)).isEqualTo("1001 stopping");
    socket.close();
    assertThat(stopped.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join()).isTrue();
  }

  @Test
  void aPeerThatDoesNotReadIsAnOutcomeAndTheHandlerHearsWhenItReadsOn() throws Exception {
    handler.silent = true;
    Socket socket = connect();
    write(socket, "hello");
    SocketSession session = next(handler.sessions);
    ByteBuffer block = ByteBuffer.allocate(64 << 10);
    int accepted = 0;
    while (session.send(block).isAccepted()) {
      accepted++;
    }
    assertThat(session.queuedBytes()).isLessThanOrEqualTo(SEND_QUEUE_BYTES);
    socket.getInputStream().skipNBytes((long) accepted * block.capacity());
    await("the handler hears of it", () -> handler.drained.get() == 1);
  }

  @Test
  void aHandlerThatFailsLosesItsConnection() throws Exception {
    handler.fails = true;
    write(connect(), "hello");
    next(handler.closed);
    handler.closed.add(handler.opened.element());
    assertThat(transport.figures().count(ConnectionCounter.HANDLER_FAILED)).isEqualTo(1);
    await("counted", () -> transport.figures().count(CloseCause.HANDLER_FAILED) == 1);
  }

  @Test
  void aBannedAddressDoesNotGetThrough() throws Exception {
    transport
        .clients()
        .access()
        .ban(AddressRange.parse("127.0.0.1"), "on purpose", Duration.ofMinutes(1));
    try (Socket socket = connect()) {
      assertThat(socket.getInputStream().read()).isNegative();
    } catch (IOException e) {
      // A reset, which is what is meant.
    }
    assertThat(handler.opened).isEmpty();
  }
}
