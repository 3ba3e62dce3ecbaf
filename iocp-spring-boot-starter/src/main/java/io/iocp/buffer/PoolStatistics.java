package io.iocp.buffer;

import java.util.List;

/**
 * What a {@link BufferPool} looks like at one moment.
 *
 * @param maximumBytes the pool's bound, or what there is if the JVM gives less native memory
 * @param allocatedBytes native memory taken from the operating system so far
 * @param atBound whether no further slab fits below the bound
 * @param refusals requests answered with nothing because the bound was reached, since the start
 * @param sizeClasses one entry a slot size, ascending
 */
public record PoolStatistics(
    long maximumBytes,
    long allocatedBytes,
    boolean atBound,
    long refusals,
    List<SizeClassStatistics> sizeClasses) {

  public PoolStatistics {
    sizeClasses = List.copyOf(sizeClasses);
  }

  /** Slots in use over all size classes. */
  public long used() {
    return sizeClasses.stream().mapToLong(SizeClassStatistics::used).sum();
  }

  /** Bytes of all slots in use. */
  public long usedBytes() {
    return sizeClasses.stream().mapToLong(c -> (long) c.used() * c.slotBytes()).sum();
  }

  /**
   * One slot size.
   *
   * @param slotBytes size of a slot
   * @param total slots cut so far
   * @param free slots ready to be taken
   * @param peak most slots in use at once since the start
   */
  public record SizeClassStatistics(int slotBytes, int total, int free, int peak) {

    /** Slots in use. */
    public int used() {
      return total - free;
    }
  }
}
