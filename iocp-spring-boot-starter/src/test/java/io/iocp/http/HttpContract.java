package io.iocp.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.http.protocol.HttpFields;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.MessageHandler;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP beside WebSocket on one port: the whole transport on a real engine, and raw clients. */
@SuppressWarnings("StringConcatToTextBlock") // Lines of HTTP end with CRLF.
@Timeout(120)
abstract class HttpContract {

  private final Handler handler = new Handler();
  private IocpTransport transport;

  abstract PortProvider provider();

  @BeforeEach
  void requireEngine() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine(provider().name())
                .workers(2)
                .build(),
            List.of(registry -> registry.addHandler(new MessageHandler() {}, "/both/{name}")),
            List.of(),
            List.of(
                registry -> {
                  registry.addHandler(handler, List.of("PUT", "POST"), "/both/{name}");
                  registry.addHandler(handler, List.of("GET", "HEAD"), "/get/*");
                }));
  }

  @AfterEach
  void nothingIsLeft() {
    if (transport == null) {
      return; // The engine cannot run here.
    }
    await("all connections end", () -> transport.clients().count() == 0);
    assertThat(transport.stop(Patience.LIMIT)).as("stopped in order").isTrue();
    assertThat(transport.figures().port().pendingTotal()).isZero();
    assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
  }

  /** Answers with the body; a test replaces what it does. */
  private static final class Handler implements HttpHandler {

    final BlockingQueue<HttpExchange> exchanges = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();
    final AtomicLong received = new AtomicLong();
    Consumer<HttpExchange> onRequest = exchange -> {};

    @Override
    public void onRequest(HttpExchange exchange) {
      exchange.attach(new ByteArrayOutputStream());
      onRequest.accept(exchange);
      exchanges.add(exchange);
    }

    @Override
    public void onBody(HttpExchange exchange, ByteBuffer piece, boolean last) {
      ByteArrayOutputStream body = (ByteArrayOutputStream) exchange.attachment();
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      received.addAndGet(bytes.length);
      body.writeBytes(bytes);
      if (last) {
        exchange.respond(
            200,
            HttpFields.of("Content-Type", "text/plain"),
            ByteBuffer.wrap((exchange.path() + ":" + body.size()).getBytes(UTF_8)));
      }
    }

    @Override
    public void onClosed(HttpExchange exchange, boolean complete) {
      ends.add(complete);
    }

    HttpExchange next() throws InterruptedException {
      HttpExchange exchange = exchanges.poll(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(exchange).as("a request comes").isNotNull();
      return exchange;
    }

    boolean end() throws InterruptedException {
      Boolean complete = ends.poll(Patience.SECONDS, TimeUnit.SECONDS);
      assertThat(complete).as("an exchange ends").isNotNull();
      return complete;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Patience.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(20_000);
    socket.setTcpNoDelay(true);
    socket.connect(transport.address());
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String readAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private static String readHead(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** Sends all, and answers all that comes. */
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      write(socket, request);
      return readAll(socket);
    }
  }

  @Test
  void aCountedBodyIsHandedUpAndAnswered() throws Exception {
    assertThat(exchange("PUT /both/a?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Connection: close\r\n", "Content-Length: 9\r\n")
        .endsWith("\r\n\r\n/both/a:5");
    HttpExchange exchange = handler.next();
    assertThat(exchange.variable("name")).isEqualTo("a");
    assertThat(exchange.query()).isEqualTo("x=1");
    assertThat(exchange.contentLength()).isEqualTo(5);
    assertThat(handler.end()).isTrue();
  }

  @Test
  void aBodyInChunksIsHandedUpWithoutTheirFraming() throws Exception {
    assertThat(
            exchange(
                "POST /both/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n10;x=y\r\n0123456789abcdef\r\n0\r\nT: x\r\n\r\n"))
        .endsWith("/both/a:19");
    assertThat(handler.end()).isTrue();
  }

  @Test
  void requestsMayBeCutAnywhere() throws Exception {
    String request =
        "POST /both/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nabc\r\n0\r\n\r\n";
    for (int cut = 1; cut < request.length(); cut++) {
      try (Socket socket = connect()) {
        write(socket, request.substring(0, cut));
        write(socket, request.substring(cut));
        assertThat(readAll(socket)).as("cut at %s", cut).endsWith("/both/a:3");
      }
    }
  }

  @Test
  void aRequestWithoutBodyHasAnEmptyOne() throws Exception {
    assertThat(exchange("GET /get/x HTTP/1.0\r\nHost: h\r\n\r\n")).endsWith("/get/x:0");
    assertThat(handler.end()).isTrue();
  }

  @Test
  void headIsAnsweredWithoutABody() throws Exception {
    assertThat(exchange("HEAD /nobody HTTP/1.1\r\nHost: h\r\n\r\n"))
        .as("a refusal has no body either")
        .startsWith("HTTP/1.1 4")
        .endsWith("\r\n\r\n");
    assertThat(exchange("HEAD /get/x HTTP/1.1\r\nHost: h\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 8\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void aFoldedLineIsRefused() throws Exception {
    assertThat(exchange("PUT /both/a HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(handler.exchanges).isEmpty();
  }

  @Test
  void bothLengthsAtOnceAreRefused() throws Exception {
    assertThat(
            exchange(
                "PUT /both/a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(handler.exchanges).isEmpty();
  }

  @Test
  void aMalformedChunkIsRefused() throws Exception {
    assertThat(
            exchange(
                "PUT /both/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\nxyz\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("chunk size is not hexadecimal\n");
    assertThat(handler.end()).isFalse();
  }

  @Test
  void anotherMethodIsAnswered405WithThoseThatThereAre() throws Exception {
    assertThat(exchange("DELETE /both/a HTTP/1.1\r\nHost: h\r\n\r\n"))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: PUT, POST\r\n");
  }

  @Test
  void whatHasNoHandlerIsToldOfWebSocket() throws Exception {
    assertThat(exchange("GET /none HTTP/1.1\r\nHost: h\r\n\r\n")).startsWith("HTTP/1.1 426 ");
  }

  @Test
  void anUpgradeAtTheSamePathIsAWebSocket() throws Exception {
    try (Socket socket = connect()) {
      write(
          socket,
          "GET /both/a HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      assertThat(readHead(socket)).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void pagesOfOtherOriginsMayNotSend() throws Exception {
    assertThat(
            exchange(
                "POST /both/a HTTP/1.1\r\nHost: h\r\nOrigin: http://evil.example\r\n"
                    + "Content-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 403 ");
  }

  @Test
  void aClientThatWaitsForItIsToldToGoOn() throws Exception {
    handler.onRequest = HttpExchange::proceed;
    try (Socket socket = connect()) {
      write(
          socket,
          "PUT /both/a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(readHead(socket)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      write(socket, "ab");
      assertThat(readAll(socket)).endsWith("/both/a:2");
    }
  }

  @Test
  void aRequestIsRefusedBeforeItsBody() throws Exception {
    handler.onRequest = exchange -> exchange.answer(409, "somebody is there");
    try (Socket socket = connect()) {
      write(socket, "PUT /both/a HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n");
      handler.next();
      socket.getOutputStream().write(new byte[100_000]);
      assertThat(readAll(socket))
          .startsWith("HTTP/1.1 409 Conflict\r\n")
          .endsWith("somebody is there\n");
    }
    assertThat(handler.end()).isFalse();
    assertThat(handler.received).hasValue(0);
  }

  @Test
  void aBodyThatIsPausedWaitsAndThenComesWhole() throws Exception {
    handler.onRequest = HttpExchange::pause;
    byte[] body = new byte[8 << 20];
    try (Socket socket = connect()) {
      write(
          socket, "PUT /both/a HTTP/1.1\r\nHost: h\r\nContent-Length: " + body.length + "\r\n\r\n");
      HttpExchange exchange = handler.next();
      Thread sender = new Thread(() -> send(socket, body));
      sender.start();
      exchange.execute(() -> assertThat(handler.received.get()).isLessThan(body.length));
      exchange.resume();
      assertThat(readAll(socket)).endsWith("/both/a:" + body.length);
      sender.join();
    }
    assertThat(handler.end()).isTrue();
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBodyThatIsBrokenOffIsNotComplete() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "PUT /both/a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
      handler.next();
      socket.shutdownOutput();
      assertThat(readAll(socket)).startsWith("HTTP/1.1 400 ").endsWith("incomplete body\n");
    }
    assertThat(handler.end()).isFalse();
  }

  @Test
  void aResponseMayGoOnUntilItIsFinished() throws Exception {
    try (Socket socket = connect()) {
      handler.onRequest =
          exchange -> exchange.startResponse(200, HttpFields.of("Content-Type", "video/mp4"));
      handler.exchanges.clear();
      write(socket, "PUT /both/a HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n");
      HttpExchange exchange = handler.next();
      assertThat(readHead(socket))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("Connection: close\r\n")
          .doesNotContain("Content-Length");
      for (int i = 0; i < 3; i++) {
        SharedBuffer buffer = transport.buffers().tryAcquire(1);
        buffer.memory().put("xpiece".getBytes(UTF_8));
        buffer.region(0, buffer.memory().position());
        SharedBuffer part = buffer.after(1);
        exchange.offer(List.of(part), 0, true);
        part.release();
        buffer.release();
        exchange.flush();
      }
      exchange.finish();
      assertThat(readAll(socket)).isEqualTo("piecepiecepiece");
    }
  }

  @Test
  void aHandlerThatFailsIsAnswered500() throws Exception {
    handler.onRequest =
        exchange -> {
          throw new IllegalStateException("thrown by a test");
        };
    assertThat(exchange("GET /get/x HTTP/1.1\r\nHost: h\r\n\r\n"))
        .startsWith("HTTP/1.1 500 ")
        .endsWith("internal error\n");
  }

  @Test
  void aClientIsShownAndDisconnected() throws Exception {
    handler.onRequest = exchange -> exchange.proceed();
    try (Socket socket = connect()) {
      write(socket, "PUT /both/a HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
      HttpExchange exchange = handler.next();
      assertThat(transport.clients().find(exchange.id()).orElseThrow())
          .satisfies(
              client -> {
                assertThat(client.protocol()).isEqualTo("http");
                assertThat(client.path()).isEqualTo("/both/a");
              });
      transport
          .clients()
          .disconnect(exchange.id(), new io.iocp.websocket.protocol.WsClose(1008, "go away"));
      assertThat(readAll(socket)).startsWith("HTTP/1.1 403 ").endsWith("go away\n");
    }
  }
}
