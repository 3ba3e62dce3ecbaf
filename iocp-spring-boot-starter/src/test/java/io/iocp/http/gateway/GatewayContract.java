package io.iocp.http.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.TransportHandlers;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessOptions;
import io.iocp.access.AddressRange;
import io.iocp.access.TrustedProxies;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.connection.ConnectionOptions;
import io.iocp.http.HttpExchange;
import io.iocp.http.HttpHandler;
import io.iocp.http.protocol.HttpFields;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.websocket.MessageHandler;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no handler is for goes to the web server inside: on a real engine, with raw ends. */
@SuppressWarnings("StringConcatToTextBlock") // Lines of HTTP end with CRLF.
@Timeout(120)
abstract class GatewayContract {

  private static final AddressRange HERE = AddressRange.parse("127.0.0.0/8");
  private static final Pattern LENGTH =
      Pattern.compile("content-length: (\\d+)", Pattern.CASE_INSENSITIVE);

  private static final HttpHandler HANDLER =
      new HttpHandler() {
        @Override
        public void onRequest(HttpExchange exchange) {
          exchange.respond(200, HttpFields.EMPTY, ByteBuffer.wrap("ours".getBytes(UTF_8)));
        }
      };

  private InnerServer inner;
  private IocpTransport transport;

  abstract PortProvider provider();

  @BeforeEach
  void begin() throws IOException {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
    inner = new InnerServer();
  }

  private void start() throws IOException {
    start(options -> options);
  }

  private void start(UnaryOperator<IocpTransportOptions.Builder> options) throws IOException {
    InetSocketAddress inside = inner.address();
    transport =
        IocpTransport.open(
            options
                .apply(
                    IocpTransportOptions.builder()
                        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .engine(provider().name())
                        .workers(2))
                .build(),
            new TransportHandlers(
                () ->
                    List.of(
                        registry -> registry.addHandler(new MessageHandler() {}, "/both/{name}")),
                List::of,
                () -> List.of(r -> r.addHandler(HANDLER, List.of("PUT"), "/both/{name}")),
                List::of,
                List::of,
                () -> Optional.of(inside)));
    transport.listen();
  }

  private void startTrusting() throws IOException {
    start(
        options ->
            options.access(
                new AccessOptions(
                    0, 0, 1, AccessLists.OPEN, new TrustedProxies(List.of(HERE), false))));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    if (transport != null) {
      // The transport ends what clients and web server have left open.
      assertThat(transport.stop(Patience.LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().gateway().connections()).isZero();
      assertThat(transport.figures().port().pendingTotal()).isZero();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
    }
    if (inner != null) {
      inner.close();
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Patience.await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(condition::getAsBoolean);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private long failures(GatewayFailure why) {
    return transport.figures().gateway().failures().get(why);
  }

  // ── a client ──────────────────────────────────────────────────────────────────────────────────

  private Client connect() throws IOException {
    return new Client(transport.address());
  }

  private String ask(String request) throws IOException {
    try (Client client = connect()) {
      client.write(request);
      return client.readResponse();
    }
  }

  private static final class Client implements AutoCloseable {

    final Socket socket = new Socket();
    final DataInputStream in;

    Client(InetSocketAddress address) throws IOException {
      socket.setReceiveBufferSize(32 << 10);
      socket.setSoTimeout(60_000);
      socket.setTcpNoDelay(true);
      socket.connect(address);
      in = new DataInputStream(socket.getInputStream());
    }

    void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    String get(String path) throws IOException {
      write("GET " + path + " HTTP/1.1\r\nHost: example.org\r\n\r\n");
      return readResponse();
    }

    String readHead() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.readUnsignedByte());
      }
      return head.toString();
    }

    /** Head and a body with a length. */
    String readResponse() throws IOException {
      String head = readHead();
      Matcher length = LENGTH.matcher(head);
      int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
      return head + new String(in.readNBytes(bytes), ISO_8859_1);
    }

    String readAll() throws IOException {
      return new String(in.readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  // ── what goes through ─────────────────────────────────────────────────────────────────────────

  @Test
  void aRequestWithoutAHandlerIsAnsweredInside() throws Exception {
    start();
    assertThat(ask("GET /a%20page?q=1&r HTTP/1.1\r\nHost: example.org:9000\r\nCookie: a=1\r\n\r\n"))
        .startsWith("HTTP/1.1 200 OK")
        .endsWith("hello");
    InnerServer.Exchange seen = inner.next();
    assertThat(seen.head).startsWith("GET /a%20page?q=1&r HTTP/1.1\r\nHost: example.org:9000\r\n");
    assertThat(seen.header("Cookie")).isEqualTo("a=1");
    assertThat(seen.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
    assertThat(seen.header("X-Forwarded-Proto")).isEqualTo("http");
    assertThat(seen.header("X-Forwarded-Host")).isEqualTo("example.org:9000");
  }

  @Test
  void aPageMayHaveThePathOfAHandlerAndNoOtherMethodMay() throws Exception {
    start();
    assertThat(ask("GET /both/x HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("hello");
    assertThat(ask("PUT /both/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
        .endsWith("ours");
    assertThat(ask("DELETE /both/x HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 405");
    inner.next();
    assertThat(inner.waiting()).isZero();
  }

  @Test
  void bothConnectionsAreKept() throws IOException {
    start();
    try (Client client = connect()) {
      assertThat(client.get("/1")).endsWith("hello");
      assertThat(client.get("/2")).endsWith("hello");
    }
    assertThat(ask("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("hello");
    assertThat(inner.connections).hasValue(1);
    await("idle", () -> transport.figures().gateway().idleConnections() == 1);
  }

  @Test
  void aKeptConnectionMayGoOnAsAnythingElse() throws IOException {
    start();
    try (Client client = connect()) {
      assertThat(client.get("/1")).endsWith("hello");
      client.write(
          "GET /both/x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 101");
    }
    try (Client client = connect()) {
      assertThat(client.get("/1")).endsWith("hello");
      client.write("PUT /both/x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.readAll()).endsWith("ours");
    }
  }

  @Test
  void requestsInARowAreServedOneAfterTheOther() throws Exception {
    start();
    inner.script = exchange -> exchange.answer(exchange.head.substring(4, 6));
    try (Client client = connect()) {
      client.write(
          "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n"
              + "POST /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
              + "GET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.readResponse()).endsWith("/1");
      assertThat(client.readResponse()).endsWith("/2");
    }
  }

  @Test
  void bodiesGoThroughInBothDirections() throws Exception {
    start();
    byte[] random = new byte[3 << 20];
    new Random(7).nextBytes(random);
    inner.script =
        exchange -> {
          byte[] body = exchange.body();
          exchange.write("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
          exchange.write(body);
        };
    for (boolean chunked : new boolean[] {true, false}) {
      try (Client client = connect()) {
        Thread writer =
            new Thread(
                () -> {
                  try {
                    client.write(
                        "POST /p HTTP/1.1\r\nHost: a\r\n"
                            + (chunked
                                ? "Transfer-Encoding: chunked\r\n\r\n"
                                : "Content-Length: " + random.length + "\r\n\r\n"));
                    for (int from = 0; from < random.length; from += 100_000) {
                      int to = Math.min(random.length, from + 100_000);
                      if (chunked) {
                        client.write(Integer.toHexString(to - from) + ";extension=1\r\n");
                      }
                      client.socket.getOutputStream().write(Arrays.copyOfRange(random, from, to));
                      if (chunked) {
                        client.write("\r\n");
                      }
                    }
                    if (chunked) {
                      client.write("0\r\nTrailer-Field: x\r\n\r\n");
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
        writer.start();
        assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        assertThat(client.in.readNBytes(random.length)).isEqualTo(random);
        writer.join();
        assertThat(inner.next().head).doesNotContain("extension");
      }
    }
  }

  @Test
  void aResponseThatIsNotReadDoesNotFillMemory() throws Exception {
    start();
    int bytes = 24 << 20;
    CountDownLatch written = new CountDownLatch(1);
    inner.script =
        exchange -> {
          exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          byte[] piece = new byte[64 << 10];
          for (int i = 0; i < bytes; i += piece.length) {
            exchange.write("10000\r\n");
            exchange.write(piece);
            exchange.write("\r\n");
          }
          exchange.write("0\r\n\r\n");
          written.countDown();
        };
    try (Client client = connect()) {
      client.write("GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.readHead()).contains("Transfer-Encoding: chunked");
      long most = 0;
      long read = 0;
      for (int i = 0; i < 100; i++) {
        most = Math.max(most, transport.figures().sendQueues().queuedBytes());
        read += client.in.readNBytes(32 << 10).length;
      }
      assertThat(written.getCount()).as("the web server waits").isEqualTo(1);
      assertThat(most).isLessThan(1 << 20);
      byte[] buffer = new byte[64 << 10];
      for (int count = 0; count >= 0; count = client.in.read(buffer)) {
        read += count;
      }
      assertThat(read).isGreaterThanOrEqualTo(bytes);
    }
  }

  @Test
  void eventsFlowAtOnce() throws Exception {
    start();
    CountDownLatch read = new CountDownLatch(1);
    inner.script =
        exchange -> {
          exchange.write(
              "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n6\r\ndata:1\r\n");
          await(read);
          exchange.write("6\r\ndata:2\r\n0\r\n\r\n");
        };
    try (Client client = connect()) {
      client.write("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      assertThat(new String(client.in.readNBytes(14), ISO_8859_1)).isEqualTo("0006\r\ndata:1\r\n");
      read.countDown();
      assertThat(new String(client.in.readNBytes(14), ISO_8859_1)).isEqualTo("0006\r\ndata:2\r\n");
      assertThat(new String(client.in.readNBytes(5), ISO_8859_1)).isEqualTo("0\r\n\r\n");
      assertThat(client.get("/next")).as("and the connection goes on").startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void responsesWithoutABodyAreKnown() throws Exception {
    start();
    inner.script =
        exchange ->
            exchange.write(
                exchange.head.startsWith("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                    : exchange.head.startsWith("GET /304")
                        ? "HTTP/1.1 304 \r\nContent-Length: 5\r\nETag: \"a\"\r\n\r\n"
                        : "HTTP/1.1 204 \r\n\r\n");
    try (Client client = connect()) {
      client.write("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).contains("Content-Length: 5");
      client.write("GET /304 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 304").contains("ETag");
      client.write("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 204").doesNotContain("Content-Length");
      client.write("GET /204 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 204");
    }
    assertThat(inner.connections).hasValue(1);
  }

  @Test
  void aClientThatWaitsToContinueHearsTheWebServer() throws Exception {
    start();
    inner.script =
        exchange -> {
          exchange.write("HTTP/1.1 100 Continue\r\n\r\n");
          exchange.answer(new String(exchange.body(), ISO_8859_1));
        };
    try (Client client = connect()) {
      client.write(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 100 Continue");
      client.write("abc");
      assertThat(client.readResponse()).endsWith("abc");
    }
  }

  @Test
  void anAnswerBeforeTheBodyEndsTheConnection() throws Exception {
    start();
    inner.script = exchange -> exchange.answer("no");
    try (Client client = connect()) {
      client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300\r\n\r\nabc");
      assertThat(client.readAll()).contains("Connection: close").endsWith("no");
    }
  }

  @Test
  void anOldClientGetsABodyWithoutChunks() throws Exception {
    start();
    inner.script =
        exchange ->
            exchange.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    try (Client client = connect()) {
      client.write("GET / HTTP/1.0\r\nHost: a\r\n\r\n");
      assertThat(client.readAll()).doesNotContain("Transfer-Encoding").endsWith("\r\n\r\nabc");
    }
  }

  // ── who is believed ───────────────────────────────────────────────────────────────────────────

  private static final String TELLING =
      "GET / HTTP/1.1\r\nHost: inside\r\nX-Forwarded-For: 203.0.113.9\r\n"
          + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: example.org\r\nX-Forwarded-Port: 443\r\n"
          + "X-Forwarded-Prefix: /live\r\nForwarded: for=203.0.113.9\r\nX-Real-IP: 203.0.113.9\r\n"
          + "X_Forwarded_Proto: https\r\n\r\n";

  @Test
  void aStrangerSaysNothingAboutHimself() throws Exception {
    start();
    ask(TELLING);
    assertThat(inner.next().head)
        .contains("X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-Proto: http\r\n", "Host: inside")
        .doesNotContain("203.0.113.9", "https", "example.org", "Prefix", "X-Real-IP");
  }

  @Test
  void aTrustedProxyDoes() throws Exception {
    startTrusting();
    ask(TELLING);
    assertThat(inner.next().head)
        .contains(
            "Host: example.org\r\n",
            "X-Forwarded-For: 203.0.113.9\r\n",
            "X-Forwarded-Proto: https\r\n",
            "X-Forwarded-Port: 443\r\n",
            "X-Forwarded-Prefix: /live\r\n")
        .doesNotContain("X-Real-IP", "X_Forwarded", "\r\nForwarded:");
  }

  @Test
  void aPathThatAProxyHasTakenOffIsPutBackInFrontOfWhereToGo() throws Exception {
    startTrusting();
    inner.script =
        exchange ->
            exchange.write("HTTP/1.1 302 \r\nLocation: /admin/\r\nContent-Length: 0\r\n\r\n");
    assertThat(ask(TELLING)).contains("Location: /live/admin/\r\n");
    assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).contains("Location: /admin/\r\n");
  }

  @Test
  void eachRequestOfAProxysConnectionHasAClientOfItsOwn() throws Exception {
    startTrusting();
    transport.clients().access().ban(AddressRange.parse("203.0.113.7"), "test", null);
    try (Client client = connect()) {
      for (int i = 1; i <= 3; i++) {
        client.write("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113." + i + "\r\n\r\n");
        client.readResponse();
        assertThat(inner.next().header("X-Forwarded-For")).isEqualTo("203.0.113." + i);
      }
      client.write("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n");
      assertThat(client.readResponse()).startsWith("HTTP/1.1 403");
    }
    await("all are gone", () -> transport.clients().access().snapshot().trackedAddresses() == 0);
  }

  @Test
  void fieldsOfAConnectionDoNotGoThrough() throws Exception {
    start();
    inner.script =
        exchange ->
            exchange.write(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: timeout=5\r\nX-Hop: 1\r\n"
                    + "Connection: keep-alive, x-hop\r\n\r\n");
    String response =
        ask(
            "GET / HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Connection: keep-alive, X-Mine, Upgrade, HTTP2-Settings\r\n"
                + "X-Mine: 1\r\n"
                + "Upgrade: h2c\r\n"
                + "HTTP2-Settings: AAMAAABk\r\n"
                + "TE: trailers\r\n"
                + "Proxy-Authorization: Basic x\r\n"
                + "Keep-Alive: 5\r\n\r\n");
    assertThat(inner.next().head)
        .doesNotContain("X-Mine", "Upgrade", "HTTP2", "TE:", "Proxy-", "Keep-Alive", "Connection");
    assertThat(response).doesNotContain("Keep-Alive", "X-Hop", "Connection");
  }

  // ── what does not go through ──────────────────────────────────────────────────────────────────

  private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
        " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "X: y\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "X: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 38\r\n\r\n",
        "Content-Length: 0, 0\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x0\r\n\r\n",
        "Host: b\r\n\r\n",
        "X\0: y\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\nabcde\n0\n\n",
        "Transfer-Encoding: chunked\r\n\r\n 5\r\nabcde\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5 \r\nabcde\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n10000000000000005\r\nabcde\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabcde\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5;\nabc\r\nabcde\r\n0\r\n\r\n"
      })
  void whatCouldBeTwoRequestsIsNone(String ambiguous) throws Exception {
    start();
    inner.script = exchange -> exchange.body();
    try (Client client = connect()) {
      client.write("POST /seen HTTP/1.1\r\nHost: a\r\n" + ambiguous + HIDDEN);
      assertThat(client.readAll())
          .satisfiesAnyOf(
              answer -> assertThat(answer).startsWith("HTTP/1.1 400"),
              answer -> assertThat(answer).startsWith("HTTP/1.1 501"))
          .containsOnlyOnce("HTTP/1.1");
    }
    while (inner.waiting() > 0) {
      assertThat(inner.next().head).startsWith("POST /seen").doesNotContain("/hidden");
    }
  }

  @Test
  void aChunkExtensionHasABound() throws Exception {
    start();
    inner.script = exchange -> exchange.body();
    assertThat(
            ask(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;"
                    + "x".repeat(5000)
                    + "\r\na\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void anOldRequestInChunksIsNone() throws Exception {
    start();
    assertThat(
            ask(
                "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + HIDDEN))
        .startsWith("HTTP/1.1 400");
    assertThat(inner.waiting()).isZero();
  }

  @Test
  void whatTheBodyHidesStaysInTheBody() throws Exception {
    start();
    inner.script = exchange -> exchange.answer(Integer.toString(exchange.body().length));
    String length = Integer.toString(HIDDEN.length());
    try (Client client = connect()) {
      client.write(
          "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n" + HIDDEN);
      assertThat(client.readResponse()).endsWith("\r\n\r\n" + length);
      client.write(
          "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + Integer.toHexString(HIDDEN.length())
              + "\r\n"
              + HIDDEN
              + "\r\n0\r\n\r\n");
      assertThat(client.readResponse()).endsWith("\r\n\r\n" + length);
    }
    assertThat(inner.next().head).startsWith("POST /1");
    assertThat(inner.next().head).startsWith("POST /2");
    assertThat(inner.waiting()).isZero();
  }

  @Test
  void anUpgradeThatIsNotOursIsRefusedInWords() throws Exception {
    start();
    assertThat(
            ask(
                "GET /nowhere HTTP/1.1\r\n"
                    + "Host: a\r\n"
                    + "Upgrade: websocket\r\n"
                    + "Connection: Upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
        .startsWith("HTTP/1.1 404")
        .endsWith("not found\n");
    assertThat(inner.waiting()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT 10.0.0.1:80 HTTP/1.1\r\nHost: 10.0.0.1:80\r\n\r\n",
        "GET gopher://10.0.0.1/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET @10.0.0.1/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /../secret HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"
      })
  void nothingElseCanBeReached(String request) throws Exception {
    start();
    assertThat(ask(request)).startsWith("HTTP/1.1 400");
    assertThat(inner.waiting()).isZero();
  }

  @Test
  void anAbsoluteTargetIsStillForTheWebServer() throws Exception {
    start();
    ask("GET http://10.0.0.1:81/x HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(inner.next().head).startsWith("GET /x HTTP/1.1\r\nHost: 10.0.0.1:81\r\n");
  }

  // ── what fails ────────────────────────────────────────────────────────────────────────────────

  @Test
  void aWebServerThatIsAwayIsSaidToBe() throws Exception {
    start();
    inner.close();
    assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 502 Bad Gateway")
        .contains("cannot be reached");
    assertThat(failures(GatewayFailure.UNREACHABLE)).isEqualTo(1);
  }

  @Test
  void oneThatEndsWithoutAnAnswerIsNoAnswer() throws Exception {
    start();
    inner.script = exchange -> exchange.socket.close();
    assertThat(ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 502");
    assertThat(failures(GatewayFailure.BROKEN_OFF)).isEqualTo(1);
  }

  @Test
  void aKeptConnectionThatWasClosedMeanwhileIsNoFailure() throws Exception {
    start();
    ask("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
    inner.next();
    await("it is kept", () -> transport.figures().gateway().idleConnections() == 1);
    inner.script =
        exchange -> {
          if (inner.connections.get() == 1) {
            exchange.socket.close();
          } else {
            exchange.answer("again");
          }
        };
    assertThat(ask("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("again");
    assertThat(transport.figures().gateway().count(GatewayCounter.REPEATED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\nX: y\n\n"
      })
  void whatIsNoResponseIsNotPassedOn(String response) throws Exception {
    start();
    inner.script = exchange -> exchange.write(response);
    assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 502")
        .contains("not a response");
  }

  @Test
  void halfAResponseDoesNotLookWhole() throws Exception {
    start();
    inner.script =
        exchange -> {
          exchange.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
          exchange.socket.close();
        };
    try (Client client = connect()) {
      client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThatIOException()
          .isThrownBy(
              () -> {
                if (!client.readAll().endsWith("0\r\n\r\n")) {
                  throw new EOFException("without its end");
                }
              });
    }
  }

  @Test
  void whoTakesTooLongToRespondIsGivenUp() throws Exception {
    start(options -> options.gateway(withTimes(Duration.ofMillis(200), Duration.ofSeconds(60))));
    inner.script = exchange -> exchange.body();
    assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        .startsWith("HTTP/1.1 504 Gateway Timeout")
        .contains("did not respond in time");
  }

  @Test
  void aBodyHasATime() throws Exception {
    start(options -> options.gateway(withTimes(Duration.ofSeconds(60), Duration.ofMillis(200))));
    inner.script = exchange -> exchange.body();
    assertThat(ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"))
        .startsWith("HTTP/1.1 408");
    await("the web server is let go", () -> inner.ended.get() == 1);
  }

  @Test
  void aWholeHeadHasATimeAlsoTheSecond() throws Exception {
    start(
        options ->
            options.connections(
                ConnectionOptions.builder().handshakeTimeout(Duration.ofMillis(300)).build()));
    try (Client client = connect()) {
      client.get("/1");
      assertThat(client.in.read()).as("let go in order").isEqualTo(-1);
    }
    try (Client client = connect()) {
      client.get("/1");
      client.write("GET /2 HTTP/1.1\r\nHo");
      assertThatIOException()
          .isThrownBy(
              () -> {
                if (client.in.read() < 0) {
                  throw new EOFException();
                }
              });
    }
  }

  @Test
  void oneRequestTooManyIsToldWhenToComeAgain() throws Exception {
    start(
        options ->
            options.gateway(
                new GatewayOptions(
                    true,
                    1,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60))));
    CountDownLatch go = new CountDownLatch(1);
    inner.script =
        exchange -> {
          await(go);
          exchange.answer("hello");
        };
    try (Client first = connect()) {
      first.write("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
      inner.next();
      assertThat(ask("GET /2 HTTP/1.1\r\nHost: a\r\n\r\n"))
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After: 1");
      go.countDown();
      assertThat(first.readResponse()).endsWith("hello");
    }
    assertThat(ask("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")).endsWith("hello");
    assertThat(failures(GatewayFailure.BUSY)).isEqualTo(1);
  }

  @Test
  void aClientThatGoesTakesItsConnectionAlong() throws Exception {
    start();
    inner.script = exchange -> exchange.body();
    try (Client client = connect()) {
      client.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
      inner.next();
      client.socket.setSoLinger(true, 0);
    }
    await("the web server is let go", () -> inner.ended.get() == 1);
    assertThat(failures(GatewayFailure.CLIENT_GONE)).isEqualTo(1);
  }

  private static GatewayOptions withTimes(Duration response, Duration body) {
    return new GatewayOptions(true, 10, Duration.ofSeconds(5), response, body);
  }
}
