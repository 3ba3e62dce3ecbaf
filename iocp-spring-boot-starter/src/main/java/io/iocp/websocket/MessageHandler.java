package io.iocp.websocket;

import io.iocp.buffer.MessageAccumulator;
import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A handler of whole messages. A message that arrives in one piece is handed on as it lies; others
 * are collected on the heap, as long as the path's largest message allows.
 */
public abstract class MessageHandler implements WsHandler {

  /** A text message. */
  protected void onText(WsSession session, String text) {}

  /**
   * A binary message.
   *
   * @param message lent for the call only
   */
  protected void onBinary(WsSession session, ByteBuffer message) {}

  @Override
  public final void onPiece(WsSession session, MessageType type, ByteBuffer piece, boolean last) {
    MessageAccumulator pieces = session.pieces();
    if (last && pieces.isEmpty()) {
      deliver(session, type, piece);
      return;
    }
    pieces.add(piece);
    if (last) {
      deliver(session, type, pieces.take());
    }
  }

  private void deliver(WsSession session, MessageType type, ByteBuffer message) {
    switch (type) {
      case TEXT -> onText(session, StandardCharsets.UTF_8.decode(message).toString());
      case BINARY -> onBinary(session, message);
    }
  }
}
