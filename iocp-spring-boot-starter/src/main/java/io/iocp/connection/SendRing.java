package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Buffers in order, each with its reference, in an array that grows as it must and is kept for what
 * comes next. One that was never used owns no array. Not thread-safe.
 */
final class SendRing {

  private static final int INITIAL_CAPACITY = 8;
  // A ring that grew beyond this is given up once it is empty.
  private static final int KEPT_CAPACITY = 64;
  private static final @Nullable SharedBuffer[] NONE = {};

  private @Nullable SharedBuffer[] buffers = NONE;
  private int head;
  private int size;

  int size() {
    return size;
  }

  void append(SharedBuffer buffer) {
    if (size == buffers.length) {
      grow();
    }
    buffers[(head + size) & (buffers.length - 1)] = buffer;
    size++;
  }

  /** Buffer number {@code index}, counted from the first. */
  SharedBuffer at(int index) {
    return Objects.requireNonNull(buffers[(head + index) & (buffers.length - 1)]);
  }

  SharedBuffer removeFirst() {
    SharedBuffer first = at(0);
    buffers[head] = null;
    head = (head + 1) & (buffers.length - 1);
    size--;
    giveUpIfLarge();
    return first;
  }

  SharedBuffer removeLast() {
    SharedBuffer last = at(size - 1);
    size--;
    buffers[(head + size) & (buffers.length - 1)] = null;
    giveUpIfLarge();
    return last;
  }

  private void giveUpIfLarge() {
    if (size == 0) {
      head = 0;
      if (buffers.length > KEPT_CAPACITY) {
        buffers = NONE;
      }
    }
  }

  private void grow() {
    @Nullable SharedBuffer[] larger =
        new @Nullable SharedBuffer[Math.max(INITIAL_CAPACITY, buffers.length * 2)];
    for (int i = 0; i < size; i++) {
      larger[i] = at(i);
    }
    buffers = larger;
    head = 0;
  }
}
