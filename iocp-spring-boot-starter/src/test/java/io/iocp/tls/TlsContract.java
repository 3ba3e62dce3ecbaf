package io.iocp.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.IocpTransportOptions.TlsSettings;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.completion.SocketOptions;
import io.iocp.connection.CloseCause;
import io.iocp.connection.SecuritySession;
import io.iocp.connection.SendOutcome;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.TestCertificate;
import io.iocp.websocket.MessageHandler;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.WsSession;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS adds to the transport, end to end: versions, certificates, endings, bad peers. */
@Timeout(120)
abstract class TlsContract {

  private static final int LARGEST_MESSAGE = 16 << 20;
  private static final TestCertificate SERVER = TestCertificate.of("first");
  private static final TestCertificate RENEWED = TestCertificate.of("renewed");
  private static final TestCertificate CLIENT = TestCertificate.of("client");
  // Another key under the name that the server asks for: a client shows no other.
  private static final TestCertificate FORGED = TestCertificate.of("client");

  private static final String HANDSHAKE =
      """
      GET /echo HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  private final List<Socket> sockets = new ArrayList<>();
  private final Echo handler = new Echo();
  private @Nullable IocpTransport transport;

  abstract PortProvider provider();

  @BeforeEach
  void requireEngine() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
  }

  private IocpTransport start(TlsOptions options) throws IOException {
    IocpTransport started =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine(provider().name())
                .workers(2)
                .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(64 << 20))
                .receiveBuffersPerWorker(16)
                .sockets(new SocketOptions(1024, 32 << 10, 0, true))
                .tls(new TlsSettings(SERVER.trusting(CLIENT), options))
                .build(),
            List.of(
                registry ->
                    registry
                        .addHandler(handler, "/echo")
                        .setLimits(LARGEST_MESSAGE, LARGEST_MESSAGE)));
    transport = started;
    return started;
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    IocpTransport used = transport;
    if (used != null) {
      await("all connections end", () -> used.clients().count() == 0);
      assertThat(used.stop(Patience.LIMIT)).as("stopped in order").isTrue();
      assertThat(used.figures().port().pendingTotal()).isZero();
      assertThat(used.figures().buffers().used()).as("buffers in use").isZero();
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Patience.await(what).pollInterval(Duration.ofMillis(1)).until(condition::getAsBoolean);
  }

  /** Echoes and remembers. */
  private static final class Echo extends MessageHandler {

    final BlockingQueue<WsSession> sessions = new LinkedBlockingQueue<>();
    final BlockingQueue<WsClose> closes = new LinkedBlockingQueue<>();
    final AtomicLong binaryBytes = new AtomicLong();

    @Override
    public void onOpen(WsSession session) {
      sessions.add(session);
    }

    @Override
    protected void onText(WsSession session, String text) {
      session.sendText(text);
    }

    @Override
    protected void onBinary(WsSession session, ByteBuffer message) {
      binaryBytes.addAndGet(message.remaining());
      session.sendBinary(message);
    }

    @Override
    public void onClose(WsSession session, WsClose status) {
      closes.add(status);
    }
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private long count(TlsFailure failure) {
    return transport.figures().tls().orElseThrow().failures().get(failure);
  }

  private long count(TlsCounter counter) {
    return transport.figures().tls().orElseThrow().counters().get(counter);
  }

  private long received(TlsAlert alert) {
    return transport.figures().tls().orElseThrow().alertsReceived().get(alert);
  }

  private long sent(TlsAlert alert) {
    return transport.figures().tls().orElseThrow().alertsSent().get(alert);
  }

  // ── clients ───────────────────────────────────────────────────────────────────────────────────

  private Socket plain() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(32 << 10);
    socket.setSoTimeout((int) Patience.LIMIT.toMillis());
    socket.connect(transport.address());
    return socket;
  }

  private SSLSocket connect(SSLContext trust, String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trust
                .getSocketFactory()
                .createSocket(plain(), "localhost", transport.address().getPort(), true);
    sockets.add(socket);
    if (protocols.length > 0) {
      socket.setEnabledProtocols(protocols);
    }
    return socket;
  }

  /** A client that has shaken hands twice. */
  private SSLSocket open(SSLContext trust, String... protocols) throws IOException {
    SSLSocket socket = connect(trust, protocols);
    socket.getOutputStream().write(HANDSHAKE.getBytes(ISO_8859_1));
    assertThat(readHead(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
    return socket;
  }

  private static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Sends one short text, masked with zeros, and reads its echo. */
  private static void assertEcho(Socket socket, String text) throws IOException {
    byte[] payload = text.getBytes(UTF_8);
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    socket.getOutputStream().write(frame);
    byte[] echo = socket.getInputStream().readNBytes(2 + payload.length);
    assertThat(new String(echo, 2, echo.length - 2, UTF_8)).isEqualTo(text);
  }

  private static final class Listener implements WebSocket.Listener {

    final BlockingQueue<ByteBuffer> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private ByteBuffer message = ByteBuffer.allocate(LARGEST_MESSAGE);

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      message.put(data);
      if (last) {
        messages.add(message.flip());
        message = ByteBuffer.allocate(LARGEST_MESSAGE);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return null;
    }
  }

  // ── messages ──────────────────────────────────────────────────────────────────────────────────

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void messagesOfAllSizesAreEchoed(String version) throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {version});
    Listener listener = new Listener();
    WebSocket client =
        HttpClient.newBuilder()
            .sslContext(SERVER.trusted())
            .sslParameters(parameters)
            .build()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("wss://127.0.0.1:" + transport.address().getPort() + "/echo"), listener)
            .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
            .join();
    SecuritySession security =
        transport.clients().find(next(handler.sessions).id()).orElseThrow().connection().security();
    assertThat(security).isNotNull();
    assertThat(security.protocol()).isEqualTo(version);
    assertThat(security.cipherSuite()).startsWith("TLS_");
    assertThat(security.peer()).isNull();
    for (int size : new int[] {0, 1, 125, 126, 4095, 16_383, 16_384, 16_385, 65_536, 1 << 20}) {
      assertEcho(client, listener, size);
    }
    assertEcho(client, listener, LARGEST_MESSAGE);
    client.sendClose(1000, "").join();
    assertThat(listener.closed.get(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(1000);
    assertThat(next(handler.closes).code()).isEqualTo(1000);
    assertThat(count(TlsCounter.HANDSHAKES)).isOne();
  }

  private static void assertEcho(WebSocket client, Listener listener, int size) throws Exception {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    client.sendBinary(ByteBuffer.wrap(bytes), true).join();
    assertThat(next(listener.messages).equals(ByteBuffer.wrap(bytes)))
        .as("%d bytes", size)
        .isTrue();
  }

  @Test
  void aPeerThatDoesNotReadFillsItsQueueAndIsToldWhenItDrains() throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket client = open(SERVER.trusted());
    WsSession session = next(handler.sessions);
    ByteBuffer message = ByteBuffer.allocate(60_000);
    SendOutcome outcome;
    int accepted = 0;
    do {
      outcome = session.sendBinary(message);
      accepted += outcome.isAccepted() ? 1 : 0;
    } while (outcome.isAccepted());
    assertThat(outcome).isEqualTo(SendOutcome.FULL);
    // The records in flight are bounded, however much waits.
    assertThat(transport.clients().find(session.id()).orElseThrow().connection().queuedBytes())
        .isGreaterThanOrEqualTo(4 << 20);
    InputStream in = client.getInputStream();
    for (int i = 0; i < accepted; i++) {
      assertThat(in.readNBytes(4 + message.capacity()))
          .as("message %d", i)
          .hasSize(4 + message.capacity());
    }
    await("the queue is empty", () -> session.queuedBytes() == 0);
  }

  @Test
  void anIdleConnectionOwnsNoBuffer() throws Exception {
    start(TlsOptions.DEFAULTS);
    long before = transport.figures().buffers().used();
    for (int i = 0; i < 10; i++) {
      assertEcho(open(SERVER.trusted()), "hello");
    }
    await("nothing is held", () -> transport.figures().buffers().used() <= before);
  }

  @Test
  void recordsMayComeByteByByte() throws Exception {
    start(TlsOptions.DEFAULTS);
    Socket tcp = plain();
    // What the client's TLS writes goes out in single bytes.
    Socket dripping =
        new Socket() {
          @Override
          public OutputStream getOutputStream() throws IOException {
            OutputStream out = tcp.getOutputStream();
            return new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                out.write(b);
                out.flush();
              }
            };
          }

          @Override
          public InputStream getInputStream() throws IOException {
            return tcp.getInputStream();
          }

          @Override
          public boolean isConnected() {
            return true;
          }
        };
    tcp.setTcpNoDelay(true);
    SSLSocket client =
        (SSLSocket)
            SERVER
                .trusted()
                .getSocketFactory()
                .createSocket(dripping, "localhost", transport.address().getPort(), false);
    client.getOutputStream().write(HANDSHAKE.getBytes(ISO_8859_1));
    assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 101 ");
    assertEcho(client, "drop by drop");
  }

  @Test
  void anApplicationProtocolIsChosen() throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket client = connect(SERVER.trusted());
    SSLParameters parameters = client.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    client.setSSLParameters(parameters);
    client.startHandshake();
    assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");

    SSLSocket other = connect(SERVER.trusted());
    parameters.setApplicationProtocols(new String[] {"h2"});
    other.setSSLParameters(parameters);
    assertThatIOException().isThrownBy(other::startHandshake);
    await("it is counted", () -> sent(TlsAlert.NO_APPLICATION_PROTOCOL) == 1);
  }

  // ── without buffers ───────────────────────────────────────────────────────────────────────────

  /** Takes all buffers but some of that size. */
  private List<SharedBuffer> takeAllBuffersBut(int count, int capacityBytes) {
    List<SharedBuffer> taken = new ArrayList<>();
    List<SharedBuffer> spare = new ArrayList<>();
    SharedBuffer buffer = transport.buffers().tryAcquire(capacityBytes);
    while (buffer != null) {
      (spare.size() < count ? spare : taken).add(buffer);
      buffer = transport.buffers().tryAcquire(capacityBytes);
    }
    // Each size has some that it lends to no other.
    for (int bytes : new int[] {64 << 10, 32 << 10, 16 << 10, 8 << 10, 4 << 10}) {
      buffer = transport.buffers().tryAcquire(bytes);
      while (buffer != null) {
        taken.add(buffer);
        buffer = transport.buffers().tryAcquire(bytes);
      }
    }
    spare.forEach(SharedBuffer::release);
    return taken;
  }

  @Test
  void recordsAreOpenedThoughAllBuffersHoldRecords() throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket client = open(SERVER.trusted());
    next(handler.sessions);
    // The longest record and what follows it takes two buffers; io_uring has some of its own.
    boolean buffersOfItsOwn = provider().name().equals("uring");
    List<SharedBuffer> taken = takeAllBuffersBut(buffersOfItsOwn ? 0 : 2, 16 << 10);
    int bytes = 200_000;
    byte[] head = {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, 0, 3, 0x0D, 0x40, 0, 0, 0, 0};
    client.getOutputStream().write(head);
    client.getOutputStream().write(new byte[bytes]);
    await("all of it has come", () -> handler.binaryBytes.get() == bytes);
    assertThat(count(TlsCounter.OPENED_IN_PLACE)).isPositive();
    assertThat(count(TlsCounter.STARVED)).isZero();
    taken.forEach(SharedBuffer::release);
    assertEcho(client, "and with buffers");
  }

  @Test
  void whatIsQueuedGoesOutThoughItOccupiesAllBuffers() throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket client = open(SERVER.trusted());
    WsSession session = next(handler.sessions);
    List<SharedBuffer> taken = takeAllBuffersBut(2, 64 << 10);
    ByteBuffer message = ByteBuffer.allocate(100_000);
    assertThat(session.sendBinary(message).isAccepted()).isTrue();
    int frameBytes = 10 + message.capacity();
    assertThat(client.getInputStream().readNBytes(frameBytes)).hasSize(frameBytes);
    taken.forEach(SharedBuffer::release);
    assertEcho(client, "and with buffers");
  }

  // ── endings ───────────────────────────────────────────────────────────────────────────────────

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aPeerThatSaysGoodbyeEndsInOrder(String version) throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket client = open(SERVER.trusted(), version);
    assertEcho(client, "last");
    client.close();
    assertThat(next(handler.closes).code()).isEqualTo(1006);
    await("it is gone", () -> transport.clients().count() == 0);
    assertThat(transport.figures().count(CloseCause.CLOSED_BY_PEER)).isOne();
    assertThat(count(TlsCounter.TRUNCATED)).isZero();
  }

  @Test
  void aPeerThatFinishesStillGetsWhatIsQueued() throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket client = open(SERVER.trusted(), "TLSv1.3");
    WsSession session = next(handler.sessions);
    byte[] large = new byte[3 << 20];
    assertThat(session.sendBinary(ByteBuffer.wrap(large)).isAccepted()).isTrue();
    client.shutdownOutput();
    InputStream in = client.getInputStream();
    // 48 frames of a 64 KiB slot each, and what is left over.
    long bytes = in.readAllBytes().length;
    assertThat(bytes).isGreaterThan(large.length);
    await("it is gone", () -> transport.clients().count() == 0);
    assertThat(transport.figures().count(CloseCause.CLOSED_BY_PEER)).isOne();
  }

  @Test
  void ourGoodbyeFollowsTheCloseFrame() throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket client = open(SERVER.trusted());
    next(handler.sessions).close(new WsClose(1001, ""));
    // Java's socket answers an end without close_notify with an exception.
    assertThat(client.getInputStream().readAllBytes()).containsExactly(0x88, 2, 0x03, 0xE9);
  }

  @Test
  void anEndWithoutGoodbyeIsATruncation() throws Exception {
    start(TlsOptions.DEFAULTS);
    Socket tcp = plain();
    SSLSocket client =
        (SSLSocket)
            SERVER
                .trusted()
                .getSocketFactory()
                .createSocket(tcp, "localhost", transport.address().getPort(), false);
    client.getOutputStream().write(HANDSHAKE.getBytes(ISO_8859_1));
    assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 101 ");
    tcp.shutdownOutput();
    assertThat(next(handler.closes).code()).isEqualTo(1006);
    await("it is gone", () -> transport.clients().count() == 0);
    assertThat(count(TlsCounter.TRUNCATED)).isOne();
    assertThat(transport.figures().count(CloseCause.SECURITY_FAILED)).isOne();
  }

  @Test
  void aProbeThatConnectsAndLeavesIsNoFailure() throws Exception {
    start(TlsOptions.DEFAULTS);
    plain().close();
    await("it is gone", () -> transport.figures().count(CloseCause.CLOSED_BY_PEER) == 1);
    assertThat(transport.figures().tls().orElseThrow().failures().values()).containsOnly(0L);
  }

  // ── bad peers ─────────────────────────────────────────────────────────────────────────────────

  @Test
  void plainHttpIsToldToUseTls() throws Exception {
    start(TlsOptions.DEFAULTS);
    Socket client = plain();
    client.getOutputStream().write(HANDSHAKE.getBytes(ISO_8859_1));
    String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
    assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith("https://\n");
    int body = answer.length() - answer.indexOf("\r\n\r\n") - 4;
    assertThat(answer).contains("Content-Length: " + body + "\r\n");
    assertThat(count(TlsFailure.PLAIN_HTTP)).isOne();
  }

  @Test
  void garbageEndsTheConnection() throws Exception {
    start(TlsOptions.DEFAULTS);
    byte[][] all = {
      {0}, {0x16, 0x02}, {0x16, 3, 1, 0x7F, 0x7F}, "\u0080\u0080garbage".getBytes(ISO_8859_1)
    };
    TlsAlert[] alerts = {
      TlsAlert.UNEXPECTED_MESSAGE,
      TlsAlert.UNEXPECTED_MESSAGE,
      TlsAlert.RECORD_OVERFLOW,
      TlsAlert.UNEXPECTED_MESSAGE
    };
    int next = 0;
    for (byte[] garbage : all) {
      Socket client = plain();
      client.getOutputStream().write(garbage);
      assertThat(client.getInputStream().readNBytes(7)).isEqualTo(alerts[next++].fatalRecord());
      assertThat(isEnded(client)).isTrue();
    }
    await("all are gone", () -> transport.clients().count() == 0);
    assertThat(count(TlsFailure.NOT_TLS)).isEqualTo(all.length);
    // A record that is one, of a handshake that is none.
    Socket client = plain();
    client.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 4, 0x55, 0, 0, 0});
    assertThat(isEnded(client)).isTrue();
    await("all are gone", () -> transport.clients().count() == 0);
    assertThat(count(TlsFailure.ALERT_SENT)).isOne();
  }

  private static boolean isEnded(Socket client) {
    try {
      client.getInputStream().readAllBytes();
      return true;
    } catch (IOException e) {
      return e.getMessage().contains("reset");
    }
  }

  @Test
  void aBrokenRecordIsNamed() throws Exception {
    start(TlsOptions.DEFAULTS);
    Socket tcp = plain();
    SSLSocket client =
        (SSLSocket)
            SERVER
                .trusted()
                .getSocketFactory()
                .createSocket(tcp, "localhost", transport.address().getPort(), false);
    client.setEnabledProtocols(new String[] {"TLSv1.3"});
    client.getOutputStream().write(HANDSHAKE.getBytes(ISO_8859_1));
    assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 101 ");
    byte[] record = new byte[5 + 100];
    record[0] = 0x17;
    record[1] = 3;
    record[2] = 3;
    record[4] = 100;
    tcp.getOutputStream().write(record);
    assertThat(next(handler.closes).code()).isEqualTo(1006);
    await("it is gone", () -> transport.clients().count() == 0);
    assertThat(sent(TlsAlert.BAD_RECORD_MAC)).isOne();
    assertThat(transport.figures().count(CloseCause.SECURITY_FAILED)).isOne();
  }

  @Test
  void aClientThatDoesNotTrustUsIsNamed() throws Exception {
    start(TlsOptions.DEFAULTS);
    assertThatIOException().isThrownBy(() -> connect(CLIENT.trusted()).startHandshake());
    await("it is counted", () -> count(TlsFailure.ALERT_RECEIVED) == 1);
    assertThat(received(TlsAlert.CERTIFICATE_UNKNOWN)).isOne();
  }

  @Test
  void renegotiationIsRefused() throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket client = open(SERVER.trusted(), "TLSv1.2");
    assertThatThrownBy(
            () -> {
              client.startHandshake();
              client.getInputStream().readAllBytes();
            })
        .as("a goodbye would look as if it were allowed")
        .hasMessageContaining("fatal alert");
    assertThat(next(handler.closes).code()).isEqualTo(1006);
    await("it is gone", () -> transport.clients().count() == 0);
    assertThat(count(TlsCounter.RENEGOTIATIONS_REFUSED)).isOne();
    assertThat(count(TlsFailure.RENEGOTIATION)).isOne();
  }

  @Test
  void withoutChoiceSuitesHaveForwardSecrecyAndAreAuthenticated() {
    assertThat(
            List.of(
                "TLS_AES_256_GCM_SHA384",
                "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"))
        .allMatch(Tls::isStrong);
    assertThat(
            List.of(
                "TLS_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
                "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"))
        .noneMatch(Tls::isStrong);
  }

  @Test
  void anOldVersionIsRefused() throws Exception {
    start(TlsOptions.DEFAULTS.withProtocols("TLSv1.3"));
    assertThatIOException()
        .isThrownBy(() -> connect(SERVER.trusted(), "TLSv1.2").startHandshake())
        .isInstanceOf(SSLException.class);
    await("it is counted", () -> sent(TlsAlert.PROTOCOL_VERSION) == 1);
  }

  // ── certificates ──────────────────────────────────────────────────────────────────────────────

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aNeededCertificateIsNeeded(String version) throws Exception {
    start(TlsOptions.DEFAULTS.withClientAuth(ClientAuth.NEED));
    SSLSocket known = open(CLIENT.trusting(SERVER), version);
    assertThat(security().peer()).isEqualTo("CN=client");
    assertEcho(known, "it is me");
    assertThatIOException().isThrownBy(() -> open(SERVER.trusted(), version));
    assertThatIOException().isThrownBy(() -> open(FORGED.trusting(SERVER), version));
    await("both are counted", () -> count(TlsFailure.ALERT_SENT) == 2);
    assertThat(count(TlsCounter.HANDSHAKES)).isOne();
  }

  @Test
  void aWantedCertificateMayBeMissing() throws Exception {
    start(TlsOptions.DEFAULTS.withClientAuth(ClientAuth.WANT));
    open(SERVER.trusted());
    assertThat(security().peer()).isNull();
    open(CLIENT.trusting(SERVER));
    assertThat(security().peer()).isEqualTo("CN=client");
    assertThatIOException().isThrownBy(() -> open(FORGED.trusting(SERVER)));
    await("it is counted", () -> count(TlsFailure.ALERT_SENT) == 1);
  }

  private SecuritySession security() throws InterruptedException {
    return transport
        .clients()
        .find(next(handler.sessions).id())
        .orElseThrow()
        .connection()
        .security();
  }

  @Test
  void aRenewedCertificateIsShownToNewConnectionsAndOldOnesStay() throws Exception {
    start(TlsOptions.DEFAULTS);
    SSLSocket before = open(SERVER.trusted());
    transport.reloadTls(RENEWED.trusting());
    SSLSocket after = open(RENEWED.trusted());
    assertThat(shown(before)).isEqualTo(SERVER.certificate());
    assertThat(shown(after)).isEqualTo(RENEWED.certificate());
    assertThatIOException().isThrownBy(() -> open(SERVER.trusted()));
    assertEcho(before, "old");
    assertEcho(after, "new");
    assertThat(count(TlsCounter.RELOADS)).isOne();
  }

  private static X509Certificate shown(SSLSocket socket) throws IOException {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  // ── load ──────────────────────────────────────────────────────────────────────────────────────

  @Test
  void aFloodOfHandshakesIsBoundedAndRunningSessionsGoOn() throws Exception {
    start(new TlsOptions(ClientAuth.NONE, List.of("TLSv1.3"), List.of(), 1, 4));
    SSLSocket running = open(SERVER.trusted());
    byte[] hello = clientHello();
    // Clients that say hello and nothing more: each costs us a signature and them nothing.
    for (int i = 0; i < 200; i++) {
      Socket client = plain();
      client.getOutputStream().write(hello);
      if (i % 20 == 0) {
        assertEcho(running, "still here " + i);
      }
    }
    await("some had to wait too long", () -> count(TlsCounter.HANDSHAKES_REFUSED) > 0);
    assertEcho(running, "and after it");
    assertThat(count(TlsFailure.OVERLOADED)).isEqualTo(count(TlsCounter.HANDSHAKES_REFUSED));
    for (Socket socket : sockets) {
      if (socket != running) {
        socket.close();
      }
    }
  }

  /** What a client says first, as it would be on the wire. */
  private static byte[] clientHello() throws Exception {
    SSLEngine engine = SERVER.trusted().createSSLEngine();
    engine.setUseClientMode(true);
    engine.beginHandshake();
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.position()];
    hello.flip().get(bytes);
    return bytes;
  }

  // ── our own clients ───────────────────────────────────────────────────────────────────────────

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void ourOwnClientSpeaksTlsToo(String version) throws Exception {
    start(TlsOptions.DEFAULTS.withClientAuth(ClientAuth.NEED).withProtocols(version));
    Echo client = new Echo();
    CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
    URI address = URI.create("wss://localhost:" + transport.address().getPort() + "/echo");
    transport.connectWebSocket(
        WebSocketRequest.to(address).withTrust(CLIENT.trusting(SERVER)), client, opening::complete);
    assertThat(opening.get(Patience.SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(WebSocketOpening.Opened.class);
    WsSession session = next(client.sessions);
    assertThat(session.security()).isNotNull();
    session.close(new WsClose(1000, ""));
    assertThat(next(client.closes).code()).isEqualTo(1000);
  }

  @Test
  void ourOwnClientTrustsNobodyElse() throws Exception {
    start(TlsOptions.DEFAULTS);
    CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
    URI address = URI.create("wss://localhost:" + transport.address().getPort() + "/echo");
    transport.connectWebSocket(
        WebSocketRequest.to(address).withTrust(RENEWED.trusted()), new Echo(), opening::complete);
    assertThat(opening.get(Patience.SECONDS, TimeUnit.SECONDS))
        .isNotInstanceOf(WebSocketOpening.Opened.class);
    assertThat(sent(TlsAlert.CERTIFICATE_UNKNOWN)).isOne();
  }
}
