package io.iocp.buffer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The slots of one size. */
final class SizeClass {

  final int slotBytes;
  private final BufferPool pool;
  private final int slotsPerSlab;

  // Guarded by this. Keeps the memory behind the slots' raw addresses reachable.
  private final SlabShelf shelf;
  // Written under the lock; others read them for a decision that may be a moment old.
  private volatile int slabs;
  private int used;
  private int peak;

  SizeClass(BufferPool pool, int slotBytes, int slabBytes) {
    this.pool = pool;
    this.slotBytes = slotBytes;
    this.slotsPerSlab = slabBytes / slotBytes;
    this.shelf = new SlabShelf(slotsPerSlab);
  }

  /** A slot for a request of this size; a slab more is taken for it if there may be one. */
  synchronized @Nullable SharedBuffer tryAcquire() {
    Slab slab = shelf.fullest();
    if (slab == null) {
      ByteBuffer memory = pool.tryAllocateSlab(this);
      if (memory == null) {
        return null;
      }
      add(memory);
      slab = shelf.fullest();
    }
    return slab == null ? null : take(slab);
  }

  /** A slot for a smaller request whose own size is out: none of those that the floor keeps. */
  synchronized @Nullable SharedBuffer tryLend() {
    if (slabs * slotsPerSlab - used <= pool.floorSlabs() * slotsPerSlab) {
      return null;
    }
    Slab slab = shelf.fullest();
    return slab == null ? null : take(slab);
  }

  private SharedBuffer take(Slab slab) {
    SharedBuffer buffer = shelf.take(slab);
    used++;
    peak = Math.max(peak, used);
    buffer.acquired();
    return buffer;
  }

  void takeBack(SharedBuffer buffer) {
    synchronized (this) {
      used--;
      shelf.takeBack(buffer);
    }
    pool.slotCameBack();
  }

  /** Any thread, without the lock. */
  long usedBytes() {
    return (long) used * slotBytes;
  }

  /** Slabs that it has. Any thread, without the lock. */
  int slabs() {
    return slabs;
  }

  synchronized PoolStatistics.SizeClassStatistics statistics() {
    int total = slabs * slotsPerSlab;
    return new PoolStatistics.SizeClassStatistics(slotBytes, total, total - used, peak);
  }

  /** Cuts the memory into slots. */
  synchronized void add(ByteBuffer memory) {
    Slab slab = new Slab(memory, slotsPerSlab);
    long address = pool.addressOf(memory);
    for (int offset = 0; offset < memory.capacity(); offset += slotBytes) {
      slab.add(
          new SharedBuffer(
              this, slab, memory.slice(offset, slotBytes), address == 0 ? 0 : address + offset));
    }
    shelf.add(slab);
    slabs++;
  }

  /**
   * The memory of a slab of which no slot is in use, or {@code null} when there is none, or none
   * above the floor.
   */
  synchronized @Nullable ByteBuffer tryGiveUpSlab() {
    Slab slab = slabs <= pool.floorSlabs() ? null : shelf.removeEmpty();
    if (slab == null) {
      return null;
    }
    slabs--;
    return slab.memory;
  }
}
