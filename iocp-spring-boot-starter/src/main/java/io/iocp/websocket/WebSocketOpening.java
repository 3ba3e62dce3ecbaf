package io.iocp.websocket;

import io.iocp.connection.CloseCause;
import io.iocp.connection.ConnectOutcome;
import io.iocp.websocket.protocol.HandshakeFailure;

/** What became of an attempt to open a WebSocket. */
public sealed interface WebSocketOpening {

  /**
   * The session is open.
   *
   * @param session the same that the handler gets
   */
  record Opened(WsSession session) implements WebSocketOpening {}

  /**
   * The server answered, but not with a WebSocket.
   *
   * @param failure its HTTP status, or 502 when its answer was not understood, and why
   */
  record Refused(HandshakeFailure failure) implements WebSocketOpening {}

  /**
   * There is no connection to the server.
   *
   * @param outcome what the attempt to connect ended with
   */
  record NotConnected(ConnectOutcome outcome) implements WebSocketOpening {}

  /**
   * The connection ended before the server had answered.
   *
   * @param cause why; {@code HANDSHAKE_TIMEOUT} if it did not answer in time
   */
  record Broken(CloseCause cause) implements WebSocketOpening {}
}
