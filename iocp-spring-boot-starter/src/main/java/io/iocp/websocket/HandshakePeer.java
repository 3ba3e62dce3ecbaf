package io.iocp.websocket;

import java.net.InetSocketAddress;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who shakes hands.
 *
 * @param connectionId id of the connection, which will be the session's
 * @param remoteAddress the client
 * @param localAddress where it has connected to
 * @param secure whether it speaks TLS to us
 * @param user who it is, as a {@link HandshakeAuthenticator} says; null if nobody says so
 */
public record HandshakePeer(
    long connectionId,
    InetSocketAddress remoteAddress,
    InetSocketAddress localAddress,
    boolean secure,
    @Nullable Principal user) {

  /** Somebody who has not said who it is. */
  public HandshakePeer(
      long connectionId,
      InetSocketAddress remoteAddress,
      InetSocketAddress localAddress,
      boolean secure) {
    this(connectionId, remoteAddress, localAddress, secure, null);
  }

  HandshakePeer withUser(@Nullable Principal known) {
    return new HandshakePeer(connectionId, remoteAddress, localAddress, secure, known);
  }
}
