package io.iocp.buffer;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of one size class by how many of their slots are in use. Slots go out of the fullest
 * slab that has one: what stays for long then lives together, and other slabs become empty, which
 * another size class may have. Taking and returning a slot costs the same however many slabs there
 * are.
 *
 * <p>Guarded by its size class.
 */
final class SlabShelf {

  // The slabs with that many slots in use, linked through the slabs.
  private final @Nullable Slab[] byUse;
  // Which of those lists are not empty.
  private final BitSet present;

  /**
   * @param slots of a slab
   */
  SlabShelf(int slots) {
    byUse = new Slab[slots + 1];
    present = new BitSet(slots + 1);
  }

  /** Adds a slab of which no slot is in use. */
  void add(Slab slab) {
    link(slab);
  }

  /** The fullest slab that has a free slot, or {@code null} when all are full. */
  @Nullable Slab fullest() {
    int use = present.previousSetBit(byUse.length - 2);
    return use < 0 ? null : byUse[use];
  }

  /** Takes a slab off of which no slot is in use; {@code null} when there is none. */
  @Nullable Slab removeEmpty() {
    Slab slab = byUse[0];
    if (slab != null) {
      unlink(slab);
    }
    return slab;
  }

  /** A slot of that slab, which has one. */
  SharedBuffer take(Slab slab) {
    unlink(slab);
    SharedBuffer buffer = slab.take();
    link(slab);
    return buffer;
  }

  void takeBack(SharedBuffer buffer) {
    Slab slab = buffer.slab();
    unlink(slab);
    slab.takeBack(buffer);
    link(slab);
  }

  private void link(Slab slab) {
    Slab first = byUse[slab.used()];
    slab.previous = null;
    slab.next = first;
    if (first != null) {
      first.previous = slab;
    }
    byUse[slab.used()] = slab;
    present.set(slab.used());
  }

  private void unlink(Slab slab) {
    if (slab.next != null) {
      slab.next.previous = slab.previous;
    }
    if (slab.previous != null) {
      slab.previous.next = slab.next;
    } else {
      byUse[slab.used()] = slab.next;
      present.set(slab.used(), slab.next != null);
    }
  }
}
