package io.iocp.completion.simulated;

import java.nio.ByteBuffer;

/** Bytes in order, up to a capacity. */
final class ByteQueue {

  private final int capacity;
  private byte[] bytes = new byte[0];
  private int start;
  private int end;

  ByteQueue(int capacity) {
    this.capacity = capacity;
  }

  int size() {
    return end - start;
  }

  int free() {
    return capacity - size();
  }

  boolean isEmpty() {
    return start == end;
  }

  void clear() {
    start = 0;
    end = 0;
  }

  /** Takes that many bytes from the buffer; there must be room. */
  void put(ByteBuffer source, int count) {
    makeRoom(count);
    source.get(bytes, end, count);
    end += count;
  }

  /** Moves that many bytes into the buffer. */
  void take(ByteBuffer target, int count) {
    target.put(bytes, start, count);
    skip(count);
  }

  /** Moves that many bytes to the other queue, which must have room. */
  void moveTo(ByteQueue other, int count) {
    other.makeRoom(count);
    System.arraycopy(bytes, start, other.bytes, other.end, count);
    other.end += count;
    skip(count);
  }

  /** Changes the byte that was put last. */
  void damage() {
    bytes[end - 1] ^= 1;
  }

  private void skip(int count) {
    start += count;
    if (start == end) {
      clear();
    }
  }

  private void makeRoom(int count) {
    if (end + count <= bytes.length) {
      return;
    }
    byte[] target = size() + count <= bytes.length / 2 ? bytes : new byte[2 * (size() + count)];
    System.arraycopy(bytes, start, target, 0, size());
    end = size();
    start = 0;
    bytes = target;
  }
}
