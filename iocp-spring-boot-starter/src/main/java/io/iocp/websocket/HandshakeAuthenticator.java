package io.iocp.websocket;

import io.iocp.websocket.protocol.HandshakeRequest;
import java.util.function.Consumer;

/**
 * Says who shakes hands, before anything else of the path is asked. What it asks may be slow, so it
 * answers later. Until then nothing more is read; the handshake timeout goes on.
 */
@FunctionalInterface
public interface HandshakeAuthenticator {

  /**
   * Looks at a handshake whose path and origin are right. Runs on an I/O worker and must not block.
   *
   * @param answer takes what it has found out, once, on any thread
   */
  void authenticate(
      HandshakeRequest request, HandshakePeer peer, Consumer<HandshakeIdentity> answer);
}
