package io.iocp.completion.windows.notify;

import io.iocp.completion.jna.NativeCallException;

/** The notifications of one port. Any thread. */
public interface ReadNotifications {

  /** For a socket with that context. */
  ReadNotification open(long socket, SocketContext context, ReadNotification.Listener listener);

  /**
   * For a datagram socket, which has been bound to nothing yet and is drained until a receive would
   * wait before it asks again.
   */
  ReadNotification openForDatagrams(
      long socket, SocketContext context, ReadNotification.Listener listener)
      throws NativeCallException;

  /** With the port. */
  void close();
}
