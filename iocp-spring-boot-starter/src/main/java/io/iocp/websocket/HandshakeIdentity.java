package io.iocp.websocket;

import io.iocp.websocket.protocol.HandshakeFailure;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** What a {@link HandshakeAuthenticator} finds out. */
public sealed interface HandshakeIdentity {

  /**
   * The handshake goes on.
   *
   * @param user who it is; null for somebody who has not said so and need not
   */
  record Known(@Nullable Principal user) implements HandshakeIdentity {}

  /**
   * The session is refused.
   *
   * @param failure the HTTP answer
   */
  record Refused(HandshakeFailure failure) implements HandshakeIdentity {}
}
