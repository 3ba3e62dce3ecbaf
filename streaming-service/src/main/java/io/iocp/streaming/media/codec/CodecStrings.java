package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.ByteView;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Codecs the way RFC 6381 and the codecs' own bindings want them in a MIME type. */
public final class CodecStrings {

  private static final int VPCC_BYTES = 12;
  private static final int VPCC_VERSION_AND_FLAGS = 0x01000000;
  private static final int CHROMA_420_COLOCATED = 1;
  private static final byte UNSPECIFIED = 2;

  private CodecStrings() {}

  /**
   * Profile, constraints and level from AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3).
   */
  public static String avc(String name, ByteView avcC) {
    avcC.skip(1);
    return String.format(Locale.ROOT, "%s.%02X%02X%02X", name, avcC.u8(), avcC.u8(), avcC.u8());
  }

  /** HEVCDecoderConfigurationRecord in the notation of ISO/IEC 14496-15, annex E.3. */
  public static String hevc(String name, ByteView hvcC) {
    hvcC.skip(1);
    int profile = hvcC.u8();
    int compatibility = Integer.reverse(hvcC.i32());
    long constraints = hvcC.number(6);
    int level = hvcC.u8();
    int profileSpace = profile >>> 6;
    StringBuilder codec = new StringBuilder(name).append('.');
    if (profileSpace > 0) {
      codec.append((char) ('A' + profileSpace - 1));
    }
    codec.append(profile & 0x1F);
    codec.append('.').append(Integer.toHexString(compatibility).toUpperCase(Locale.ROOT));
    codec.append('.').append((profile & 0x20) == 0 ? 'L' : 'H').append(level);
    // Six bytes of constraint flags; those behind the last one that is not zero are left out.
    for (long rest = constraints << 16; rest != 0; rest <<= 8) {
      codec.append('.').append(String.format(Locale.ROOT, "%X", rest >>> 56));
    }
    return codec.toString();
  }

  /** AV1CodecConfigurationRecord in the notation of the AV1 ISOBMFF binding, section 5. */
  public static String av1(ByteView av1C) {
    av1C.skip(1);
    int profileAndLevel = av1C.u8();
    int profile = profileAndLevel >>> 5;
    int flags = av1C.u8();
    boolean highTier = (flags & 0x80) != 0;
    boolean highBitDepth = (flags & 0x40) != 0;
    boolean twelveBit = (flags & 0x20) != 0;
    int bitDepth = highBitDepth ? twelveBit ? 12 : 10 : 8;
    return String.format(
        Locale.ROOT,
        "av01.%d.%02d%s.%02d",
        profile,
        profileAndLevel & 0x1F,
        highTier ? "H" : "M",
        bitDepth);
  }

  /**
   * VPCodecConfigurationRecord in the notation of the VP Codec ISO Media File Format Binding; the
   * size of the picture tells the level where the record does not.
   */
  public static String vpx(String name, ByteView vpcC, int widthPixels, int heightPixels) {
    vpcC.skip(4);
    int profile = vpcC.u8();
    int level = Vp9Level.of(vpcC.u8(), widthPixels, heightPixels);
    return vpx(name, profile, level, vpcC.u8() >>> 4);
  }

  /** Profile, level and bit depth of VP9, as WebM's CodecPrivate lists them. */
  public static String vp9(
      int profile, int level, int bitDepth, int widthPixels, int heightPixels) {
    return vpx("vp09", profile, Vp9Level.of(level, widthPixels, heightPixels), bitDepth);
  }

  /**
   * The body of a vpcC box (VP Codec ISO Media File Format Binding) of 4:2:0 without colour
   * information.
   *
   * @param profile of what is negative, the usual: profile 0, a level by the size, 8 bits
   */
  public static ByteBuffer vpcC(
      int profile, int level, int bitDepth, int widthPixels, int heightPixels) {
    return ByteBuffer.allocate(VPCC_BYTES)
        .putInt(VPCC_VERSION_AND_FLAGS)
        .put((byte) Math.max(0, profile))
        .put((byte) Vp9Level.of(level, widthPixels, heightPixels))
        .put((byte) ((bitDepth < 0 ? 8 : bitDepth) << 4 | CHROMA_420_COLOCATED << 1))
        .put(UNSPECIFIED)
        .put(UNSPECIFIED)
        .put(UNSPECIFIED)
        .putShort((short) 0)
        .flip();
  }

  private static String vpx(String name, int profile, int level, int bitDepth) {
    return String.format(Locale.ROOT, "%s.%02d.%02d.%02d", name, profile, level, bitDepth);
  }
}
