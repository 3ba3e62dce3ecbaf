package io.iocp.websocket.spring;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Collects the pieces of one message on the heap. Not thread-safe. */
final class InboundMessage {

  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

  /** Adds a piece; answers whether there is no more than the limit. */
  boolean add(ByteBuffer piece, int limitBytes) {
    if (collected.size() + (long) piece.remaining() > limitBytes) {
      collected.reset();
      return false;
    }
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    collected.writeBytes(bytes);
    return true;
  }

  /** The message; the next one begins. */
  ByteBuffer take() {
    ByteBuffer message = ByteBuffer.wrap(collected.toByteArray());
    collected.reset();
    return message;
  }
}
