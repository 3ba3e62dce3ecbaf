package io.iocp.connection;

/** What became of an offer to send. Nothing here is exceptional; a caller must look. */
public enum SendOutcome {
  /** Handed to the port at once. */
  SENT,
  /** Waits behind what was offered before, or for a flush. */
  QUEUED,
  /** The queue is at its bound: the peer is slower than the sender. Nothing was taken. */
  FULL,
  /** The connection is closing or closed. Nothing was taken. */
  CLOSED;

  /** Whether the buffers will be sent, unless the connection breaks. */
  public boolean isAccepted() {
    return this == SENT || this == QUEUED;
  }
}
