package io.iocp.buffer;

import java.util.List;

/**
 * Bounds of a {@link BufferPool}.
 *
 * @param maximumBytes native memory the pool may take in all, at least one slab a size class
 * @param slabBytes memory taken from the operating system at a time; a multiple of every size class
 * @param sizeClassesBytes slot sizes, ascending multiples of 4 KiB: the operating system locks
 *     whole pages for I/O, so anything smaller would waste the rest of its page
 */
public record BufferPoolOptions(long maximumBytes, int slabBytes, List<Integer> sizeClassesBytes) {

  private static final int PAGE_BYTES = 4096;

  /** 256 MiB at most, in slabs of 1 MiB, cut in slots of 4, 8, 16, 32 and 64 KiB. */
  public static final BufferPoolOptions DEFAULTS =
      new BufferPoolOptions(
          256L << 20, 1 << 20, List.of(4 << 10, 8 << 10, 16 << 10, 32 << 10, 64 << 10));

  public BufferPoolOptions {
    sizeClassesBytes = List.copyOf(sizeClassesBytes);
    if (sizeClassesBytes.isEmpty()) {
      throw new IllegalArgumentException("sizeClassesBytes must not be empty");
    }
    int previous = 0;
    for (int size : sizeClassesBytes) {
      if (size % PAGE_BYTES != 0 || size <= previous) {
        throw new IllegalArgumentException(
            "sizeClassesBytes must be ascending multiples of "
                + PAGE_BYTES
                + ": sizeClassesBytes="
                + sizeClassesBytes);
      }
      if (slabBytes % size != 0) {
        throw new IllegalArgumentException(
            "slabBytes must be a multiple of every size class: slabBytes="
                + slabBytes
                + ", size class="
                + size);
      }
      previous = size;
    }
    long minimumBytes = (long) slabBytes * sizeClassesBytes.size();
    if (maximumBytes < minimumBytes) {
      throw new IllegalArgumentException(
          "maximumBytes must hold one slab per size class: maximumBytes="
              + maximumBytes
              + ", at least "
              + minimumBytes);
    }
  }

  /** These options with another bound. */
  public BufferPoolOptions withMaximumBytes(long bytes) {
    return new BufferPoolOptions(bytes, slabBytes, sizeClassesBytes);
  }
}
