package io.iocp.completion.windows.winsock;

import io.iocp.completion.DatagramOptions;
import io.iocp.completion.Membership;
import io.iocp.completion.jna.GroupRequest;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What UDP sockets need besides {@link Sockets}. Any thread. */
public final class DatagramSockets {

  // <mswsock.h>
  private static final int SIO_UDP_CONNRESET = 0x9800000C;
  // <ws2ipdef.h>
  private static final int IPPROTO_IP = 0;
  private static final int IP_ADD_MEMBERSHIP = 12;
  private static final int IP_ADD_SOURCE_MEMBERSHIP = 15;
  private static final int MCAST_JOIN_GROUP = 41;
  private static final int MCAST_JOIN_SOURCE_GROUP = 45;

  private DatagramSockets() {}

  /** A socket that is to be bound. */
  public static long open(int family, DatagramOptions options) throws NativeCallException {
    long socket = Sockets.datagram(family);
    try {
      Sockets.buffers(socket, options.sendBufferBytes(), options.receiveBufferBytes());
      // Else a receive fails because somebody who was sent a datagram does not listen any more.
      Sockets.control(socket, SIO_UDP_CONNRESET, false);
      return socket;
    } catch (NativeCallException e) {
      Sockets.close(socket);
      throw e;
    }
  }

  /**
   * Binds it, and joins the group if there is a membership. The system binds to no group, but to
   * all addresses then.
   *
   * @return the address with the real port
   */
  public static InetSocketAddress bind(
      long socket, int family, InetSocketAddress address, @Nullable Membership membership)
      throws IOException {
    if (membership == null) {
      Sockets.bindExclusively(socket, family, address);
      return Sockets.localAddress(socket);
    }
    byte[] wildcard = new byte[address.getAddress().getAddress().length];
    InetSocketAddress all =
        new InetSocketAddress(InetAddress.getByAddress(wildcard), address.getPort());
    Sockets.bindExclusively(socket, family, all);
    try {
      join(socket, family, address, membership);
    } catch (IOException e) {
      String where = " on " + membership.networkInterface().getName() + ": ";
      throw new IOException("joining " + address + where + e.getMessage(), e);
    }
    int port = Sockets.localAddress(socket).getPort();
    return new InetSocketAddress(address.getAddress(), port);
  }

  private static void join(long socket, int family, InetSocketAddress group, Membership membership)
      throws IOException {
    InetAddress source = membership.source();
    if (family == Sockets.AF_INET6) {
      GroupRequest request = new GroupRequest(Sockets.ADDRESSES, group, membership);
      int option = source == null ? MCAST_JOIN_GROUP : MCAST_JOIN_SOURCE_GROUP;
      Sockets.set(socket, Sockets.IPPROTO_IPV6, option, request.memory(), request.bytes());
      return;
    }
    NativeMemory request = NativeMemory.allocate(IpMembershipLayout.SIZE);
    ByteBuffer bytes = request.bytes();
    bytes.put(IpMembershipLayout.GROUP_OFFSET, group.getAddress().getAddress());
    byte[] local = addressOf(membership.networkInterface()).getAddress();
    if (source == null) {
      bytes.put(IpMembershipLayout.INTERFACE_WITHOUT_SOURCE_OFFSET, local);
      int size = IpMembershipLayout.SIZE_WITHOUT_SOURCE;
      Sockets.set(socket, IPPROTO_IP, IP_ADD_MEMBERSHIP, request, size);
    } else {
      bytes.put(IpMembershipLayout.SOURCE_OFFSET, source.getAddress());
      bytes.put(IpMembershipLayout.INTERFACE_OFFSET, local);
      Sockets.set(socket, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, request, IpMembershipLayout.SIZE);
    }
  }

  private static InetAddress addressOf(NetworkInterface networkInterface) throws IOException {
    return networkInterface
        .inetAddresses()
        .filter(Inet4Address.class::isInstance)
        .findFirst()
        .orElseThrow(() -> new IOException("the interface has no IPv4 address"));
  }
}
