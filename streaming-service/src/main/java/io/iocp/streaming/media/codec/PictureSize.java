package io.iocp.streaming.media.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The size of pictures of the codecs whose MP4 configuration does not have it.
 *
 * @param widthPixels width of the coded picture
 * @param heightPixels height of the coded picture
 */
public record PictureSize(int widthPixels, int heightPixels) {

  private static final int AV1C_FIXED_BYTES = 4;
  private static final int OBU_SEQUENCE_HEADER = 1;
  private static final int AV1_LEVEL_WITH_TIERS = 7;

  private static final int VP8_SIZE_OFFSET = 6;
  private static final int VP8_HEADER_BYTES = 10;
  private static final int VP8_SIZE_BITS = 0x3FFF;

  private static final int VP9_FRAME_MARKER = 2;
  private static final int VP9_SYNC_CODE = 0x498342;
  private static final int VP9_COLOR_SPACE_RGB = 7;

  /**
   * Reads the sequence header in the body of {@code av1C} (AV1, 5.5).
   *
   * @return null where it has none, which the record allows
   */
  public static @Nullable PictureSize ofAv1(ByteBuffer av1C) {
    if (av1C.remaining() <= AV1C_FIXED_BYTES) {
      return null;
    }
    BitReader bits =
        BitReader.ofBytes(
            av1C.slice(av1C.position() + AV1C_FIXED_BYTES, av1C.remaining() - AV1C_FIXED_BYTES));
    bits.skip(1);
    int type = bits.bits(4);
    boolean extended = bits.flag();
    boolean sized = bits.flag();
    bits.skip(extended ? 9 : 1);
    if (type != OBU_SEQUENCE_HEADER) {
      return null;
    }
    while (sized && bits.flag()) {
      // The size in groups of seven bits; the first bit says whether another group follows.
      bits.skip(7);
    }
    bits.skip(sized ? 7 : 0);
    return av1Sequence(bits);
  }

  private static @Nullable PictureSize av1Sequence(BitReader bits) {
    bits.skip(4);
    boolean reduced = bits.flag();
    if (reduced) {
      bits.skip(5);
    } else {
      av1OperatingPoints(bits);
    }
    int widthBits = bits.bits(4) + 1;
    int heightBits = bits.bits(4) + 1;
    PictureSize size = new PictureSize(bits.bits(widthBits) + 1, bits.bits(heightBits) + 1);
    return bits.overrun() ? null : size;
  }

  private static void av1OperatingPoints(BitReader bits) {
    int decoderDelayBits = 0;
    if (bits.flag()) {
      bits.skip(64);
      if (bits.flag()) {
        bits.ue();
      }
      if (bits.flag()) {
        decoderDelayBits = bits.bits(5) + 1;
        bits.skip(42);
      }
    }
    boolean displayDelays = bits.flag();
    for (int points = bits.bits(5) + 1; points > 0; points--) {
      bits.skip(12);
      bits.skip(bits.bits(5) > AV1_LEVEL_WITH_TIERS ? 1 : 0);
      if (decoderDelayBits > 0 && bits.flag()) {
        bits.skip(2 * decoderDelayBits + 1);
      }
      if (displayDelays && bits.flag()) {
        bits.skip(4);
      }
    }
  }

  /**
   * Reads the header of a keyframe of VP8 (RFC 6386, 9.1).
   *
   * @return null where it is none
   */
  public static @Nullable PictureSize ofVp8(ByteBuffer frame) {
    int start = frame.position();
    boolean keyframe =
        frame.remaining() >= VP8_HEADER_BYTES
            && (frame.get(start) & 1) == 0
            && frame.get(start + 3) == (byte) 0x9D
            && frame.get(start + 4) == 0x01
            && frame.get(start + 5) == 0x2A;
    if (!keyframe) {
      return null;
    }
    return new PictureSize(
        Short.reverseBytes(frame.getShort(start + VP8_SIZE_OFFSET)) & VP8_SIZE_BITS,
        Short.reverseBytes(frame.getShort(start + VP8_SIZE_OFFSET + 2)) & VP8_SIZE_BITS);
  }

  /**
   * Reads the header of a keyframe of VP9 (VP9 bitstream specification, 6.2).
   *
   * @return null where it is none
   */
  public static @Nullable PictureSize ofVp9(ByteBuffer frame) {
    BitReader bits = BitReader.ofBytes(frame);
    int marker = bits.bits(2);
    int profile = bits.bits(1) | bits.bits(1) << 1;
    bits.skip(profile == 3 ? 1 : 0);
    boolean showsExisting = bits.flag();
    boolean keyframe = !bits.flag();
    bits.skip(2);
    if (marker != VP9_FRAME_MARKER
        || showsExisting
        || !keyframe
        || bits.bits(24) != VP9_SYNC_CODE) {
      return null;
    }
    bits.skip(profile >= 2 ? 1 : 0);
    boolean rgb = bits.bits(3) == VP9_COLOR_SPACE_RGB;
    boolean oddProfile = (profile & 1) != 0;
    if (rgb) {
      bits.skip(oddProfile ? 1 : 0);
    } else {
      bits.skip(oddProfile ? 4 : 1);
    }
    PictureSize size = new PictureSize(bits.bits(16) + 1, bits.bits(16) + 1);
    return bits.overrun() ? null : size;
  }
}
