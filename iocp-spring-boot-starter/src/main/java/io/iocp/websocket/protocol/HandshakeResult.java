package io.iocp.websocket.protocol;

/** What came of reading an opening handshake. */
public sealed interface HandshakeResult
    permits HandshakeRequest, HandshakeAccepted, HandshakeFailure, HandshakeResult.Incomplete {
  /** The head goes on: read again with what arrives next. */
  HandshakeResult INCOMPLETE = new Incomplete();

  /** See {@link #INCOMPLETE}. */
  record Incomplete() implements HandshakeResult {}
}
