package io.iocp.completion;

/**
 * Options of datagram sockets.
 *
 * @param sendBufferBytes SO_SNDBUF, or 0 for the operating system's own sizing
 * @param receiveBufferBytes SO_RCVBUF, or 0 for the operating system's own sizing: what waits there
 *     while nobody receives; the operating system may grant less
 */
public record DatagramOptions(int sendBufferBytes, int receiveBufferBytes) {

  /** Buffers sized by the operating system. */
  public static final DatagramOptions DEFAULTS = new DatagramOptions(0, 0);

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
