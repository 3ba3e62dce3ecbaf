package io.iocp.completion.windows;

import io.iocp.completion.jna.NativeMemory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a port: cut from slabs, found again by address, the last one given back goes out
 * first. Slabs are added when there is no free slot, and kept as long as the port is reachable. Any
 * thread.
 */
final class OverlappedSlabs {

  private static final int SLOTS_PER_SLAB = 256;
  private static final int SLAB_BYTES = SLOTS_PER_SLAB * OverlappedSlot.SIZE;

  private record Slab(NativeMemory memory, List<OverlappedSlot> slots) {

    static Slab allocate() {
      NativeMemory memory = NativeMemory.allocate(SLAB_BYTES);
      List<OverlappedSlot> slots = new ArrayList<>(SLOTS_PER_SLAB);
      for (int i = 0; i < SLOTS_PER_SLAB; i++) {
        int offset = i * OverlappedSlot.SIZE;
        slots.add(new OverlappedSlot(memory.bytes(), offset, memory.address() + offset));
      }
      return new Slab(memory, slots);
    }
  }

  // In order of address. Replaced as a whole under the lock, read by any thread.
  private volatile Slab[] slabs = {};
  // Guarded by this.
  private final ArrayDeque<OverlappedSlot> free = new ArrayDeque<>();

  synchronized OverlappedSlot take(OverlappedSlot.Tenant tenant) {
    OverlappedSlot slot = free.pollFirst();
    if (slot == null) {
      grow();
      slot = free.removeFirst();
    }
    slot.tenant = tenant;
    return slot;
  }

  /** The slot's last operation was dequeued. */
  synchronized void giveBack(OverlappedSlot slot) {
    slot.tenant = null;
    free.addFirst(slot);
  }

  /** Slots that have a tenant now. */
  synchronized int inUse() {
    return slabs.length * SLOTS_PER_SLAB - free.size();
  }

  /** Whose operation it is that has its OVERLAPPED there; null when nobody's. */
  OverlappedSlot.@Nullable Tenant find(long address) {
    Slab[] all = slabs;
    int low = 0;
    int high = all.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long offset = address - all[middle].memory.address();
      if (offset < 0) {
        high = middle - 1;
      } else if (offset >= SLAB_BYTES) {
        low = middle + 1;
      } else {
        return all[middle].slots.get((int) offset / OverlappedSlot.SIZE).tenant;
      }
    }
    return null;
  }

  private void grow() {
    Slab slab = Slab.allocate();
    Slab[] more = Arrays.copyOf(slabs, slabs.length + 1);
    more[slabs.length] = slab;
    Arrays.sort(more, Comparator.comparingLong(each -> each.memory.address()));
    slabs = more;
    free.addAll(slab.slots);
  }
}
