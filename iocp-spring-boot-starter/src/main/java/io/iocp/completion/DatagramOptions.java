package io.iocp.completion;

import org.jspecify.annotations.Nullable;

/**
 * Options of datagram sockets.
 *
 * @param sendBufferBytes SO_SNDBUF, or 0 for the operating system's own sizing
 * @param receiveBufferBytes SO_RCVBUF, or 0 for the operating system's own sizing: what waits there
 *     while nobody receives; the operating system may grant less
 * @param membership how the socket joins the multicast group that it is bound to; null for a socket
 *     that is bound to an address of this machine
 */
public record DatagramOptions(
    int sendBufferBytes, int receiveBufferBytes, @Nullable Membership membership) {

  /** Buffers sized by the operating system. */
  public static final DatagramOptions DEFAULTS = new DatagramOptions(0, 0, null);

  public DatagramOptions {
    if (sendBufferBytes < 0 || receiveBufferBytes < 0) {
      throw new IllegalArgumentException(
          "socket buffers must not be negative: sendBufferBytes="
              + sendBufferBytes
              + ", receiveBufferBytes="
              + receiveBufferBytes);
    }
  }
}
