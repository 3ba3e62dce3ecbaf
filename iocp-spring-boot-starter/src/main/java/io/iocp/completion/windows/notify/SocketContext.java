package io.iocp.completion.windows.notify;

import io.iocp.completion.Packet;

/** The serial context of one socket: where it is notified, and where its polls complete. */
public interface SocketContext {

  /**
   * Runs the packet in the context. Any thread.
   *
   * @return whether it will run; {@code false} after the port has shut down
   */
  boolean post(Packet packet);

  /** Memory and identity for polls of the socket, one in flight at a time. Context only. */
  PollOperation newPoll(PollOperation.Handler handler);
}
