package io.iocp.completion.windows;

import io.iocp.completion.KeepAlive;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.jna.SocketAddresses;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.Sockets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The sockets of one port: how they are made ready for it, and which are open. Any thread. */
final class PortSockets {

  private final IoCompletionPort handle;
  private final boolean receivesWithoutWaiting;
  private final boolean fileHandles;
  private final Set<Long> open = ConcurrentHashMap.newKeySet();

  /**
   * @param receivesWithoutWaiting whether a receive on a connection must not wait
   */
  PortSockets(IoCompletionPort handle, boolean receivesWithoutWaiting) throws NativeCallException {
    this.handle = handle;
    this.receivesWithoutWaiting = receivesWithoutWaiting;
    this.fileHandles = areFileHandles();
  }

  private static boolean areFileHandles() throws NativeCallException {
    long socket = Sockets.stream(SocketAddresses.AF_INET);
    boolean answer = Sockets.isFileHandle(socket);
    Sockets.close(socket);
    return answer;
  }

  /**
   * Associates a connected socket, or one that is about to be, with the port.
   *
   * @return whether success at once will yield no packet
   */
  boolean adopt(long socket, KeepAlive keepAlive) throws NativeCallException {
    handle.associate(socket);
    return prepare(socket, keepAlive);
  }

  /**
   * Makes a socket that is associated with the port ready for a connection.
   *
   * @return whether success at once will yield no packet
   */
  boolean prepare(long socket, KeepAlive keepAlive) throws NativeCallException {
    if (receivesWithoutWaiting) {
      Sockets.setNonBlocking(socket);
    }
    if (keepAlive.isOn()) {
      Sockets.keepAlive(socket, keepAlive);
    }
    return fileHandles && Sockets.skipPortOnSuccess(socket);
  }

  /** Whether {@link #prepare} has had success at once yield no packet. */
  boolean skipPortOnSuccess() {
    return fileHandles;
  }

  /** Associates a listening socket with the port; all its accepts yield a packet. */
  void adoptListener(long socket) throws NativeCallException {
    handle.associate(socket);
  }

  /**
   * Associates a datagram socket with the port.
   *
   * @return whether success at once will yield no packet
   */
  boolean adoptDatagrams(long socket) throws NativeCallException {
    handle.associate(socket);
    Sockets.setNonBlocking(socket);
    return fileHandles && Sockets.skipPortOnSuccess(socket);
  }

  /** The socket is closed at shutdown unless {@link #closed} comes first. */
  void opened(long socket) {
    open.add(socket);
  }

  void closed(long socket) {
    open.remove(socket);
  }

  void closeAll() {
    open.forEach(Sockets::close);
  }
}
