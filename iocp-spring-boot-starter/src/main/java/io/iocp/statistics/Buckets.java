package io.iocp.statistics;

/**
 * Which bucket a value falls into.
 *
 * <pre>
 *   value   0 … 15        one bucket each
 *   value   2ᵉ … 2ᵉ⁺¹−1   eight buckets, each 2ᵉ⁻³ wide
 * </pre>
 */
final class Buckets {

  private static final int PARTS_BITS = 3;
  private static final int PARTS = 1 << PARTS_BITS;

  /** For values 0 … 2⁶³−1. */
  static final int COUNT = (Long.SIZE - 1 - PARTS_BITS + 1) * PARTS;

  private Buckets() {}

  static int index(long value) {
    if (value < PARTS) {
      return (int) value;
    }
    int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - PARTS_BITS;
    return (shift + 1) * PARTS + (int) (value >>> shift) - PARTS;
  }

  /** The largest value that falls into the bucket. */
  static long largest(int index) {
    if (index < PARTS) {
      return index;
    }
    int shift = index / PARTS - 1;
    long smallest = (long) (PARTS + index % PARTS) << shift;
    return smallest + (1L << shift) - 1;
  }
}
