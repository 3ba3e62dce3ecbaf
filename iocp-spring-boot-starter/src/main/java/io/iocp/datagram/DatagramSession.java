package io.iocp.datagram;

import io.iocp.buffer.BufferPool;
import java.net.InetSocketAddress;

/** A bound UDP socket, as its handler sees it. Any thread. */
public interface DatagramSession {

  /** Where it is bound, with the real port. */
  InetSocketAddress localAddress();

  /** Where buffers for messages come from. */
  BufferPool buffers();

  /**
   * Runs the task in the socket's serial context: at once if the caller is in it. An exception is
   * logged and counted. After the end nothing is run any more.
   */
  void execute(Runnable task);
}
