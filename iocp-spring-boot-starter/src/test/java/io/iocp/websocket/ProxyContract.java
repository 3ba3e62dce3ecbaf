package io.iocp.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.iocp.IocpTransport;
import io.iocp.IocpTransportOptions;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessOptions;
import io.iocp.access.AccessRefusal;
import io.iocp.access.AddressRange;
import io.iocp.access.TrustedProxies;
import io.iocp.completion.Availability;
import io.iocp.completion.PortProvider;
import io.iocp.connection.CloseCause;
import io.iocp.testsupport.Capability;
import io.iocp.websocket.protocol.CloseCode;
import io.iocp.websocket.protocol.WsClose;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients behind a proxy, end to end: the tests are the proxy. */
@Timeout(60)
abstract class ProxyContract {

  private static final AddressRange HERE = AddressRange.parse("127.0.0.0/8");
  private static final AddressRange CLIENT = AddressRange.parse("203.0.113.9");

  // Version 2, PROXY, TCP over IPv4: 203.0.113.9:4660 to 10.0.0.1:9000.
  private static final byte[] HEADER =
      HexFormat.of().parseHex("0d0a0d0a000d0a515549540a2111000ccb0071090a00000112342328");
  private static final byte[] LOCAL_HEADER =
      HexFormat.of().parseHex("0d0a0d0a000d0a515549540a20000000");

  private final List<RawClient> clients = new ArrayList<>();
  private IocpTransport transport;

  abstract PortProvider provider();

  @BeforeEach
  void requireEngine() {
    Availability availability = provider().availability();
    Capability.require(provider().name(), availability.available(), availability.reason());
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
    if (transport != null) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> transport.clients().count() == 0);
      assertThat(transport.clients().access().snapshot().trackedAddresses()).isZero();
      assertThat(transport.stop(Duration.ofSeconds(20))).isTrue();
      assertThat(transport.figures().buffers().used()).isZero();
    }
  }

  private void start(TrustedProxies proxies, int connectionsPerAddress) throws IOException {
    transport =
        IocpTransport.start(
            IocpTransportOptions.builder()
                .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .engine(provider().name())
                .workers(2)
                .access(new AccessOptions(connectionsPerAddress, 0, 1, AccessLists.OPEN, proxies))
                .build(),
            List.of(
                registry -> registry.addHandler((session, type, piece, last) -> {}, "/silent")));
  }

  private RawClient connect() throws IOException {
    RawClient client = new RawClient(transport.address());
    clients.add(client);
    return client;
  }

  private String addressOfTheOnlyClient() {
    assertThat(transport.clients().page(0, 10)).hasSize(1);
    return transport.clients().page(0, 10).get(0).connection().remoteAddress().toString();
  }

  @Test
  void aTrustedProxyNamesTheClient() throws IOException {
    start(new TrustedProxies(List.of(HERE), false), 0);
    assertThat(connect().open("/silent", "X-Forwarded-For: 6.6.6.6, 203.0.113.9"))
        .startsWith("HTTP/1.1 101");
    assertThat(addressOfTheOnlyClient()).isEqualTo("/203.0.113.9:0");
  }

  @Test
  void nobodyElseDoes() throws IOException {
    start(new TrustedProxies(List.of(CLIENT), false), 0);
    assertThat(connect().open("/silent", "X-Forwarded-For: 203.0.113.9"))
        .startsWith("HTTP/1.1 101");
    assertThat(addressOfTheOnlyClient()).startsWith("/127.0.0.1:");
  }

  @Test
  void thePolicyIsAppliedToTheClientAndNotToItsProxy() throws IOException {
    start(new TrustedProxies(List.of(HERE), false), 1);
    transport.clients().access().ban(CLIENT, "test", null);
    transport.clients().access().ban(HERE, "a mistake", null);
    assertThat(connect().open("/silent", "X-Forwarded-For: 203.0.113.9"))
        .startsWith("HTTP/1.1 403");
    assertThat(connect().open("/silent", "X-Forwarded-For: 203.0.113.1"))
        .startsWith("HTTP/1.1 101");
    assertThat(connect().open("/silent", "X-Forwarded-For: 203.0.113.2"))
        .startsWith("HTTP/1.1 101");
    assertThat(connect().open("/silent", "X-Forwarded-For: 203.0.113.2"))
        .startsWith("HTTP/1.1 429");
    assertThat(transport.clients().access().count(AccessRefusal.BANNED)).isEqualTo(1);
    assertThat(transport.clients().access().count(AccessRefusal.ADDRESS_CONNECTIONS)).isEqualTo(1);
  }

  @Test
  void aBanEndsTheSessionOfTheClientThatItsProxyNamed() throws IOException {
    start(new TrustedProxies(List.of(HERE), false), 0);
    RawClient client = connect();
    client.open("/silent", "X-Forwarded-For: 203.0.113.9");
    RawClient other = connect();
    other.open("/silent", "X-Forwarded-For: 203.0.113.10");
    WsClose banned = new WsClose(CloseCode.POLICY_VIOLATION, "banned");
    transport.clients().access().ban(CLIENT, "test", null);
    assertThat(transport.clients().disconnect(CLIENT, banned)).isEqualTo(1);
    assertThat(client.read().closeCode()).isEqualTo(CloseCode.POLICY_VIOLATION);
  }

  @Test
  void aHeaderThatCannotBeReadIsABadRequest() throws IOException {
    start(new TrustedProxies(List.of(HERE), false), 0);
    assertThat(connect().open("/silent", "X-Forwarded-For: somebody")).startsWith("HTTP/1.1 400");
    assertThat(transport.clients().access().count(AccessRefusal.PROXY_HEADER)).isEqualTo(1);
  }

  @Test
  void theProxyProtocolNamesTheClientBeforeItsFirstByte() throws IOException {
    start(new TrustedProxies(List.of(HERE), true), 0);
    RawClient client = connect();
    for (byte one : HEADER) {
      client.write(new byte[] {one});
    }
    assertThat(client.open("/silent", "X-Forwarded-For: 6.6.6.6")).startsWith("HTTP/1.1 101");
    assertThat(addressOfTheOnlyClient()).isEqualTo("/203.0.113.9:4660");
  }

  @Test
  void headerAndHandshakeMayComeInOnePiece() throws IOException {
    start(new TrustedProxies(List.of(HERE), true), 0);
    RawClient client = connect();
    byte[] handshake = RawClient.handshake("/silent").getBytes(US_ASCII);
    byte[] both = Arrays.copyOf(HEADER, HEADER.length + handshake.length);
    System.arraycopy(handshake, 0, both, HEADER.length, handshake.length);
    client.write(both);
    assertThat(client.readHead()).startsWith("HTTP/1.1 101");
    assertThat(addressOfTheOnlyClient()).isEqualTo("/203.0.113.9:4660");
  }

  @Test
  void aProxysOwnConnectionIsItsOwn() throws IOException {
    start(new TrustedProxies(List.of(HERE), true), 0);
    RawClient client = connect();
    client.write(LOCAL_HEADER);
    assertThat(client.open("/silent")).startsWith("HTTP/1.1 101");
    assertThat(addressOfTheOnlyClient()).startsWith("/127.0.0.1:");
  }

  @Test
  void aTrustedProxyWithoutHeaderIsReset() throws IOException {
    start(new TrustedProxies(List.of(HERE), true), 0);
    RawClient client = connect();
    client.write(RawClient.handshake("/silent"));
    assertThatIOException().isThrownBy(client::readHead);
    Awaitility.await().until(() -> transport.figures().count(CloseCause.PROTOCOL_ERROR) == 1);
    assertThat(transport.clients().access().count(AccessRefusal.PROXY_HEADER)).isEqualTo(1);
  }

  @Test
  void aBannedClientIsResetWhenItsProxyNamesIt() throws IOException {
    start(new TrustedProxies(List.of(HERE), true), 0);
    transport.clients().access().ban(CLIENT, "test", null);
    RawClient client = connect();
    client.write(HEADER);
    assertThatIOException().isThrownBy(client::readHead);
    Awaitility.await().until(() -> transport.figures().count(CloseCause.POLICY) == 1);
    assertThat(transport.clients().access().count(AccessRefusal.BANNED)).isEqualTo(1);
  }
}
