package io.iocp.datagram;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Takes the datagrams that come to one socket. Its methods run one at a time, on an I/O worker, and
 * must not block. An exception is logged and counted.
 */
public interface DatagramHandler {

  /** The socket is bound; nothing has come yet. */
  default void onOpen(DatagramSession session) {}

  /**
   * The next datagram, from whomever: a sender's address is what the sender says it is.
   *
   * @param datagram between its position and its limit; lent for the call only
   */
  void onDatagram(DatagramSession session, InetSocketAddress sender, ByteBuffer datagram);

  /** {@link #onDatagram} has thrown an exception: what it has begun is best given up. */
  default void onFailure(DatagramSession session) {}

  /** The last call: the socket is closed. */
  default void onClosed(DatagramSession session) {}
}
