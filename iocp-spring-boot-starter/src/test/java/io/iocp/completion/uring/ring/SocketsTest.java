package io.iocp.completion.uring.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.iocp.completion.SocketOptions;
import io.iocp.completion.jna.SocketAddresses;
import io.iocp.testsupport.Capability;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
@Tag("engine")
class SocketsTest {

  private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
  private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private final ByteBuffer memory = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());

  @BeforeEach
  void onLinux() {
    String os = System.getProperty("os.name");
    Capability.require("linux", os.equals("Linux"), "this is " + os);
  }

  @Test
  void addressesComeBackAsTheyWereWritten() throws Exception {
    for (String ip : new String[] {"127.0.0.1", "255.1.2.200", "::1", "2001:db8::ff:1"}) {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(ip), 65_432);
      int family = Sockets.ADDRESSES.family(address);
      int length = Sockets.ADDRESSES.write(memory, 3, family, address);
      assertThat(length).isEqualTo(ip.contains(":") ? 28 : 16);
      assertThat(Sockets.ADDRESSES.read(memory, 3)).isEqualTo(address);
    }
  }

  @Test
  void portAndAddressAreInNetworkOrder() throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("1.2.3.4"), 0x1F90);
    Sockets.ADDRESSES.write(memory, 0, SocketAddresses.AF_INET, address);
    // port, address
    assertThat(HexFormat.of().formatHex(memory.array(), 2, 8)).isEqualTo("1f9001020304");
  }

  @Test
  void anIpv4AddressOnAnIpv6SocketIsMappedAndComesBackAsIpv4() throws Exception {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 80);
    Sockets.ADDRESSES.write(memory, 0, Sockets.AF_INET6, address);
    // ::ffff:10.0.0.1
    assertThat(HexFormat.of().formatHex(memory.array(), 8, 24))
        .isEqualTo("00000000000000000000ffff0a000001");
    assertThat(Sockets.ADDRESSES.read(memory, 0)).isEqualTo(address);
  }

  @Test
  void theWildcardTakesBothFamilies() throws Exception {
    int fd = Sockets.listen(new InetSocketAddress(0), SocketOptions.DEFAULTS);
    try {
      int port = Sockets.localAddress(fd).getPort();
      SocketChannel.open(at(IPV4_LOOPBACK, port)).close();
      Capability.require("ipv6", hasIpv6Loopback(), "::1 cannot be bound");
      SocketChannel.open(at(IPV6_LOOPBACK, port)).close();
    } finally {
      LibcCalls.close(fd);
    }
  }

  @Test
  void anAddressOfNobodyIsNamedWithItsCode() throws Exception {
    // TEST-NET-1, RFC 5737.
    InetSocketAddress foreign = at(new byte[] {(byte) 192, 0, 2, 1}, 1);
    assertThatThrownBy(() -> Sockets.listen(foreign, SocketOptions.DEFAULTS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("192.0.2.1")
        .hasMessageContaining("99 (EADDRNOTAVAIL)");
  }

  private static InetSocketAddress at(byte[] ip, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByAddress(ip), port);
  }

  private static boolean hasIpv6Loopback() {
    try {
      int fd = Sockets.listen(at(IPV6_LOOPBACK, 0), SocketOptions.DEFAULTS);
      LibcCalls.close(fd);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
