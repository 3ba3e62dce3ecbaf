package io.iocp.completion.uring.ring;

/** What was asked of the ring; one byte of the {@link UserData}. */
public enum Request {
  /** A post to a sleeping worker. */
  WAKE,
  ACCEPT,
  CONNECT,
  RECEIVE,
  SEND,
  /** Reads a piece of a file that is being transmitted. */
  READ_FILE,
  /** Cancels other requests of the same socket. */
  CANCEL,
  CLOSE;

  private static final Request[] VALUES = values();

  static Request of(int ordinal) {
    return VALUES[ordinal];
  }
}
