package io.iocp.completion.uring.ring;

import io.iocp.completion.jna.NativeMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that the kernel reads during one request: slots cut from slabs, the last one given back
 * goes out first. It grows by a slab at a time up to a bound and never shrinks. Owner thread only.
 */
public final class RequestSlab {

  /** A gather send is the largest request. */
  static final int SLOT_BYTES = GatherRequest.SIZE;

  private static final int SLOTS_PER_SLAB = 64;

  private final int maximumSlots;
  private final List<NativeMemory> slabs = new ArrayList<>();
  private int[] free = new int[SLOTS_PER_SLAB];
  private int freeCount;

  /**
   * @param maximumSlots the bound, a multiple of 64
   */
  public RequestSlab(int maximumSlots) {
    this.maximumSlots = maximumSlots;
  }

  /** A slot, or −1 at the bound. Its bytes are whatever the last user left. */
  public int tryTake() {
    if (freeCount == 0 && !grow()) {
      return -1;
    }
    return free[--freeCount];
  }

  public void giveBack(int slot) {
    free[freeCount++] = slot;
  }

  /** The memory around the slot; the slot starts at {@link #offset}. */
  public ByteBuffer memory(int slot) {
    return slabs.get(slot / SLOTS_PER_SLAB).bytes();
  }

  public int offset(int slot) {
    return slot % SLOTS_PER_SLAB * SLOT_BYTES;
  }

  public long address(int slot) {
    return slabs.get(slot / SLOTS_PER_SLAB).address() + offset(slot);
  }

  private boolean grow() {
    int first = slabs.size() * SLOTS_PER_SLAB;
    if (first + SLOTS_PER_SLAB > maximumSlots) {
      return false;
    }
    slabs.add(NativeMemory.allocate(SLOTS_PER_SLAB * SLOT_BYTES));
    free = new int[first + SLOTS_PER_SLAB];
    for (int slot = first + SLOTS_PER_SLAB - 1; slot >= first; slot--) {
      free[freeCount++] = slot;
    }
    return true;
  }
}
