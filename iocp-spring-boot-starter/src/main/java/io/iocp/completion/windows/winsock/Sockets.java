package io.iocp.completion.windows.winsock;

import io.iocp.completion.KeepAlive;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.NativeMemory;
import io.iocp.completion.jna.SockaddrLayout;
import io.iocp.completion.jna.SocketAddresses;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Socket calls that do not wait. Any thread. */
public final class Sockets {

  public static final long INVALID = -1;

  // <winsock2.h>, <ws2def.h>, <ws2ipdef.h>, <mswsock.h>, <mstcpip.h>
  private static final short WINSOCK_2_2 = 0x0202;
  public static final int AF_INET6 = 23;
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int MAXIMUM_BACKLOG = 65_535;
  private static final int WSA_FLAG_OVERLAPPED = 0x01;
  private static final int WSA_FLAG_NO_HANDLE_INHERIT = 0x80;
  private static final int SOL_SOCKET = 0xffff;
  private static final int SO_LINGER = 0x0080;
  private static final int SO_EXCLUSIVEADDRUSE = ~0x0004;
  private static final int SO_SNDBUF = 0x1001;
  private static final int SO_RCVBUF = 0x1002;
  private static final int SO_PROTOCOL_INFOW = 0x2005;
  private static final int SO_UPDATE_ACCEPT_CONTEXT = 0x700B;
  private static final int SO_CONNECT_TIME = 0x700C;
  private static final int SO_UPDATE_CONNECT_CONTEXT = 0x7010;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int IPPROTO_UDP = 17;
  static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 27;
  private static final int SD_SEND = 1;
  private static final int SIO_GET_EXTENSION_FUNCTION_POINTER = 0xC8000006;
  private static final int SIO_KEEPALIVE_VALS = 0x98000004;
  private static final int SIO_BASE_HANDLE = 0x48000022;
  private static final int SIO_BSP_HANDLE_POLL = 0x4800001D;
  private static final int MILLIS_PER_SECOND = 1000;
  private static final int FIONBIO = 0x8004667E;
  private static final byte FILE_SKIP_COMPLETION_PORT_ON_SUCCESS = 1;
  private static final byte FILE_SKIP_SET_EVENT_ON_HANDLE = 2;

  // What one call takes or answers; the thread keeps it reachable.
  private static final int ARGUMENT_BYTES = 1024;
  private static final int LENGTH_OFFSET = ARGUMENT_BYTES - Long.BYTES;
  private static final int RESULT_OFFSET = LENGTH_OFFSET - Long.BYTES;
  private static final ThreadLocal<NativeMemory> ARGUMENT =
      ThreadLocal.withInitial(() -> NativeMemory.allocate(ARGUMENT_BYTES));

  /** How addresses look here. */
  public static final SocketAddresses ADDRESSES = new SocketAddresses(AF_INET6);

  private Sockets() {}

  /**
   * A bound, listening socket.
   *
   * @param family of the socket and those it accepts
   * @param address with the real port
   */
  public record Bound(long socket, int family, InetSocketAddress address) {}

  /** Starts Winsock for this process; once more does no harm. */
  public static void startUp() throws NativeCallException {
    // This one does not leave its code as the last error but answers it.
    int code = Winsock2Calls.WSAStartup(WINSOCK_2_2, ARGUMENT.get().address());
    if (code != 0) {
      throw WindowsErrors.failure("WSAStartup", code);
    }
  }

  /**
   * A listening socket. The wildcard address takes IPv4 and IPv6 both, where the machine has both.
   */
  public static Bound listen(InetSocketAddress address, SocketOptions options) throws IOException {
    return inFamilyOf(address, family -> listen(family, address, options));
  }

  /** What is done with a socket of one address family. */
  @FunctionalInterface
  public interface InFamily<T> {
    T open(int family) throws IOException;
  }

  /** The wildcard address is that of IPv6, which serves IPv4 too, wherever there is IPv6. */
  public static <T> T inFamilyOf(InetSocketAddress address, InFamily<T> opening)
      throws IOException {
    if (address.getAddress().isAnyLocalAddress()) {
      try {
        return opening.open(AF_INET6);
      } catch (NativeCallException e) {
        boolean noIpv6 = WindowsErrors.saysNoFamily(e.code());
        if (!noIpv6 || address.getAddress() instanceof Inet6Address) {
          throw e;
        }
      }
    }
    return opening.open(ADDRESSES.family(address));
  }

  private static Bound listen(int family, InetSocketAddress address, SocketOptions options)
      throws IOException {
    long socket = stream(family, options);
    try {
      bindExclusively(socket, family, address);
      if (Winsock2Calls.listen(socket, backlogHint(options.backlog())) != 0) {
        throw refused("listen", address);
      }
      return new Bound(socket, family, localAddress(socket));
    } catch (IOException e) {
      close(socket);
      throw e;
    }
  }

  /**
   * {@code SOMAXCONN_HINT(backlog)}, {@code <winsock2.h>}: a plain number is cut at 200, a negative
   * one is taken at its word up to 65,535.
   */
  static int backlogHint(int backlog) {
    return -Math.min(backlog, MAXIMUM_BACKLOG);
  }

  static void bindExclusively(long socket, int family, InetSocketAddress address)
      throws IOException {
    // SO_REUSEADDR would let others steal the port here; this is its contrary.
    set(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
    if (family == AF_INET6) {
      set(socket, IPPROTO_IPV6, IPV6_V6ONLY, address.getAddress().isAnyLocalAddress() ? 0 : 1);
    }
    bind(socket, family, address);
  }

  private static void bind(long socket, int family, InetSocketAddress address) throws IOException {
    NativeMemory argument = ARGUMENT.get();
    int length = ADDRESSES.write(argument.bytes(), 0, family, address);
    if (Winsock2Calls.bind(socket, argument.address(), length) != 0) {
      throw refused("bind", address);
    }
  }

  private static IOException refused(String call, InetSocketAddress address) {
    NativeCallException failure = WindowsErrors.lastError(call + " " + address);
    // WSAEACCES: somebody else has it for himself alone.
    if (!WindowsErrors.saysInUse(failure.code())) {
      return failure;
    }
    BindException inUse = new BindException("address in use: " + failure.getMessage());
    inUse.initCause(failure);
    return inUse;
  }

  /** A socket to accept into. */
  public static long forAccept(int family, SocketOptions options) throws NativeCallException {
    return stream(family, options);
  }

  /** A socket to connect with; {@code ConnectEx} wants it bound. */
  public static long forConnect(int family, SocketOptions options) throws NativeCallException {
    long socket = stream(family, options);
    NativeMemory argument = ARGUMENT.get();
    int length = ADDRESSES.size(family);
    for (int i = 0; i < length; i++) {
      argument.bytes().put(i, (byte) 0);
    }
    argument.bytes().putShort(SockaddrLayout.FAMILY_OFFSET, (short) family);
    if (Winsock2Calls.bind(socket, argument.address(), length) != 0) {
      NativeCallException failure = WindowsErrors.lastError("bind");
      close(socket);
      throw failure;
    }
    return socket;
  }

  private static long stream(int family, SocketOptions options) throws NativeCallException {
    long socket = stream(family);
    try {
      buffers(socket, options.sendBufferBytes(), options.receiveBufferBytes());
      if (options.noDelay()) {
        set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
      }
      return socket;
    } catch (NativeCallException e) {
      close(socket);
      throw e;
    }
  }

  /** Sizes of the socket's own buffers; 0 leaves them to the system. */
  static void buffers(long socket, int sendBytes, int receiveBytes) throws NativeCallException {
    if (sendBytes > 0) {
      set(socket, SOL_SOCKET, SO_SNDBUF, sendBytes);
    }
    if (receiveBytes > 0) {
      set(socket, SOL_SOCKET, SO_RCVBUF, receiveBytes);
    }
  }

  public static long stream(int family) throws NativeCallException {
    return open(family, SOCK_STREAM, IPPROTO_TCP);
  }

  static long datagram(int family) throws NativeCallException {
    return open(family, SOCK_DGRAM, IPPROTO_UDP);
  }

  private static long open(int family, int type, int protocol) throws NativeCallException {
    long socket =
        Winsock2Calls.WSASocketW(
            family, type, protocol, 0, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
    if (socket == INVALID) {
      throw WindowsErrors.lastError("WSASocketW");
    }
    return socket;
  }

  private static void set(long socket, int level, int option, int value)
      throws NativeCallException {
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putInt(0, value);
    set(socket, level, option, argument, Integer.BYTES);
  }

  static void set(long socket, int level, int option, NativeMemory value, int bytes)
      throws NativeCallException {
    if (Winsock2Calls.setsockopt(socket, level, option, value.address(), bytes) != 0) {
      throw WindowsErrors.lastError(
          "setsockopt(0x"
              + Integer.toHexString(level)
              + ", 0x"
              + Integer.toHexString(option)
              + ")");
    }
  }

  /** Before anything else is asked of a socket that {@code AcceptEx} has filled. */
  public static void inheritFromListener(long accepted, long listener) throws NativeCallException {
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putLong(0, listener);
    set(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, argument, Long.BYTES);
  }

  /** Before anything else is asked of a socket that {@code ConnectEx} has connected. */
  public static void connectIsComplete(long socket) throws NativeCallException {
    set(socket, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, ARGUMENT.get(), 0);
  }

  /** Seconds since a client connected to a socket that is being accepted into; −1 before. */
  public static int connectedSeconds(long accepting) {
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putInt(0, -1).putInt(LENGTH_OFFSET, Integer.BYTES);
    Winsock2Calls.getsockopt(
        accepting,
        SOL_SOCKET,
        SO_CONNECT_TIME,
        argument.address(),
        argument.address() + LENGTH_OFFSET);
    return argument.bytes().getInt(0);
  }

  /** The local or the remote address in an accept's output. */
  public static InetSocketAddress acceptedAddress(
      NativeMemory areas, int areaOffset, int firstDataBytes, boolean local) {
    NativeMemory argument = ARGUMENT.get();
    long pointers = argument.address();
    MswsockCalls.GetAcceptExSockaddrs(
        areas.address() + areaOffset,
        firstDataBytes,
        AcceptAreaLayout.ADDRESS_SIZE,
        AcceptAreaLayout.ADDRESS_SIZE,
        pointers,
        pointers + Long.BYTES,
        pointers + 2 * Long.BYTES,
        pointers + 3 * Long.BYTES);
    long found = argument.bytes().getLong(local ? 0 : 2 * Long.BYTES);
    return ADDRESSES.read(areas.bytes(), (int) (found - areas.address()));
  }

  /**
   * Whether the system's providers make file handles, see {@link ProtocolInfoLayout}: through
   * others, completions get lost when the port is skipped.
   */
  public static boolean isFileHandle(long socket) {
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putInt(LENGTH_OFFSET, ProtocolInfoLayout.SIZE);
    int result =
        Winsock2Calls.getsockopt(
            socket,
            SOL_SOCKET,
            SO_PROTOCOL_INFOW,
            argument.address(),
            argument.address() + LENGTH_OFFSET);
    int flags = argument.bytes().getInt(ProtocolInfoLayout.SERVICE_FLAGS_1_OFFSET);
    return result == 0 && (flags & ProtocolInfoLayout.XP1_IFS_HANDLES) != 0;
  }

  /**
   * Has operations that succeed at once yield no packet.
   *
   * @return whether that is so now
   */
  public static boolean skipPortOnSuccess(long socket) {
    byte flags = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE;
    return Kernel32Calls.SetFileCompletionNotificationModes(socket, flags) != 0;
  }

  /** Has the system probe a silent connection; it sends ten probes, whatever is asked for. */
  public static void keepAlive(long socket, KeepAlive keepAlive) throws NativeCallException {
    NativeMemory argument = ARGUMENT.get();
    ByteBuffer bytes = argument.bytes();
    bytes.putInt(KeepAliveLayout.ONOFF_OFFSET, 1);
    bytes.putInt(KeepAliveLayout.TIME_OFFSET, keepAlive.idleSeconds() * MILLIS_PER_SECOND);
    bytes.putInt(KeepAliveLayout.INTERVAL_OFFSET, keepAlive.intervalSeconds() * MILLIS_PER_SECOND);
    control(socket, SIO_KEEPALIVE_VALS, KeepAliveLayout.SIZE, 0);
  }

  /** Has calls that are not overlapped answer {@code WSAEWOULDBLOCK} instead of waiting. */
  public static void setNonBlocking(long socket) throws NativeCallException {
    control(socket, FIONBIO, true);
  }

  /** Switches something. */
  static void control(long socket, int code, boolean on) throws NativeCallException {
    ARGUMENT.get().bytes().putInt(0, on ? 1 : 0);
    control(socket, code, Integer.BYTES, 0);
  }

  /**
   * The socket below all layered providers, which the driver knows. Some providers hide it, but not
   * from those who want to poll.
   */
  public static long baseHandle(long socket) throws NativeCallException {
    try {
      control(socket, SIO_BASE_HANDLE, 0, Long.BYTES);
    } catch (NativeCallException e) {
      control(socket, SIO_BSP_HANDLE_POLL, 0, Long.BYTES);
    }
    return ARGUMENT.get().bytes().getLong(RESULT_OFFSET);
  }

  static long extensionFunction(long socket, UUID id) throws NativeCallException {
    NativeMemory argument = ARGUMENT.get();
    GuidLayout.write(argument.bytes(), 0, id);
    control(socket, SIO_GET_EXTENSION_FUNCTION_POINTER, GuidLayout.SIZE, Long.BYTES);
    return argument.bytes().getLong(RESULT_OFFSET);
  }

  private static void control(long socket, int code, int inputBytes, int outputBytes)
      throws NativeCallException {
    long argument = ARGUMENT.get().address();
    int result =
        Winsock2Calls.WSAIoctl(
            socket,
            code,
            argument,
            inputBytes,
            outputBytes == 0 ? 0 : argument + RESULT_OFFSET,
            outputBytes,
            argument + LENGTH_OFFSET,
            0,
            0);
    if (result != 0) {
      throw WindowsErrors.lastError("WSAIoctl(0x" + Integer.toHexString(code) + ")");
    }
  }

  /** Has closing reset the connection. What does not apply to a dead socket is no failure. */
  public static void resetOnClose(long socket) {
    NativeMemory linger = ARGUMENT.get();
    linger.bytes().putShort(LingerLayout.ONOFF_OFFSET, (short) 1);
    linger.bytes().putShort(LingerLayout.LINGER_OFFSET, (short) 0);
    Winsock2Calls.setsockopt(socket, SOL_SOCKET, SO_LINGER, linger.address(), LingerLayout.SIZE);
  }

  /** Resets the connection and closes the socket, if there is one. */
  public static void reset(long socket) {
    if (socket != INVALID) {
      resetOnClose(socket);
      close(socket);
    }
  }

  public static void close(long socket) {
    Winsock2Calls.closesocket(socket);
  }

  /** Sends FIN; a connection that is broken already needs none. */
  public static void shutdownSending(long socket) {
    Winsock2Calls.shutdown(socket, SD_SEND);
  }

  public static InetSocketAddress localAddress(long socket) throws NativeCallException {
    NativeMemory argument = ARGUMENT.get();
    argument.bytes().putInt(LENGTH_OFFSET, SockaddrLayout.IN6_SIZE);
    int result =
        Winsock2Calls.getsockname(socket, argument.address(), argument.address() + LENGTH_OFFSET);
    if (result != 0) {
      throw WindowsErrors.lastError("getsockname");
    }
    return ADDRESSES.read(argument.bytes(), 0);
  }
}
