package io.iocp.buffer;

import io.iocp.flight.FlightRecording;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded pool of native memory: slabs cut into slots of a few sizes.
 *
 * <p>Slabs are taken when a size class first runs dry and are kept for the life of the pool, so an
 * address handed to the kernel stays valid as long as the pool is reachable. At the bound a large
 * request may have an unused slab of smaller slots cut anew, and a small one a larger slot; else
 * {@link #tryAcquire} answers with nothing. It never throws and never blocks. Whoever was refused
 * can {@linkplain #onAvailable(Runnable) ask to be told} when a slot has come back.
 *
 * <p>Each size has a floor, a share of the bound that no other size takes: whoever fills the pool
 * with slots of one size leaves the others theirs. A pool of few slabs has none.
 *
 * <p>Safe for use by any thread.
 */
public final class BufferPool {

  private static final Logger LOG = LoggerFactory.getLogger(BufferPool.class);

  // All floors together are that part of the pool.
  private static final int FLOOR_DIVISOR = 8;

  private final BufferPoolOptions options;
  private final AddressResolver addresses;
  private final SizeClass[] sizeClasses;
  // The options' bound, or less if the JVM gives less.
  private volatile long maximumBytes;
  private final AtomicLong allocatedBytes = new AtomicLong();
  private final LongAdder refusals = new LongAdder();
  private final AtomicBoolean starving = new AtomicBoolean();
  private final List<Runnable> availabilityListeners = new CopyOnWriteArrayList<>();

  public BufferPool(BufferPoolOptions options, AddressResolver addresses) {
    this.options = options;
    this.addresses = addresses;
    this.maximumBytes = options.maximumBytes();
    this.sizeClasses =
        options.sizeClassesBytes().stream()
            .map(size -> new SizeClass(this, size, options.slabBytes()))
            .toArray(SizeClass[]::new);
  }

  /**
   * A slot of at least the given capacity, with one reference that belongs to the caller, or {@code
   * null} when the pool is at its bound (counted as a refusal).
   *
   * @param capacityBytes 1 … {@link #largestBytes()}
   * @throws IllegalArgumentException when no size class is that large
   */
  public @Nullable SharedBuffer tryAcquire(int capacityBytes) {
    if (capacityBytes > largestBytes()) {
      throw new IllegalArgumentException(
          "capacityBytes must not exceed the largest size class: capacityBytes="
              + capacityBytes
              + ", largest="
              + largestBytes());
    }
    SharedBuffer buffer = smallestFree(capacityBytes);
    if (buffer == null) {
      // Look again after saying so: a slot that came back in between told nobody.
      boolean first = !starving.getAndSet(true);
      buffer = smallestFree(capacityBytes);
      if (buffer == null && recut(capacityBytes)) {
        buffer = smallestFree(capacityBytes);
      }
      if (buffer == null) {
        refusals.increment();
        if (first) {
          FlightRecording.poolIsEmpty(capacityBytes, allocatedBytes.get(), maximumBytes);
        }
      }
    }
    return buffer;
  }

  private @Nullable SharedBuffer smallestFree(int capacityBytes) {
    boolean own = true;
    for (SizeClass sizeClass : sizeClasses) {
      if (sizeClass.slotBytes >= capacityBytes) {
        SharedBuffer buffer = own ? sizeClass.tryAcquire() : sizeClass.tryLend();
        if (buffer != null) {
          return buffer;
        }
        own = false;
      }
    }
    return null;
  }

  /**
   * Cuts a slab anew that smaller slots took when they were many and of which none is in use now:
   * else a rush of small requests would leave nothing for large ones, for good.
   *
   * @return whether there was one
   */
  private boolean recut(int capacityBytes) {
    for (SizeClass wanting : sizeClasses) {
      if (wanting.slotBytes >= capacityBytes) {
        for (SizeClass smaller : sizeClasses) {
          ByteBuffer slab = smaller.slotBytes < capacityBytes ? smaller.tryGiveUpSlab() : null;
          if (slab != null) {
            wanting.add(slab);
            // Who was refused while the slab was nobody's: there is more than the caller needs.
            slotCameBack();
            return true;
          }
        }
        return false;
      }
    }
    return false;
  }

  /** The bound, in bytes: the options', or less if the JVM gives less. */
  public long maximumBytes() {
    return maximumBytes;
  }

  /**
   * What of the bound is in no slot that is in use, of about this moment. Costs next to nothing, so
   * that whoever takes much can look before.
   */
  public long freeBytes() {
    long free = maximumBytes;
    for (SizeClass sizeClass : sizeClasses) {
      free -= sizeClass.usedBytes();
    }
    return Math.max(0, free);
  }

  /**
   * Whether less than half is free. What can be left out, or done later, is then: others need the
   * memory more. Costs next to nothing.
   */
  public boolean isScarce() {
    return freeBytes() < maximumBytes / 2;
  }

  /** Slabs that each size keeps from the others. */
  int floorSlabs() {
    return (int) (maximumBytes / options.slabBytes() / FLOOR_DIVISOR / sizeClasses.length);
  }

  /** Capacity of the largest slots, in bytes. */
  public int largestBytes() {
    return sizeClasses[sizeClasses.length - 1].slotBytes;
  }

  /**
   * Has the listener called whenever a slot comes back after a refusal. It runs on the thread that
   * released the slot and must not block.
   */
  public void onAvailable(Runnable listener) {
    availabilityListeners.add(listener);
  }

  /** Ends {@link #onAvailable(Runnable)}. */
  public void removeListener(Runnable listener) {
    availabilityListeners.remove(listener);
  }

  /**
   * Figures of this moment; each is right by itself, together they may be a few operations apart.
   */
  public PoolStatistics statistics() {
    List<PoolStatistics.SizeClassStatistics> classes = new ArrayList<>(sizeClasses.length);
    for (SizeClass sizeClass : sizeClasses) {
      classes.add(sizeClass.statistics());
    }
    long allocated = allocatedBytes.get();
    long bound = maximumBytes;
    return new PoolStatistics(
        bound, allocated, allocated + options.slabBytes() > bound, refusals.sum(), classes);
  }

  /** A new slab, or {@code null} when it would pass the bound, others' floors, or the JVM's. */
  @Nullable ByteBuffer tryAllocateSlab(SizeClass wanting) {
    long after = allocatedBytes.addAndGet(options.slabBytes());
    if (after <= maximumBytes - owedToOthers(wanting)) {
      try {
        return ByteBuffer.allocateDirect(options.slabBytes());
      } catch (OutOfMemoryError e) {
        // The JVM's own bound is lower. Each further try would make it collect garbage and wait,
        // on a thread that serves connections: what we have is what there is.
        maximumBytes = after - options.slabBytes();
        LOG.warn(
            "Out of native memory: the buffer pool is limited to {} bytes instead of {}; raise "
                + "-XX:MaxDirectMemorySize or lower iocp.buffers.max-memory",
            maximumBytes,
            options.maximumBytes());
      }
    }
    allocatedBytes.addAndGet(-options.slabBytes());
    return null;
  }

  /** What others lack to their floors. */
  private long owedToOthers(SizeClass wanting) {
    int floor = floorSlabs();
    long owed = 0;
    for (SizeClass other : sizeClasses) {
      owed += other == wanting ? 0 : Math.max(0, floor - other.slabs());
    }
    return owed * options.slabBytes();
  }

  long addressOf(ByteBuffer slab) {
    return addresses.addressOf(slab);
  }

  void slotCameBack() {
    // A plain read first: releases are frequent, refusals are not.
    if (starving.get() && starving.compareAndSet(true, false)) {
      for (Runnable listener : availabilityListeners) {
        listener.run();
      }
    }
  }
}
