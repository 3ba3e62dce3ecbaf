package io.iocp.websocket;

import org.jspecify.annotations.Nullable;

/** A handshake that is being observed, until it is answered or the client has gone. */
public interface HandshakeObservation extends WsObservation {

  /**
   * It is answered; it still has to be ended.
   *
   * @param path the pattern of the handler; null if there is none at the path
   * @param status of HTTP, 101 for a session
   */
  void answered(@Nullable String path, int status);
}
