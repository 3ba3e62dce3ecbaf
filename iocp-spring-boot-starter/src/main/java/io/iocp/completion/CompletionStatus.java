package io.iocp.completion;

/**
 * How an operation ended. Each engine translates native codes in one table of its own; nobody above
 * compares numbers.
 */
public enum CompletionStatus {
  /** Done; the byte count says how much. A send may be short. */
  OK,
  /**
   * The peer has shut down its sending side (FIN): nothing more will be received. Of a transmit:
   * the file ended before its range did.
   */
  END_OF_STREAM,
  /** The peer has reset the connection (RST), or it was found broken. */
  RESET,
  /** We cancelled the operation or closed the channel. */
  ABORTED,
  /** The peer did not answer within the operating system's time. */
  TIMED_OUT,
  /** No route to the peer. */
  UNREACHABLE,
  /** Nobody listens at the address. */
  REFUSED,
  /** The buffer pool is at its bound. */
  NO_BUFFERS,
  /** Anything else; the native code says what. */
  FAILED
}
