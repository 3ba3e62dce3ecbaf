package io.iocp.completion;

/**
 * Options of stream sockets; a listener passes them on to the sockets it accepts.
 *
 * @param backlog length of the queue of connections that wait to be accepted, 1 or more
 * @param sendBufferBytes SO_SNDBUF, or 0 for the operating system's own sizing
 * @param receiveBufferBytes SO_RCVBUF, or 0 for the operating system's own sizing
 * @param noDelay TCP_NODELAY: do not wait for more before a small segment is sent
 * @param keepAlive when the operating system asks a silent peer whether it is there
 * @param unsentLimitBytes how much the kernel takes of what it cannot send yet (TCP_NOTSENT_LOWAT),
 *     or 0 to leave that to the operating system. What the kernel has taken nobody can call back,
 *     so this bounds how old it gets: by so many bytes at the link's rate. The kernel takes in
 *     pieces, and may have one piece more. Where an engine cannot reach that option, a send buffer
 *     of that size stands in for it; Windows is left as it is, for there a send completes when the
 *     buffer of the system has room, which follows the link by itself
 */
public record SocketOptions(
    int backlog,
    int sendBufferBytes,
    int receiveBufferBytes,
    boolean noDelay,
    KeepAlive keepAlive,
    int unsentLimitBytes) {

  /**
   * Backlog 4,096, buffers sized by the operating system, no delay, default probes, 64 KiB unsent.
   */
  public static final SocketOptions DEFAULTS =
      new SocketOptions(4096, 0, 0, true, KeepAlive.DEFAULTS, 64 << 10);

  /** Without probes, and without a limit of what is unsent. */
  public SocketOptions(int backlog, int sendBufferBytes, int receiveBufferBytes, boolean noDelay) {
    this(backlog, sendBufferBytes, receiveBufferBytes, noDelay, KeepAlive.OFF, 0);
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
    if (unsentLimitBytes < 0) {
      throw new IllegalArgumentException(
          "unsentLimitBytes must not be negative: unsentLimitBytes=" + unsentLimitBytes);
    }
  }
}
