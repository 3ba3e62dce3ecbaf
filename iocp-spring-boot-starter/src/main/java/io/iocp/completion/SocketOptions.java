package io.iocp.completion;

/**
 * Options of stream sockets; a listener passes them on to the sockets it accepts.
 *
 * @param backlog length of the queue of connections that wait to be accepted, 1 or more
 * @param sendBufferBytes SO_SNDBUF, or 0 for the operating system's own sizing
 * @param receiveBufferBytes SO_RCVBUF, or 0 for the operating system's own sizing
 * @param noDelay TCP_NODELAY: do not wait for more before a small segment is sent
 * @param keepAlive when the operating system asks a silent peer whether it is there, as far as the
 *     engine can say so
 */
public record SocketOptions(
    int backlog,
    int sendBufferBytes,
    int receiveBufferBytes,
    boolean noDelay,
    KeepAlive keepAlive) {

  /** Backlog 4,096, buffers sized by the operating system, no delay, default probes. */
  public static final SocketOptions DEFAULTS =
      new SocketOptions(4096, 0, 0, true, KeepAlive.DEFAULTS);

  /** Without probes. */
  public SocketOptions(int backlog, int sendBufferBytes, int receiveBufferBytes, boolean noDelay) {
    this(backlog, sendBufferBytes, receiveBufferBytes, noDelay, KeepAlive.OFF);
  }

  public SocketOptions {
    if (backlog < 1) {
      throw new IllegalArgumentException("backlog must be positive: backlog=" + backlog);
    }
    if (sendBufferBytes < 0 || receiveBufferBytes < 0) {
      throw new IllegalArgumentException(
          "socket buffers must not be negative: sendBufferBytes="
              + sendBufferBytes
              + ", receiveBufferBytes="
              + receiveBufferBytes);
    }
  }
}
