package io.iocp.completion;

import java.net.InetSocketAddress;

/** A bound, listening socket. */
public interface Listener {

  /** The address it is bound to, with the real port when 0 was asked for. */
  InetSocketAddress localAddress();

  /**
   * Stops accepting and unbinds: first the {@link AcceptFlow} completes with {@code ABORTED}, then
   * the operation. Sockets already handed up are not touched. Once; any thread.
   */
  void close(CloseOperation operation);
}
