package io.iocp.websocket;

import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is observed of one session. There is none where nobody observes. Connection's context only,
 * unless a method says otherwise.
 */
final class ObservedSession {

  private final WsObserver observer;
  // Kept for messages, whose parent it is. Both are written before others know the session.
  private @Nullable HandshakeObservation handshake;
  private @Nullable String path;
  private boolean answered;
  private boolean ended;
  // The message whose pieces are coming in.
  private @Nullable WsObservation message;

  ObservedSession(WsObserver observer) {
    this.observer = observer;
  }

  void handshakeBegins(HandshakeRequest request, long connectionId) {
    handshake = observer.handshake(request, connectionId);
  }

  /** Does a part of the handshake; the last one is that which answers it. */
  void duringHandshake(Runnable part) {
    HandshakeObservation observation = handshake;
    if (observation == null || ended) {
      part.run();
      return;
    }
    WsObservation.Scope scope = observation.open();
    try {
      part.run();
    } catch (Throwable e) {
      observation.failed(e);
      throw e;
    } finally {
      scope.close();
      if (answered) {
        handshakeEnded();
      }
    }
  }

  /**
   * The handshake is answered.
   *
   * @param route the pattern of its handler, if there is one
   */
  void answered(@Nullable String route, int status) {
    path = route;
    answered = true;
    if (handshake != null) {
      handshake.answered(route, status);
    }
  }

  private void handshakeEnded() {
    if (handshake != null && !ended) {
      ended = true;
      handshake.ended();
    }
  }

  void piece(
      WsHandler handler,
      WsSession session,
      MessageType type,
      ByteBuffer piece,
      boolean first,
      boolean last) {
    if (first && !handler.observesMessages()) {
      message = begin(session, type);
    }
    WsObservation observation = message;
    if (observation == null) {
      handler.onPiece(session, type, piece, last);
      return;
    }
    boolean over = last;
    WsObservation.Scope scope = observation.open();
    try {
      handler.onPiece(session, type, piece, last);
    } catch (Throwable e) {
      observation.failed(e);
      over = true;
      throw e;
    } finally {
      scope.close();
      if (over) {
        messageEnded();
      }
    }
  }

  /** Begins a message. Any thread, once there is a session. */
  @Nullable WsObservation begin(WsSession session, MessageType type) {
    return observer.message(session, Objects.requireNonNull(path), type, handshake);
  }

  /** The connection is gone, perhaps in the middle of something. */
  void closed() {
    handshakeEnded();
    messageEnded();
  }

  private void messageEnded() {
    if (message != null) {
      message.ended();
      message = null;
    }
  }
}
