package io.iocp.websocket;

import io.iocp.websocket.protocol.HandshakeFailure;
import io.iocp.websocket.protocol.HandshakeRequest;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Has a say before a session is opened. Runs on an I/O worker and must not block. */
@FunctionalInterface
public interface WsHandshakeInterceptor {

  /**
   * Looks at a handshake whose path and origin are right.
   *
   * @return null to let it pass, or the HTTP answer that refuses it
   */
  @Nullable HandshakeFailure check(HandshakeRequest request, InetSocketAddress remoteAddress);
}
