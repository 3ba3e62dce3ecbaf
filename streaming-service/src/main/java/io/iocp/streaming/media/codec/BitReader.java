package io.iocp.streaming.media.codec;

import java.nio.ByteBuffer;

/**
 * The bits of a header, most significant first. Reading past the end yields zeros and is
 * remembered, so that a parser reads straight on and asks {@link #overrun} once at its end.
 */
final class BitReader {

  private static final int EMULATION_PREVENTION = 0x03;

  private final ByteBuffer bytes;
  private final boolean emulationPrevention;
  private int zeros;
  private int current;
  private int bitsLeft;
  private boolean overrun;

  private BitReader(ByteBuffer bytes, boolean emulationPrevention) {
    this.bytes = bytes.duplicate();
    this.emulationPrevention = emulationPrevention;
  }

  /** The bits of these bytes, which stay where they are. */
  static BitReader ofBytes(ByteBuffer bytes) {
    return new BitReader(bytes, false);
  }

  /**
   * The bits of a NAL unit from its first byte on, without the bytes that only keep start codes out
   * of it (ITU-T H.264, 7.4.1).
   */
  static BitReader ofNalUnit(ByteBuffer nalUnit) {
    return new BitReader(nalUnit, true);
  }

  boolean overrun() {
    return overrun;
  }

  boolean flag() {
    return bits(1) != 0;
  }

  /** An unsigned number of up to 32 bits, in the bits of an int. */
  int bits(int count) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      if (bitsLeft == 0) {
        current = nextByte();
        bitsLeft = Byte.SIZE;
      }
      bitsLeft--;
      value = value << 1 | (current >>> bitsLeft & 1);
    }
    return value;
  }

  long unsigned32() {
    return Integer.toUnsignedLong(bits(Integer.SIZE));
  }

  void skip(int count) {
    for (int i = 0; i < count; i++) {
      bits(1);
    }
  }

  /**
   * {@code ue(v)}: Exp-Golomb, unsigned (ITU-T H.264, 9.1); what does not fit counts as overrun.
   */
  int ue() {
    int leadingZeros = 0;
    while (!flag()) {
      leadingZeros++;
      if (leadingZeros == Integer.SIZE - 1) {
        overrun = true;
        return 0;
      }
    }
    return (1 << leadingZeros) - 1 + bits(leadingZeros);
  }

  /** {@code ue(v)} that can be at most this; more counts as overrun and is 0. */
  int ue(int maximum) {
    int value = ue();
    if (value > maximum) {
      overrun = true;
      return 0;
    }
    return value;
  }

  /** {@code se(v)}: Exp-Golomb, signed. */
  int se() {
    int code = ue();
    return (code & 1) != 0 ? (code >>> 1) + 1 : -(code >>> 1);
  }

  private int nextByte() {
    if (!bytes.hasRemaining()) {
      overrun = true;
      return 0;
    }
    int next = bytes.get() & 0xFF;
    if (emulationPrevention && zeros >= 2 && next == EMULATION_PREVENTION) {
      zeros = 0;
      return nextByte();
    }
    zeros = next == 0 ? zeros + 1 : 0;
    return next;
  }
}
