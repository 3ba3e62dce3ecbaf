package io.iocp.websocket;

import io.iocp.websocket.protocol.MessageType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
    Collected collected = session.collected();
    if (collected == null && last) {
      deliver(session, type, piece);
      return;
    }
    if (collected == null) {
      collected = new Collected();
      session.collected(collected);
    }
    collected.add(piece);
    if (last) {
      session.collected(null);
      deliver(session, type, collected.toBuffer());
    }
  }

  private void deliver(WsSession session, MessageType type, ByteBuffer message) {
    switch (type) {
      case TEXT -> onText(session, StandardCharsets.UTF_8.decode(message).toString());
      case BINARY -> onBinary(session, message);
    }
  }

  /** The pieces of one message so far; bounded by the path's largest message. */
  static final class Collected {

    private static final int INITIAL_BYTES = 1024;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;

    void add(ByteBuffer piece) {
      int count = piece.remaining();
      if (length + count > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
      }
      piece.get(bytes, length, count);
      length += count;
    }

    ByteBuffer toBuffer() {
      return ByteBuffer.wrap(bytes, 0, length);
    }
  }
}
