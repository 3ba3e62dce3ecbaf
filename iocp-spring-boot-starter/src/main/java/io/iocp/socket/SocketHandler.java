package io.iocp.socket;

import java.nio.ByteBuffer;

/**
 * Speaks a byte protocol of the application's own. One handler serves many sessions at once; for
 * one session its methods run one at a time. They run on an I/O worker and must not block. An
 * exception is logged, counted, and resets the connection.
 *
 * <p>A connection has {@code iocp.handshake-timeout} until the handler calls {@link
 * SocketSession#opened()}, and the idle timeout from then on.
 */
public interface SocketHandler {

  /** The connection is there; nothing has come yet, and TLS is not agreed on yet. */
  default void onOpen(SocketSession session) {}

  /**
   * The next bytes of the peer's stream, however they were cut on their way.
   *
   * @param piece between its position and its limit; lent for the call only. All of it is taken,
   *     unless the call {@linkplain SocketSession#pause() pauses}: what it leaves then comes again
   *     after {@link SocketSession#resume()}
   */
  void onPiece(SocketSession session, ByteBuffer piece);

  /** The peer sends nothing more, but may still read. Closes in order unless overridden. */
  default void onPeerFinished(SocketSession session) {
    session.close();
  }

  /** After a send was answered {@code FULL}: half of the session's send queue is free again. */
  default void onDrained(SocketSession session) {}

  /**
   * The session is about to be closed in order for a reason that the protocol may tell its peer:
   * what is sent now goes out before the end. Not called by {@link SocketSession#close()}.
   *
   * @param code of WebSocket's close codes: 1001 when the transport stops; else what {@link
   *     SocketSession#close(int, String)} or an administrator says
   * @param reason for people; may be empty
   */
  default void onEnding(SocketSession session, int code, String reason) {}

  /** The last call: the connection is gone, for whatever reason. */
  default void onClosed(SocketSession session) {}

  /** Whether other clients depend on this one, so that it is drained after them. */
  default boolean leavesLast() {
    return false;
  }
}
