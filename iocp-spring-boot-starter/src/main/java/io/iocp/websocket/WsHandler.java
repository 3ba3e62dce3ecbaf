package io.iocp.websocket;

import io.iocp.websocket.protocol.MessageType;
import io.iocp.websocket.protocol.WsClose;
import java.nio.ByteBuffer;

/**
 * Handles the sessions of a path. One handler serves many sessions at once; for one session its
 * methods run one at a time. They run on an I/O worker and must not block. An exception is logged,
 * counted, and ends the session with 1011.
 *
 * <p>This is the native interface: messages come in pieces, as they arrive, in the memory they
 * arrived in. {@link MessageHandler} collects whole messages.
 */
public interface WsHandler {

  /** The handshake is done. */
  default void onOpen(WsSession session) {}

  /**
   * A piece of a message, unmasked; text is valid UTF-8 so far, but may be cut inside a code point.
   *
   * @param piece between its position and its limit; lent for the call only
   * @param last whether the message ends with this piece, which may then be empty
   */
  void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last);

  /**
   * The peer has answered a ping, or sent a pong of its own accord. Also answers the pings that the
   * transport sends to quiet peers, which are empty.
   *
   * @param payload between its position and its limit; lent for the call only
   */
  default void onPong(WsSession session, ByteBuffer payload) {}

  /** After a send was answered {@code FULL}: half of the session's send queue is free again. */
  default void onDrained(WsSession session) {}

  /**
   * The peer has ended its side: nothing more comes from it, and what is sent still arrives. A
   * handler that still works on what came before answers later; until then the session is open.
   *
   * @param status what the peer said in its close frame; 1006 if it finished without one
   * @param answer sends the close frame back and ends the session; to be called once, on any
   *     thread. Without it the idle timeout ends the session
   */
  default void onClosing(WsSession session, WsClose status, Runnable answer) {
    answer.run();
  }

  /**
   * Whether it has messages handled later or elsewhere, and observes them there itself, by {@link
   * WsSession#observe}. Else they are observed while {@link #onPiece} runs.
   */
  default boolean observesMessages() {
    return false;
  }

  /**
   * Whether others live on the handler's sessions, like viewers on a publisher: then these are the
   * last to leave when the transport is drained.
   */
  default boolean leavesLast() {
    return false;
  }

  /**
   * The last call: the connection is gone.
   *
   * @param status what the peer said in its close frame; if it said nothing what we said; 1006 if
   *     the connection just broke
   */
  default void onClose(WsSession session, WsClose status) {}
}
