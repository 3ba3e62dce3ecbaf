package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Buffers in order, each with its reference and what is known of its message, in arrays that grow
 * as they must and are kept for what comes next. One that was never used owns no array. Not
 * thread-safe.
 */
final class SendRing {

  private static final int INITIAL_CAPACITY = 8;
  // A ring that grew beyond this is given up once it is empty.
  private static final int KEPT_CAPACITY = 64;
  private static final @Nullable SharedBuffer[] NONE = {};
  private static final byte[] NO_FLAGS = {};
  private static final long[] NO_STAMPS = {};

  private @Nullable SharedBuffer[] buffers = NONE;
  // In the same places: the buffer's MessageFlags.
  private byte[] flags = NO_FLAGS;
  // Likewise: the message's time, or NO_STAMP.
  private long[] stamps = NO_STAMPS;
  private int head;
  private int size;

  int size() {
    return size;
  }

  void append(SharedBuffer buffer, int messageFlags, long stampNanos) {
    if (size == buffers.length) {
      grow();
    }
    int place = place(size);
    buffers[place] = buffer;
    flags[place] = (byte) messageFlags;
    stamps[place] = stampNanos;
    size++;
  }

  private int place(int index) {
    return (head + index) & (buffers.length - 1);
  }

  /** Buffer number {@code index}, counted from the first. */
  SharedBuffer at(int index) {
    return Objects.requireNonNull(buffers[place(index)]);
  }

  /** The {@link MessageFlags} of that buffer. */
  int flags(int index) {
    return flags[place(index)];
  }

  /** The time of that buffer's message, or {@link MessageFlags#NO_STAMP}. */
  long stamp(int index) {
    return stamps[place(index)];
  }

  /** Has a buffer take the place of another one, which is nobody's any more. */
  void move(int from, int to) {
    int source = place(from);
    int target = place(to);
    buffers[target] = buffers[source];
    flags[target] = flags[source];
    stamps[target] = stamps[source];
  }

  /** Forgets the buffers from that number on, which are nobody's any more. */
  void truncate(int newSize) {
    while (size > newSize) {
      size--;
      buffers[place(size)] = null;
    }
    giveUpIfLarge();
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
        flags = NO_FLAGS;
        stamps = NO_STAMPS;
      }
    }
  }

  private void grow() {
    int capacity = Math.max(INITIAL_CAPACITY, buffers.length * 2);
    @Nullable SharedBuffer[] larger = new @Nullable SharedBuffer[capacity];
    byte[] largerFlags = new byte[capacity];
    long[] largerStamps = new long[capacity];
    for (int i = 0; i < size; i++) {
      larger[i] = at(i);
      largerFlags[i] = flags[place(i)];
      largerStamps[i] = stamps[place(i)];
    }
    buffers = larger;
    flags = largerFlags;
    stamps = largerStamps;
    head = 0;
  }
}
