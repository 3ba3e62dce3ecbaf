package io.iocp.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.IocpTransportOptions.TlsSettings;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessOptions;
import io.iocp.access.AddressRange;
import io.iocp.access.TrustedProxies;
import io.iocp.buffer.BufferPoolOptions;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.connection.ConnectOutcome;
import io.iocp.file.FileExchange;
import io.iocp.file.FileExchangeOptions;
import io.iocp.file.FileStart;
import io.iocp.file.FileTransferListener;
import io.iocp.file.FileTransferSnapshot;
import io.iocp.file.FileTransferState;
import io.iocp.packet.PacketConfigurer;
import io.iocp.packet.PacketOptions;
import io.iocp.packet.PacketSession;
import io.iocp.packet.WholePacketHandler;
import io.iocp.testsupport.Capability;
import io.iocp.testsupport.Patience;
import io.iocp.testsupport.TestCertificate;
import io.iocp.websocket.WebSocketOpening;
import io.iocp.websocket.WebSocketRequest;
import io.iocp.websocket.protocol.FrameLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What else goes through TLS, end to end: packets, files, and clients behind a proxy. */
@Timeout(120)
abstract class TlsProtocolsContract {

  private static final TestCertificate SERVER = TestCertificate.of("server");
  private static final int ECHO = 1;
  private static final int LARGEST_BYTES = 4 << 20;
  // PROXY protocol, version 2, TCP over IPv4: 203.0.113.9:4660 to 10.0.0.1:9000.
  private static final byte[] PROXY_HEADER =
      HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000ccb0071090a00000112342328");

  private static final String HANDSHAKE =
      """
      GET /files HTTP/1.1\r
      Host: localhost\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  @TempDir private Path here;
  @TempDir private Path there;
  private IocpTransport transport;
  private FileExchange server;
  private FileExchange client;

  abstract PortProvider provider();

  @BeforeEach
  void requireEngine() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
  }

  private void start(TrustedProxies proxies, List<PacketConfigurer> packets) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = new FileExchange(FileExchangeOptions.readAndWrite(here), () -> transport.jobs());
    client = new FileExchange(FileExchangeOptions.readAndWrite(there), () -> transport.jobs());
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(anyPort)
                .packet(new PacketOptions(anyPort, 0))
                .engine(provider().name())
                .workers(2)
                .buffers(BufferPoolOptions.DEFAULTS.withMaximumBytes(64 << 20))
                .receiveBuffersPerWorker(16)
                .access(new AccessOptions(0, 0, 1, AccessLists.OPEN, proxies))
                .tls(new TlsSettings(SERVER.trusting(), TlsOptions.DEFAULTS))
                .build(),
            List.of(
                registry ->
                    registry
                        .addHandler(server.webSocketHandler(), "/files")
                        .setLimits(LARGEST_BYTES, LARGEST_BYTES)),
            packets);
  }

  @AfterEach
  void nothingIsLeft() {
    if (transport != null) {
      assertThat(transport.stop(Patience.LIMIT)).as("stopped in order").isTrue();
      assertThat(transport.figures().port().pendingTotal()).isZero();
      assertThat(transport.figures().buffers().used()).as("buffers in use").isZero();
    }
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("something comes").isNotNull();
    return next;
  }

  private TlsPeer peer() {
    InetSocketAddress address = transport.packetAddress().orElseThrow();
    return new TlsPeer(SERVER.trusted(), "localhost", address.getPort());
  }

  private void connectPackets(PacketConfigurer handlers) {
    CompletableFuture<ConnectOutcome> outcome = new CompletableFuture<>();
    transport.connectPacket(
        transport.packetAddress().orElseThrow(),
        peer(),
        Patience.LIMIT,
        handlers,
        outcome::complete);
    assertThat(outcome.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join())
        .isEqualTo(ConnectOutcome.CONNECTED);
  }

  /** Remembers sessions and packets, and sends these back if it is the server's. */
  private static final class Packets extends WholePacketHandler {

    final BlockingQueue<PacketSession> sessions = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    private final boolean echo;

    Packets(boolean echo) {
      this.echo = echo;
    }

    @Override
    public void onOpen(PacketSession session) {
      sessions.add(session);
    }

    @Override
    protected void onPacket(PacketSession session, int type, ByteBuffer packet) {
      if (echo) {
        session.send(type, packet);
      } else {
        byte[] copy = new byte[packet.remaining()];
        packet.get(copy);
        packets.add(copy);
      }
    }
  }

  @Test
  void packetsOfAllSizesComeBack() throws Exception {
    start(
        TrustedProxies.NONE,
        List.of(
            registry ->
                registry.addHandler(new Packets(true), ECHO).setMaximumBytes(LARGEST_BYTES)));
    Packets packets = new Packets(false);
    connectPackets(registry -> registry.addHandler(packets, ECHO).setMaximumBytes(LARGEST_BYTES));
    PacketSession session = next(packets.sessions);
    for (int size : new int[] {0, 1, 16_384, 65_536, LARGEST_BYTES}) {
      byte[] sent = bytes(size);
      assertThat(session.send(ECHO, ByteBuffer.wrap(sent)).isAccepted()).isTrue();
      assertThat(next(packets.packets)).isEqualTo(sent);
    }
    assertThat(transport.clients().page(0, 10))
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.connection().security()).isNotNull());
  }

  /** The exchange compares hashes before a file gets its name; here the bytes are compared too. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "packet"})
  void filesGoBothWays(String protocol) throws Exception {
    start(
        TrustedProxies.NONE,
        List.of(registry -> server.packets().registerPacketHandlers(registry)));
    BlockingQueue<FileTransferSnapshot> ends = new LinkedBlockingQueue<>();
    client.addListener(
        new FileTransferListener() {
          @Override
          public void ended(FileTransferSnapshot transfer) {
            ends.add(transfer);
          }
        });
    if (protocol.equals("packet")) {
      connectPackets(client.packets());
    } else {
      connectWebSocket();
    }
    byte[] content = bytes((3 << 20) + 1);
    Files.write(there.resolve("up"), content);
    // The outcome of connecting may be known before the exchange has heard of the session.
    Patience.await("the file goes")
        .until(() -> client.send(outbound(), "up") instanceof FileStart.Started);
    assertThat(next(ends).state()).isEqualTo(FileTransferState.COMPLETED);
    assertThat(Files.readAllBytes(here.resolve("up"))).isEqualTo(content);

    Files.write(here.resolve("down"), content);
    assertThat(client.request(outbound(), "down")).isInstanceOf(FileStart.Started.class);
    assertThat(next(ends).state()).isEqualTo(FileTransferState.COMPLETED);
    assertThat(Files.readAllBytes(there.resolve("down"))).isEqualTo(content);
  }

  private void connectWebSocket() {
    CompletableFuture<WebSocketOpening> opening = new CompletableFuture<>();
    URI address = URI.create("wss://localhost:" + transport.address().getPort() + "/files");
    transport.connectWebSocket(
        WebSocketRequest.to(address)
            .withTrust(SERVER.trusted())
            .withLimits(new FrameLimits(LARGEST_BYTES, LARGEST_BYTES)),
        client.webSocketHandler(),
        opening::complete);
    assertThat(opening.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join())
        .isInstanceOf(WebSocketOpening.Opened.class);
  }

  /** Id of the client's session, or a negative number before there is one. */
  private long outbound() {
    return transport.clients().page(0, 10).stream()
        .filter(one -> one.outbound())
        .mapToLong(one -> one.connection().id())
        .findFirst()
        .orElse(-1);
  }

  @Test
  void aProxyNamesTheClientBeforeTlsBegins() throws Exception {
    start(new TrustedProxies(List.of(AddressRange.parse("127.0.0.0/8")), true), List.of());
    try (Socket tcp = new Socket()) {
      tcp.setSoTimeout((int) Patience.LIMIT.toMillis());
      tcp.connect(transport.address());
      tcp.getOutputStream().write(PROXY_HEADER);
      SSLSocket socket =
          (SSLSocket)
              SERVER
                  .trusted()
                  .getSocketFactory()
                  .createSocket(tcp, "localhost", transport.address().getPort(), true);
      socket.getOutputStream().write(HANDSHAKE.getBytes(ISO_8859_1));
      assertThat(new String(socket.getInputStream().readNBytes(12), ISO_8859_1))
          .isEqualTo("HTTP/1.1 101");
      assertThat(transport.clients().page(0, 10))
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.connection().remoteAddress()).hasToString("/203.0.113.9:4660");
                assertThat(one.connection().security()).isNotNull();
              });
    }
  }
}
