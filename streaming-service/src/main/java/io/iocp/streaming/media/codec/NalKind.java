package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.Codec;
import java.nio.ByteBuffer;

/** What a NAL unit is for, in the same words for H.264 and H.265. */
public enum NalKind {
  /** A slice of a picture that needs others before it. */
  SLICE,
  /** A slice of a picture that a decoder can start with: IDR in H.264, IRAP in H.265. */
  SYNC_SLICE,
  /** Video parameter set, which only H.265 has. */
  VPS,
  SPS,
  PPS,
  /** Supplemental enhancement information that stands before its picture. */
  SEI,
  /** Access unit delimiter. */
  DELIMITER,
  /** Part of the picture before it, such as SEI that stands behind its picture. */
  OTHER,
  /** Nothing that a sample needs: filler, ends of sequences, layers above the first. */
  FILLER;

  /**
   * The kind of a NAL unit.
   *
   * @param codec {@link Codec#H264} or {@link Codec#H265}
   * @param nalUnit from its header on; two bytes are enough
   */
  public static NalKind of(Codec codec, ByteBuffer nalUnit) {
    if (nalUnit.remaining() < headerBytes(codec)) {
      return FILLER;
    }
    int first = nalUnit.get(nalUnit.position()) & 0xFF;
    if (codec == Codec.H264) {
      return ofH264(first & 0x1F);
    }
    int layer = (first & 1) << 5 | (nalUnit.get(nalUnit.position() + 1) & 0xFF) >>> 3;
    return layer > 0 ? FILLER : ofH265(first >>> 1 & 0x3F);
  }

  /** Size of the header of a NAL unit. */
  public static int headerBytes(Codec codec) {
    return codec == Codec.H264 ? 1 : 2;
  }

  /** ITU-T H.264, table 7-1. */
  private static NalKind ofH264(int type) {
    return switch (type) {
      case 1, 2, 3, 4 -> SLICE;
      case 5 -> SYNC_SLICE;
      case 6 -> SEI;
      case 7 -> SPS;
      case 8 -> PPS;
      case 9 -> DELIMITER;
      // End of sequence, end of stream, filler, and layers above the first.
      case 10, 11, 12, 14, 15, 20, 21 -> FILLER;
      default -> OTHER;
    };
  }

  /** ITU-T H.265, table 7-1. */
  private static NalKind ofH265(int type) {
    return switch (type) {
      case 16, 17, 18, 19, 20, 21, 22, 23 -> SYNC_SLICE;
      case 32 -> VPS;
      case 33 -> SPS;
      case 34 -> PPS;
      case 35 -> DELIMITER;
      case 36, 37, 38 -> FILLER;
      case 39 -> SEI;
      default -> type < 32 ? SLICE : OTHER;
    };
  }

  public boolean isSlice() {
    return this == SLICE || this == SYNC_SLICE;
  }

  /** Whether it says how pictures are coded. */
  public boolean isParameterSet() {
    return this == VPS || this == SPS || this == PPS;
  }

  /** Whether it can only stand before the first slice of an access unit. */
  public boolean leads() {
    return isParameterSet() || this == SEI || this == DELIMITER;
  }
}
