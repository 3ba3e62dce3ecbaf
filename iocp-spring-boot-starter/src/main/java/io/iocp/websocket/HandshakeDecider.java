package io.iocp.websocket;

import io.iocp.websocket.protocol.HandshakeRequest;
import java.util.function.Consumer;

/**
 * Decides about handshakes where that may take time: what it asks may be slow, so it answers later.
 * Until then nothing more is read; the handshake timeout goes on.
 */
@FunctionalInterface
public interface HandshakeDecider {

  /**
   * Looks at a handshake that the path's interceptors have let pass. Runs on an I/O worker and must
   * not block.
   *
   * @param answer takes the decision, once, on any thread
   */
  void decide(HandshakeRequest request, HandshakePeer peer, Consumer<HandshakeDecision> answer);
}
