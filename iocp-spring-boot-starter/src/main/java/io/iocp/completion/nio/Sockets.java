package io.iocp.completion.nio;

import io.iocp.completion.CloseMode;
import io.iocp.completion.DatagramOptions;
import io.iocp.completion.KeepAlive;
import io.iocp.completion.Membership;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.jna.SocketDescriptors;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Options of sockets, and their end. */
final class Sockets {

  private static final boolean WINDOWS = System.getProperty("os.name", "").startsWith("Windows");

  private Sockets() {}

  static void prepare(SocketChannel socket, SocketOptions options) throws IOException {
    socket.configureBlocking(false);
    if (options.sendBufferBytes() > 0) {
      socket.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBufferBytes());
    }
    if (options.receiveBufferBytes() > 0) {
      socket.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
    }
    if (options.noDelay()) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    keepAlive(socket, options.keepAlive());
    limitUnsent(socket, options);
  }

  /** A send buffer of that size, where nothing else limits what the kernel takes. */
  private static void limitUnsent(SocketChannel socket, SocketOptions options) throws IOException {
    int limit = options.unsentLimitBytes();
    if (limit > 0
        && !SocketDescriptors.limitUnsent(socket, limit)
        && options.sendBufferBytes() == 0
        && !WINDOWS) {
      socket.setOption(StandardSocketOptions.SO_SNDBUF, limit);
    }
  }

  /** Java knows the times only where the operating system lets a socket have its own. */
  private static void keepAlive(SocketChannel socket, KeepAlive keepAlive) throws IOException {
    if (!keepAlive.isOn()) {
      return;
    }
    if (socket.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
      socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, keepAlive.idleSeconds());
      socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, keepAlive.intervalSeconds());
      socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, keepAlive.probes());
    }
    socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
  }

  static void prepare(DatagramChannel socket, DatagramOptions options) throws IOException {
    socket.configureBlocking(false);
    if (options.sendBufferBytes() > 0) {
      socket.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBufferBytes());
    }
    if (options.receiveBufferBytes() > 0) {
      socket.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
    }
  }

  /** A datagram socket for that address; one that joins a group has to be of the group's family. */
  static DatagramChannel forDatagrams(InetSocketAddress address) throws IOException {
    InetAddress ip = address.getAddress();
    if (ip == null || !ip.isMulticastAddress()) {
      return DatagramChannel.open();
    }
    return DatagramChannel.open(
        ip instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
  }

  /** Binds, and joins the group if the address is that of one. */
  static void bind(
      DatagramChannel socket, InetSocketAddress address, @Nullable Membership membership)
      throws IOException {
    if (membership == null) {
      socket.bind(address);
      return;
    }
    // Windows binds to no group.
    socket.bind(WINDOWS ? new InetSocketAddress(address.getPort()) : address);
    if (membership.source() == null) {
      socket.join(address.getAddress(), membership.networkInterface());
    } else {
      socket.join(address.getAddress(), membership.networkInterface(), membership.source());
    }
  }

  /** Closes; whatever the system says about it, the descriptor is gone afterwards. */
  public static void close(SocketChannel socket, CloseMode mode) {
    try (socket) {
      if (mode == CloseMode.ABORTIVE) {
        socket.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      NioErrors.statusOf("close", e);
    }
  }
}
