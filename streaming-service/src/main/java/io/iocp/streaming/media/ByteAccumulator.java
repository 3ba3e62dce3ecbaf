package io.iocp.streaming.media;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Collects bytes until there are enough to decide something. Grows with the bytes that have really
 * come, never with what a length field promises.
 */
final class ByteAccumulator {

  private static final int INITIAL_BYTES = 64;

  /** What is kept for reuse; a larger array is let go when its content has been used. */
  private static final int RETAINED_BYTES = 64 * 1024;

  private byte[] array = new byte[INITIAL_BYTES];
  private int size;

  /**
   * Moves bytes from {@code input} until {@code targetBytes} are here.
   *
   * @return whether they are
   */
  boolean fill(ByteBuffer input, int targetBytes) {
    int count = Math.min(targetBytes - size, input.remaining());
    if (count > 0) {
      reserve(count);
      input.get(array, size, count);
      size += count;
    }
    return size >= targetBytes;
  }

  void add(byte[] bytes) {
    fill(ByteBuffer.wrap(bytes), size + bytes.length);
  }

  private void reserve(int count) {
    if (count > array.length - size) {
      array = Arrays.copyOf(array, Math.max(size + count, array.length * 2));
    }
  }

  int size() {
    return size;
  }

  /** The bytes from {@code offset} on, for parsing. */
  ByteView view(int offset) {
    return new ByteView(array, offset, size);
  }

  /** All bytes, big-endian, valid until the next change. */
  ByteBuffer bytes() {
    return ByteBuffer.wrap(array, 0, size);
  }

  void clear() {
    size = 0;
    if (array.length > RETAINED_BYTES) {
      array = new byte[INITIAL_BYTES];
    }
  }
}
