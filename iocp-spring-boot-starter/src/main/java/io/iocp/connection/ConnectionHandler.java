package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;

/**
 * A protocol on top of a connection. All methods run in the connection's serial context: one at a
 * time, never two at once, so that no locks are needed. They must not block. An exception is logged
 * and counted, and {@link #failed} ends the connection.
 */
public interface ConnectionHandler {

  /** What is spoken, in a word for administrators. Any thread. */
  default String protocol() {
    return "stream";
  }

  /** The connection is there, in state {@code OPENING}. */
  void opened(Connection connection);

  /**
   * The next piece of the stream. The handler owns the caller's reference and releases it, also
   * when it throws.
   */
  void received(Connection connection, SharedBuffer buffer);

  /** The peer has finished its sending side. Sending to it may still work. */
  void peerFinished(Connection connection);

  /**
   * The handshake, or the next request, has not come in time: ends the connection. It must do so.
   */
  default void handshakeOverdue(Connection connection) {
    connection.abort(CloseCause.HANDSHAKE_TIMEOUT);
  }

  /** Nothing came or went for the keep-alive interval: time to ask the peer for a sign of life. */
  default void keepAliveDue(Connection connection) {}

  /** After an offer was answered {@code FULL}: half of the queue's bound is free again. */
  default void drained(Connection connection) {}

  /** The transport stops; the connection should end in order within the grace time. */
  default void stopping(Connection connection) {
    connection.close();
  }

  /** Whether others live on the connection, so that it is the last to leave. */
  default boolean leavesLast() {
    return false;
  }

  /**
   * A method of this handler, or a task in its context, has thrown an exception: ends the
   * connection. It must do so; a second failure is a reset.
   */
  default void failed(Connection connection) {
    connection.abort(CloseCause.HANDLER_FAILED);
  }

  /** The last call: nothing of the connection is in flight any more. */
  void closed(Connection connection, CloseCause cause);
}
