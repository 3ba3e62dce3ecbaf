package io.iocp.websocket;

import io.iocp.http.protocol.HttpFields;
import io.iocp.websocket.protocol.HandshakeFailure;
import org.jspecify.annotations.Nullable;

/** What a {@link HandshakeDecider} decides. */
public sealed interface HandshakeDecision {

  /**
   * The session is opened.
   *
   * @param subprotocol one that the client offered, or null
   * @param headers further fields of the answer
   * @param attachment what the session has attached when its handler hears of it
   */
  record Accept(@Nullable String subprotocol, HttpFields headers, @Nullable Object attachment)
      implements HandshakeDecision {}

  /**
   * The session is refused.
   *
   * @param failure the HTTP answer
   */
  record Refuse(HandshakeFailure failure) implements HandshakeDecision {}
}
