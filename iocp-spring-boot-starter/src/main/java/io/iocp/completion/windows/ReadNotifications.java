package io.iocp.completion.windows;

import io.iocp.completion.windows.winsock.NativeCallException;

/** The notifications of one port. Any thread. */
interface ReadNotifications {

  /** For a socket whose channel has its context in the mailbox. */
  ReadNotification open(long socket, Mailbox mailbox, ReadNotification.Listener listener);

  /**
   * For a datagram socket, which has been bound to nothing yet and is drained until a receive would
   * wait before it asks again.
   */
  ReadNotification openForDatagrams(
      long socket, Mailbox mailbox, ReadNotification.Listener listener) throws NativeCallException;

  /** With the port. */
  void close();
}
