package io.iocp.websocket.spring;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Turns the pieces of a text message into strings. A piece may be cut inside a code point: what is
 * left over goes in front of the next one. The pieces are valid UTF-8 together. Not thread-safe.
 */
final class InboundText {

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private ByteBuffer leftOver = ByteBuffer.allocate(0);

  String next(ByteBuffer piece, boolean last) {
    ByteBuffer input = ByteBuffer.allocate(leftOver.remaining() + piece.remaining());
    input.put(leftOver).put(piece).flip();
    CharBuffer text = CharBuffer.allocate(input.remaining());
    decoder.decode(input, text, last);
    leftOver = last ? ByteBuffer.allocate(0) : input;
    if (last) {
      decoder.reset();
    }
    return text.flip().toString();
  }
}
