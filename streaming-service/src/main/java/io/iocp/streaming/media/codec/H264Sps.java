package io.iocp.streaming.media.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a sequence parameter set of H.264 says (ITU-T H.264, 7.3.2.1.1 and annex E). Immutable. */
public final class H264Sps {

  private static final int MAX_SIDE_MACROBLOCKS = 1024;
  private static final int MACROBLOCK_PIXELS = 16;
  private static final int MAX_ID = 31;
  private static final int EXTENDED_SAR = 255;
  private static final int MAX_CPB_COUNT = 32;

  private final int profile;
  private final int constraints;
  private final int level;
  private final int id;
  private int chromaFormat = 1;
  private int lumaBits = 8;
  private int chromaBits = 8;
  private final int orderType;
  private final int widthPixels;
  private final int heightPixels;
  private long unitsInTick;
  private long ticksPerSecond;
  private int reorderFrames = -1;

  private H264Sps(BitReader bits) {
    bits.skip(Byte.SIZE);
    profile = bits.bits(8);
    constraints = bits.bits(8);
    level = bits.bits(8);
    id = bits.ue(MAX_ID);
    if (hasChroma(profile)) {
      chroma(bits);
    }
    bits.ue();
    orderType = bits.ue(2);
    order(bits);
    bits.ue();
    bits.skip(1);
    int widthMacroblocks = bits.ue(MAX_SIDE_MACROBLOCKS - 1) + 1;
    int heightUnits = bits.ue(MAX_SIDE_MACROBLOCKS - 1) + 1;
    boolean framesOnly = bits.flag();
    bits.skip(framesOnly ? 1 : 2);
    int unitFields = framesOnly ? 1 : 2;
    int width = widthMacroblocks * MACROBLOCK_PIXELS;
    int height = heightUnits * unitFields * MACROBLOCK_PIXELS;
    if (bits.flag()) {
      int unitX = chromaFormat == 1 || chromaFormat == 2 ? 2 : 1;
      int unitY = (chromaFormat == 1 ? 2 : 1) * unitFields;
      width -= unitX * (bits.ue(width) + bits.ue(width));
      height -= unitY * (bits.ue(height) + bits.ue(height));
    }
    widthPixels = width;
    heightPixels = height;
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
  public static @Nullable H264Sps parse(ByteBuffer nalUnit) {
    BitReader bits = BitReader.ofNalUnit(nalUnit);
    H264Sps sps = new H264Sps(bits);
    return bits.overrun() || sps.widthPixels <= 0 || sps.heightPixels <= 0 ? null : sps;
  }

  static boolean hasChroma(int profile) {
    return switch (profile) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  private void chroma(BitReader bits) {
    chromaFormat = bits.ue(3);
    bits.skip(chromaFormat == 3 ? 1 : 0);
    lumaBits = bits.ue(6) + 8;
    chromaBits = bits.ue(6) + 8;
    bits.skip(1);
    if (bits.flag()) {
      for (int i = 0; i < (chromaFormat == 3 ? 12 : 8); i++) {
        if (bits.flag()) {
          scalingList(bits, i < 6 ? 16 : 64);
        }
      }
    }
  }

  private static void scalingList(BitReader bits, int size) {
    int last = 8;
    for (int i = 0; i < size && last != 0; i++) {
      last = last + bits.se() & 0xFF;
    }
  }

  private void order(BitReader bits) {
    if (orderType == 0) {
      bits.ue();
    } else if (orderType == 1) {
      bits.skip(1);
      bits.se();
      bits.se();
      for (int i = bits.ue(255); i > 0; i--) {
        bits.se();
      }
    }
  }

  /** Video usability information (E.1.1); what lies behind its damage is not known. */
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
    if (bits.flag()) {
      unitsInTick = bits.unsigned32();
      ticksPerSecond = bits.unsigned32();
      bits.skip(1);
    }
    boolean nalHrd = bits.flag();
    hypotheticalDecoder(bits, nalHrd);
    boolean vclHrd = bits.flag();
    hypotheticalDecoder(bits, vclHrd);
    bits.skip(nalHrd || vclHrd ? 1 : 0);
    bits.skip(1);
    if (bits.flag()) {
      bits.skip(1);
      for (int i = 0; i < 4; i++) {
        bits.ue();
      }
      reorderFrames = bits.ue(16);
      bits.ue();
    }
  }

  private static void hypotheticalDecoder(BitReader bits, boolean present) {
    if (present) {
      int count = bits.ue(MAX_CPB_COUNT - 1) + 1;
      bits.skip(8);
      for (int i = 0; i < count; i++) {
        bits.ue();
        bits.ue();
        bits.skip(1);
      }
      bits.skip(20);
    }
  }

  public int profile() {
    return profile;
  }

  /** The byte of constraint flags behind the profile. */
  public int constraints() {
    return constraints;
  }

  public int level() {
    return level;
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

  int id() {
    return id;
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
    return ticksPerSecond == 0 ? 0 : Math.round(2.0 * unitsInTick * timescale / ticksPerSecond);
  }

  /** How many pictures can come before one that is shown before them, -1 where it does not say. */
  public int reorderFrames() {
    return orderType == 2 ? 0 : reorderFrames;
  }
}
