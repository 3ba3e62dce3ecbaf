package io.iocp.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The slots of one size. The free list is last in, first out: the warmest slot goes out first. */
final class SizeClass {

  final int slotBytes;
  private final BufferPool pool;

  // Guarded by this.
  private final ArrayDeque<SharedBuffer> free = new ArrayDeque<>();
  // Guarded by this. Keeps the memory behind the slots' raw addresses reachable.
  private final List<Slab> slabs = new ArrayList<>();
  // Guarded by this.
  private int total;
  // Written under the lock; others read it for a figure, which may be a moment old.
  private int used;
  private int peak;

  /** Memory, and how much of it is in use; guarded by its size class. */
  static final class Slab {

    private final ByteBuffer memory;
    private int used;

    private Slab(ByteBuffer memory) {
      this.memory = memory;
    }
  }

  SizeClass(BufferPool pool, int slotBytes) {
    this.pool = pool;
    this.slotBytes = slotBytes;
  }

  synchronized @Nullable SharedBuffer tryAcquire() {
    SharedBuffer buffer = free.pollFirst();
    if (buffer == null) {
      ByteBuffer memory = pool.tryAllocateSlab();
      if (memory == null) {
        return null;
      }
      add(memory);
      buffer = free.removeFirst();
    }
    buffer.slab().used++;
    used++;
    peak = Math.max(peak, used);
    buffer.acquired();
    return buffer;
  }

  void takeBack(SharedBuffer buffer) {
    synchronized (this) {
      buffer.slab().used--;
      used--;
      free.addFirst(buffer);
    }
    pool.slotCameBack();
  }

  /** Any thread, without the lock. */
  long usedBytes() {
    return (long) used * slotBytes;
  }

  synchronized PoolStatistics.SizeClassStatistics statistics() {
    return new PoolStatistics.SizeClassStatistics(slotBytes, total, free.size(), peak);
  }

  /** Cuts the memory into slots. */
  synchronized void add(ByteBuffer memory) {
    Slab slab = new Slab(memory);
    slabs.add(slab);
    long address = pool.addressOf(memory);
    for (int offset = 0; offset < memory.capacity(); offset += slotBytes) {
      free.addLast(
          new SharedBuffer(
              this, slab, memory.slice(offset, slotBytes), address == 0 ? 0 : address + offset));
      total++;
    }
  }

  /** The memory of a slab of which no slot is in use, or {@code null} when there is none. */
  synchronized @Nullable ByteBuffer tryGiveUpSlab() {
    for (Slab slab : slabs) {
      if (slab.used == 0) {
        slabs.remove(slab);
        free.removeIf(buffer -> buffer.slab() == slab);
        total -= slab.memory.capacity() / slotBytes;
        return slab.memory;
      }
    }
    return null;
  }
}
