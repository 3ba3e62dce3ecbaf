package io.iocp.simulation;

import java.nio.ByteBuffer;

/**
 * A message that can be told from every other by each of its bytes.
 *
 * @param number unique in a life
 * @param length in bytes
 */
record Message(long number, int length) {

  private static final int LETTERS = 26;
  private static final int DIGITS = 8;

  byte at(int index) {
    // Some digits of the number first, then letters that depend on it.
    long value = index < DIGITS ? number >>> (4 * index) & 0xF : (number * 7 + index) % LETTERS;
    return (byte) ('a' + value);
  }

  byte[] bytes() {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = at(i);
    }
    return bytes;
  }

  /** Whether those are the bytes from that position on; they are consumed. */
  boolean matches(ByteBuffer piece, int position) {
    if (position + piece.remaining() > length) {
      return false;
    }
    int index = position;
    while (piece.hasRemaining()) {
      if (piece.get() != at(index++)) {
        return false;
      }
    }
    return true;
  }
}
