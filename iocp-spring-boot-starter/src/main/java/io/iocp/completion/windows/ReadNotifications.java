package io.iocp.completion.windows;

/** The notifications of one port. Any thread. */
interface ReadNotifications {

  /** For a socket whose channel has its context in the mailbox. */
  ReadNotification open(long socket, Mailbox mailbox, ReadNotification.Listener listener);

  /** With the port. */
  void close();
}
