package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Masks and unmasks payloads in place (RFC 6455, section 5.3); both are the same operation. */
public final class Masking {
  private Masking() {}

  /**
   * Masks the bytes from index {@code from} to {@code to}, exclusive, eight at a time. Position and
   * byte order of the buffer play no part.
   *
   * @param key the masking key as read from the wire in network order: its most significant byte
   *     belongs to the byte at {@code from}
   */
  public static void apply(ByteBuffer buffer, int from, int to, int key) {
    if (key == 0) {
      return;
    }
    long wideKey = Integer.toUnsignedLong(key) << Integer.SIZE | Integer.toUnsignedLong(key);
    if (buffer.order() == ByteOrder.LITTLE_ENDIAN) {
      wideKey = Long.reverseBytes(wideKey);
    }
    int index = from;
    for (; index <= to - Long.BYTES; index += Long.BYTES) {
      buffer.putLong(index, buffer.getLong(index) ^ wideKey);
    }
    // Whole longs leave the key where it was: its first byte belongs to the first byte left.
    for (int rest = key; index < to; index++) {
      rest = Integer.rotateLeft(rest, Byte.SIZE);
      buffer.put(index, (byte) (buffer.get(index) ^ rest));
    }
  }

  /** The key for the bytes that follow after {@code count} bytes have been masked. */
  static int advance(int key, int count) {
    return Integer.rotateLeft(key, count % Integer.BYTES * Byte.SIZE);
  }
}
