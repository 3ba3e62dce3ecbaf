package io.iocp.websocket;

import io.iocp.websocket.protocol.HandshakeRequest;
import io.iocp.websocket.protocol.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Observes handshakes and the handling of messages, or a sample of them, such as for traces. Must
 * not block.
 */
public interface WsObserver {

  /**
   * A client shakes hands. Runs on an I/O worker.
   *
   * @return what is told of it; null if this one is not observed
   */
  @Nullable HandshakeObservation handshake(HandshakeRequest request, long connectionId);

  /**
   * A message begins to be handled, on the calling thread: any.
   *
   * @param path the pattern that the handler is registered for
   * @param handshake the session's, if that was observed
   * @return what is told of it; null if this one is not observed
   */
  @Nullable WsObservation message(
      WsSession session, String path, MessageType type, @Nullable HandshakeObservation handshake);
}
