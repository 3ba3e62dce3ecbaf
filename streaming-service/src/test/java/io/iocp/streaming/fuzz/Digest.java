package io.iocp.streaming.fuzz;

import java.nio.ByteBuffer;

/** A number for all that was told, in its order; bytes count the same in any cut. */
final class Digest {

  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private long value = 1;

  void add(long number) {
    value = (value ^ number) * MULTIPLIER + 1;
  }

  void add(ByteBuffer bytes) {
    long hash = value;
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      hash = hash * 31 + bytes.get(i) + 1;
    }
    value = hash;
  }

  long value() {
    return value;
  }

  void set(long earlier) {
    value = earlier;
  }
}
