package io.iocp.completion.uring.ring;

import io.iocp.completion.DatagramOptions;
import io.iocp.completion.KeepAlive;
import io.iocp.completion.Membership;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.jna.GroupRequest;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.jna.SockaddrLayout;
import io.iocp.completion.jna.SocketAddresses;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;

/** Socket calls that do not wait, so that they need not go through the ring. Any thread. */
public final class Sockets {

  // <asm-generic/socket.h>, <netinet/in.h>, <netinet/tcp.h>, <bits/socket.h>, <bits/socket_type.h>
  public static final int SOCK_CLOEXEC = 0x80000;
  public static final int MSG_TRUNC = 0x20;
  public static final int MSG_WAITALL = 0x100;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int MSG_MORE = 0x8000;
  static final int AF_INET6 = 10;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_KEEPALIVE = 9;
  private static final int SO_LINGER = 13;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int TCP_KEEPIDLE = 4;
  private static final int TCP_KEEPINTVL = 5;
  private static final int TCP_KEEPCNT = 6;
  private static final int TCP_NOTSENT_LOWAT = 25;
  private static final int IPPROTO_IP = 0;
  static final int MCAST_JOIN_GROUP = 42;
  static final int MCAST_JOIN_SOURCE_GROUP = 46;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;
  private static final int SHUT_WR = 1;
  // <linux/sockios.h>
  private static final long SIOCOUTQNSD = 0x894B;

  private static final int ADDRESS_BYTES = SockaddrLayout.IN6_SIZE;

  // In the arguments of getsockname(2): a socklen_t, then the address.
  private static final int ADDRESS_OFFSET = 8;

  /** What one call takes or answers; the thread keeps it reachable. */
  private static final ThreadLocal<NativeMemory> ARGUMENT =
      ThreadLocal.withInitial(() -> NativeMemory.allocate(ADDRESS_OFFSET + ADDRESS_BYTES));

  /** How addresses look here. */
  public static final SocketAddresses ADDRESSES = new SocketAddresses(AF_INET6);

  private Sockets() {}

  /**
   * A listening socket. The wildcard address takes IPv4 and IPv6 both, where the machine has both.
   *
   * <p>Blocking, as all sockets here: io_uring waits for a blocking socket and answers {@code
   * EAGAIN} for others.
   */
  public static int listen(InetSocketAddress address, SocketOptions options) throws IOException {
    return forAddress(address, family -> listen(family, address, options));
  }

  /**
   * A bound UDP socket; the wildcard address as with {@link #listen}. One that is bound to the
   * address of a group gets what is sent to that group only.
   */
  public static int bindDatagram(InetSocketAddress address, DatagramOptions options)
      throws IOException {
    return forAddress(address, family -> bindDatagram(family, address, options));
  }

  private interface Binder {
    int bind(int family) throws IOException;
  }

  private static int forAddress(InetSocketAddress address, Binder binder) throws IOException {
    if (address.getAddress().isAnyLocalAddress()) {
      try {
        return binder.bind(AF_INET6);
      } catch (NativeCallException e) {
        boolean noIpv6 = LinuxErrors.saysNoFamily(e.code());
        if (!noIpv6 || address.getAddress() instanceof Inet6Address) {
          throw e;
        }
      }
    }
    return binder.bind(ADDRESSES.family(address));
  }

  private static int bindDatagram(int family, InetSocketAddress address, DatagramOptions options)
      throws IOException {
    int fd = socket(family, SOCK_DGRAM);
    try {
      sizeBuffers(fd, options.sendBufferBytes(), options.receiveBufferBytes());
      bindTo(fd, family, address);
      if (options.membership() != null) {
        join(fd, family, address, options.membership());
      }
      return fd;
    } catch (IOException e) {
      LibcCalls.close(fd);
      throw e;
    }
  }

  private static void join(int fd, int family, InetSocketAddress group, Membership membership)
      throws NativeCallException {
    GroupRequest request = new GroupRequest(ADDRESSES, group, membership);
    int level = family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    int option = membership.source() == null ? MCAST_JOIN_GROUP : MCAST_JOIN_SOURCE_GROUP;
    try {
      long address = request.memory().address();
      if (LibcCalls.setsockopt(fd, level, option, address, request.bytes()) != 0) {
        throw LinuxErrors.lastError(
            "joining " + group + " on " + membership.networkInterface().getName());
      }
    } finally {
      Reference.reachabilityFence(request);
    }
  }

  private static int listen(int family, InetSocketAddress address, SocketOptions options)
      throws IOException {
    int fd = stream(family, options);
    try {
      set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
      bindTo(fd, family, address);
      if (LibcCalls.listen(fd, options.backlog()) != 0) {
        throw refused("listen", address);
      }
      return fd;
    } catch (IOException e) {
      LibcCalls.close(fd);
      throw e;
    }
  }

  private static void bindTo(int fd, int family, InetSocketAddress address) throws IOException {
    if (family == AF_INET6) {
      set(fd, IPPROTO_IPV6, IPV6_V6ONLY, address.getAddress().isAnyLocalAddress() ? 0 : 1);
    }
    NativeMemory sockaddr = ARGUMENT.get();
    int length = ADDRESSES.write(sockaddr.bytes(), 0, family, address);
    if (LibcCalls.bind(fd, sockaddr.address(), length) != 0) {
      throw refused("bind", address);
    }
  }

  private static IOException refused(String call, InetSocketAddress address) {
    NativeCallException failure = LinuxErrors.lastError(call + " " + address);
    if (!LinuxErrors.saysInUse(failure.code())) {
      return failure;
    }
    BindException inUse = new BindException("address in use: " + failure.getMessage());
    inUse.initCause(failure);
    return inUse;
  }

  /** A socket to connect to the address with. */
  public static int forConnect(InetSocketAddress remote, SocketOptions options)
      throws NativeCallException {
    return stream(ADDRESSES.family(remote), options);
  }

  /** A listener's accepted sockets inherit all of it. */
  private static int stream(int family, SocketOptions options) throws NativeCallException {
    int fd = socket(family, SOCK_STREAM);
    try {
      sizeBuffers(fd, options.sendBufferBytes(), options.receiveBufferBytes());
      if (options.noDelay()) {
        set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
      }
      keepAlive(fd, options.keepAlive());
      if (options.unsentLimitBytes() > 0) {
        set(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, options.unsentLimitBytes());
      }
      return fd;
    } catch (NativeCallException e) {
      LibcCalls.close(fd);
      throw e;
    }
  }

  private static void keepAlive(int fd, KeepAlive keepAlive) throws NativeCallException {
    if (keepAlive.isOn()) {
      set(fd, IPPROTO_TCP, TCP_KEEPIDLE, keepAlive.idleSeconds());
      set(fd, IPPROTO_TCP, TCP_KEEPINTVL, keepAlive.intervalSeconds());
      set(fd, IPPROTO_TCP, TCP_KEEPCNT, keepAlive.probes());
      set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    }
  }

  private static int socket(int family, int type) throws NativeCallException {
    int fd = LibcCalls.socket(family, type | SOCK_CLOEXEC, 0);
    if (fd < 0) {
      throw LinuxErrors.lastError("socket");
    }
    return fd;
  }

  private static void sizeBuffers(int fd, int sendBufferBytes, int receiveBufferBytes)
      throws NativeCallException {
    if (sendBufferBytes > 0) {
      set(fd, SOL_SOCKET, SO_SNDBUF, sendBufferBytes);
    }
    if (receiveBufferBytes > 0) {
      set(fd, SOL_SOCKET, SO_RCVBUF, receiveBufferBytes);
    }
  }

  private static void set(int fd, int level, int option, int value) throws NativeCallException {
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putInt(0, value);
    if (LibcCalls.setsockopt(fd, level, option, argument.address(), Integer.BYTES) != 0) {
      throw LinuxErrors.lastError("setsockopt(" + level + ", " + option + ")");
    }
  }

  /**
   * Bytes that the kernel has taken and not sent.
   *
   * @return -1 when the socket is none any more
   */
  public static int unsentBytes(int fd) {
    NativeMemory argument = ARGUMENT.get();
    return LibcCalls.ioctl(fd, SIOCOUTQNSD, argument.address()) == 0
        ? argument.bytes().getInt(0)
        : -1;
  }

  /** The kernel takes no more of what it cannot send yet; answers whether it does as it is told. */
  public static boolean limitUnsent(int fd, int bytes) {
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putInt(0, bytes);
    return LibcCalls.setsockopt(
            fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, argument.address(), Integer.BYTES)
        == 0;
  }

  /** Has closing reset the connection. What does not apply to a dead socket is no failure. */
  public static void resetOnClose(int fd) {
    NativeMemory linger = ARGUMENT.get();
    linger.bytes().putInt(LingerLayout.ONOFF_OFFSET, 1).putInt(LingerLayout.LINGER_OFFSET, 0);
    LibcCalls.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger.address(), LingerLayout.SIZE);
  }

  /** Resets the connection and closes the socket. */
  public static void reset(int fd) {
    resetOnClose(fd);
    LibcCalls.close(fd);
  }

  /** Sends FIN; a connection that is broken already needs none. */
  public static void shutdownSending(int fd) {
    LibcCalls.shutdown(fd, SHUT_WR);
  }

  public static InetSocketAddress localAddress(int fd) throws NativeCallException {
    NativeMemory argument = addressArgument();
    if (LibcCalls.getsockname(fd, argument.address() + ADDRESS_OFFSET, argument.address()) != 0) {
      throw LinuxErrors.lastError("getsockname");
    }
    return ADDRESSES.read(argument.bytes(), ADDRESS_OFFSET);
  }

  /**
   * The peer's address.
   *
   * @throws NativeCallException {@code ENOTCONN} when the connection is gone already
   */
  public static InetSocketAddress remoteAddress(int fd) throws NativeCallException {
    NativeMemory argument = addressArgument();
    if (LibcCalls.getpeername(fd, argument.address() + ADDRESS_OFFSET, argument.address()) != 0) {
      throw LinuxErrors.lastError("getpeername");
    }
    return ADDRESSES.read(argument.bytes(), ADDRESS_OFFSET);
  }

  private static NativeMemory addressArgument() {
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putInt(0, ADDRESS_BYTES);
    return argument;
  }
}
