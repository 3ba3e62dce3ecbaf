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

  private static final boolean[] NO_FLAGS = {};

  private @Nullable SharedBuffer[] buffers = NONE;
  // In the same places: whether the buffer goes on with the message of the one before it.
  private boolean[] continuing = NO_FLAGS;
  private int head;
  private int size;

  int size() {
    return size;
  }

  void append(SharedBuffer buffer, boolean goesOn) {
    if (size == buffers.length) {
      grow();
    }
    int place = place(size);
    buffers[place] = buffer;
    continuing[place] = goesOn;
    size++;
  }

  private int place(int index) {
    return (head + index) & (buffers.length - 1);
  }

  /** Buffer number {@code index}, counted from the first. */
  SharedBuffer at(int index) {
    return Objects.requireNonNull(buffers[place(index)]);
  }

  /**
   * Whether that buffer goes on with the message of the one before it, which may be out already.
   */
  boolean goesOn(int index) {
    return continuing[place(index)];
  }

  SharedBuffer removeFirst() {
    SharedBuffer first = at(0);
    buffers[head] = null;
    head = place(1);
    size--;
    giveUpIfLarge();
    return first;
  }

  SharedBuffer removeLast() {
    SharedBuffer last = at(size - 1);
    size--;
    buffers[place(size)] = null;
    giveUpIfLarge();
    return last;
  }

  private void giveUpIfLarge() {
    if (size == 0) {
      head = 0;
      if (buffers.length > KEPT_CAPACITY) {
        buffers = NONE;
        continuing = NO_FLAGS;
      }
    }
  }

  private void grow() {
    int capacity = Math.max(INITIAL_CAPACITY, buffers.length * 2);
    @Nullable SharedBuffer[] larger = new @Nullable SharedBuffer[capacity];
    boolean[] flags = new boolean[capacity];
    for (int i = 0; i < size; i++) {
      larger[i] = at(i);
      flags[i] = goesOn(i);
    }
    buffers = larger;
    continuing = flags;
    head = 0;
  }
}
