package io.iocp.streaming.media.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a sequence parameter set of H.265 says (ITU-T H.265, 7.3.2.2 and annex E). Immutable. */
public final class H265Sps {

  private static final int MAX_SIDE_PIXELS = 16_384;
  private static final int MAX_ID = 15;
  private static final int EXTENDED_SAR = 255;
  private static final int MAX_REFERENCES = 16;
  private static final int MAX_REFERENCE_SETS = 64;

  private final int subLayers;
  private final boolean temporalNesting;
  private final int profileByte;
  private final int compatibility;
  private final long constraints;
  private final int level;
  private final int id;
  private final int chromaFormat;
  private final int widthPixels;
  private final int heightPixels;
  private final int lumaBits;
  private final int chromaBits;
  private final int orderBits;
  private int reorderFrames;
  private long unitsInTick;
  private long ticksPerSecond;

  private H265Sps(BitReader bits) {
    bits.skip(16 + 4);
    int maxSubLayer = bits.bits(3);
    subLayers = maxSubLayer + 1;
    temporalNesting = bits.flag();
    profileByte = bits.bits(8);
    compatibility = bits.bits(32);
    constraints = (long) bits.bits(16) << 32 | bits.unsigned32();
    level = bits.bits(8);
    subLayerLevels(bits, maxSubLayer);
    id = bits.ue(MAX_ID);
    chromaFormat = bits.ue(3);
    bits.skip(chromaFormat == 3 ? 1 : 0);
    int width = bits.ue(MAX_SIDE_PIXELS);
    int height = bits.ue(MAX_SIDE_PIXELS);
    if (bits.flag()) {
      width -= (chromaFormat == 1 || chromaFormat == 2 ? 2 : 1) * (bits.ue(width) + bits.ue(width));
      height -= (chromaFormat == 1 ? 2 : 1) * (bits.ue(height) + bits.ue(height));
    }
    widthPixels = width;
    heightPixels = height;
    lumaBits = bits.ue(8) + 8;
    chromaBits = bits.ue(8) + 8;
    orderBits = bits.ue(12) + 4;
    for (int i = bits.flag() ? 0 : maxSubLayer; i <= maxSubLayer; i++) {
      bits.ue();
      reorderFrames = bits.ue(MAX_REFERENCES);
      bits.ue();
    }
    untilUsability(bits);
    if (bits.flag()) {
      usability(bits);
    }
  }

  /**
   * Reads a sequence parameter set.
   *
   * @param nalUnit from its header on
   * @return what it says, or null when it is damaged
   */
  public static @Nullable H265Sps parse(ByteBuffer nalUnit) {
    BitReader bits = BitReader.ofNalUnit(nalUnit);
    H265Sps sps = new H265Sps(bits);
    return bits.overrun() || sps.widthPixels <= 0 || sps.heightPixels <= 0 ? null : sps;
  }

  private static void subLayerLevels(BitReader bits, int maxSubLayer) {
    int present = 0;
    for (int i = 0; i < maxSubLayer; i++) {
      present = present << 2 | bits.bits(2);
    }
    bits.skip(maxSubLayer > 0 ? 2 * (8 - maxSubLayer) : 0);
    for (int i = maxSubLayer - 1; i >= 0; i--) {
      int flags = present >>> (2 * i);
      bits.skip((flags & 2) != 0 ? 88 : 0);
      bits.skip((flags & 1) != 0 ? 8 : 0);
    }
  }

  private void untilUsability(BitReader bits) {
    for (int i = 0; i < 6; i++) {
      bits.ue();
    }
    boolean scaled = bits.flag();
    if (scaled && bits.flag()) {
      scalingLists(bits);
    }
    bits.skip(2);
    if (bits.flag()) {
      bits.skip(8);
      bits.ue();
      bits.ue();
      bits.skip(1);
    }
    int setCount = bits.ue(MAX_REFERENCE_SETS);
    int pictures = 0;
    for (int i = 0; i < setCount; i++) {
      pictures = referenceSet(bits, i, pictures);
    }
    if (bits.flag()) {
      for (int i = bits.ue(32); i > 0; i--) {
        bits.skip(orderBits + 1);
      }
    }
    bits.skip(2);
  }

  private static void scalingLists(BitReader bits) {
    for (int size = 0; size < 4; size++) {
      for (int matrix = 0; matrix < 6; matrix += size == 3 ? 3 : 1) {
        if (!bits.flag()) {
          bits.ue();
          continue;
        }
        int coefficients = Math.min(64, 1 << (4 + 2 * size)) + (size > 1 ? 1 : 0);
        for (int i = 0; i < coefficients; i++) {
          bits.se();
        }
      }
    }
  }

  /** {@code st_ref_pic_set} (7.3.7): how many pictures are in it, given how many were before. */
  private static int referenceSet(BitReader bits, int index, int before) {
    int pictures = 0;
    if (index > 0 && bits.flag()) {
      bits.skip(1);
      bits.ue();
      for (int i = 0; i <= before; i++) {
        boolean used = bits.flag();
        pictures += used || bits.flag() ? 1 : 0;
      }
      return pictures;
    }
    pictures = bits.ue(MAX_REFERENCES) + bits.ue(MAX_REFERENCES);
    for (int i = 0; i < pictures; i++) {
      bits.ue();
      bits.skip(1);
    }
    return pictures;
  }

  /** Video usability information (E.2.1) as far as the timing. */
  private void usability(BitReader bits) {
    if (bits.flag() && bits.bits(8) == EXTENDED_SAR) {
      bits.skip(32);
    }
    if (bits.flag()) {
      bits.skip(1);
    }
    if (bits.flag()) {
      bits.skip(4);
      bits.skip(bits.flag() ? 24 : 0);
    }
    if (bits.flag()) {
      bits.ue();
      bits.ue();
    }
    bits.skip(3);
    if (bits.flag()) {
      for (int i = 0; i < 4; i++) {
        bits.ue();
      }
    }
    if (bits.flag()) {
      unitsInTick = bits.unsigned32();
      ticksPerSecond = bits.unsigned32();
    }
  }

  /** Profile space, tier and profile, as they stand in one byte. */
  int profileByte() {
    return profileByte;
  }

  int compatibility() {
    return compatibility;
  }

  /** 48 bits of constraint flags. */
  long constraints() {
    return constraints;
  }

  int level() {
    return level;
  }

  int subLayers() {
    return subLayers;
  }

  boolean temporalNesting() {
    return temporalNesting;
  }

  int id() {
    return id;
  }

  int chromaFormat() {
    return chromaFormat;
  }

  int lumaBits() {
    return lumaBits;
  }

  int chromaBits() {
    return chromaBits;
  }

  /** Width of the pictures, without what is cropped. */
  public int widthPixels() {
    return widthPixels;
  }

  /** Height of the pictures, without what is cropped. */
  public int heightPixels() {
    return heightPixels;
  }

  /**
   * How long a frame is shown.
   *
   * @param timescale ticks a second
   * @return ticks, 0 where the parameter set does not say
   */
  public long frameTicks(int timescale) {
    return ticksPerSecond == 0 ? 0 : Math.round((double) unitsInTick * timescale / ticksPerSecond);
  }

  /** How many pictures can come before one that is shown before them. */
  public int reorderFrames() {
    return reorderFrames;
  }
}
