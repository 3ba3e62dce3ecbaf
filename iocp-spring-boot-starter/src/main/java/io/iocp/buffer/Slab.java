package io.iocp.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Memory that is cut into slots of one size, and which of them are free. The free ones are last in,
 * first out: the warmest slot goes out first. Guarded by its size class.
 */
final class Slab {

  final ByteBuffer memory;
  private final ArrayDeque<SharedBuffer> free;
  private int used;

  // Of the list of its shelf.
  @Nullable Slab previous;
  @Nullable Slab next;

  /**
   * @param slots how many it is cut into
   */
  Slab(ByteBuffer memory, int slots) {
    this.memory = memory;
    this.free = new ArrayDeque<>(slots);
  }

  /** Adds a slot, before the first is taken. */
  void add(SharedBuffer slot) {
    free.addLast(slot);
  }

  int used() {
    return used;
  }

  SharedBuffer take() {
    used++;
    return free.removeFirst();
  }

  void takeBack(SharedBuffer buffer) {
    used--;
    free.addFirst(buffer);
  }
}
