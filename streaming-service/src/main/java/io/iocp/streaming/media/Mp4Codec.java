package io.iocp.streaming.media;

import java.util.Locale;

/**
 * Writes the codec of an MP4 sample entry the way RFC 6381 and the codecs' own bindings want it in
 * a MIME type.
 */
final class Mp4Codec {

  private static final int ESDS_ES_TAG = 3;
  private static final int ESDS_DECODER_CONFIG_TAG = 4;
  private static final int ESDS_DECODER_SPECIFIC_TAG = 5;
  private static final int OBJECT_TYPE_MPEG4_AUDIO = 0x40;
  private static final int AUDIO_OBJECT_TYPE_ESCAPE = 31;

  private Mp4Codec() {}

  /**
   * The codec string.
   *
   * @param sampleEntry type of the sample entry
   * @param boxes the boxes inside the sample entry, behind its fixed fields
   */
  static String of(int sampleEntry, ByteView boxes) {
    String name = BoxType.text(sampleEntry);
    return switch (name) {
      case "avc1", "avc3" -> avc(name, Box.find(boxes, BoxType.AVCC));
      case "hvc1", "hev1" -> hevc(name, Box.find(boxes, BoxType.HVCC));
      case "av01" -> av1(Box.find(boxes, BoxType.AV1C));
      case "vp08", "vp09" -> vpx(name, Box.find(boxes, BoxType.VPCC));
      case "mp4a" -> mp4a(Box.find(boxes, BoxType.ESDS));
      // Browsers know these two by their lower-case names only.
      case "Opus", "fLaC" -> name.toLowerCase(Locale.ROOT);
      // RFC 6381, 3.3: the sample entry's type is the codec string of all others.
      default -> name;
    };
  }

  /**
   * Profile, constraints and level from AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3).
   */
  private static String avc(String name, ByteView avcC) {
    avcC.skip(1);
    return String.format(Locale.ROOT, "%s.%02X%02X%02X", name, avcC.u8(), avcC.u8(), avcC.u8());
  }

  /** HEVCDecoderConfigurationRecord in the notation of ISO/IEC 14496-15, annex E.3. */
  private static String hevc(String name, ByteView hvcC) {
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
  static String av1(ByteView av1C) {
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

  /** VPCodecConfigurationRecord in the notation of the VP Codec ISO Media File Format Binding. */
  private static String vpx(String name, ByteView vpcC) {
    vpcC.skip(4);
    return vpx(name, vpcC.u8(), vpcC.u8(), vpcC.u8() >>> 4);
  }

  static String vpx(String name, int profile, int level, int bitDepth) {
    return String.format(Locale.ROOT, "%s.%02d.%02d.%02d", name, profile, level, bitDepth);
  }

  /** Object type and audio object type out of the ES_Descriptor (ISO/IEC 14496-1, 7.2.6.5). */
  private static String mp4a(ByteView esds) {
    esds.skip(4);
    ByteView es = descriptor(esds, ESDS_ES_TAG);
    es.skip(2);
    int flags = es.u8();
    es.skip((flags & 0x80) != 0 ? 2 : 0);
    es.skip((flags & 0x40) != 0 ? es.u8() : 0);
    es.skip((flags & 0x20) != 0 ? 2 : 0);
    ByteView decoderConfig = descriptor(es, ESDS_DECODER_CONFIG_TAG);
    int objectType = decoderConfig.u8();
    if (objectType != OBJECT_TYPE_MPEG4_AUDIO) {
      return String.format(Locale.ROOT, "mp4a.%02X", objectType);
    }
    decoderConfig.skip(12);
    int start = descriptor(decoderConfig, ESDS_DECODER_SPECIFIC_TAG).u16();
    int audioObjectType = start >>> 11;
    if (audioObjectType == AUDIO_OBJECT_TYPE_ESCAPE) {
      audioObjectType = 32 + ((start >>> 5) & 0x3F);
    }
    return "mp4a.40." + audioObjectType;
  }

  /**
   * The next descriptor, which has to be of this kind: tag, length in groups of seven bits, body.
   */
  private static ByteView descriptor(ByteView view, int tag) {
    if (view.u8() != tag) {
      return view.child(view.remaining() + 1L);
    }
    int length = 0;
    for (int i = 0; i < 4; i++) {
      int next = view.u8();
      length = (length << 7) | (next & 0x7F);
      if (next < 0x80) {
        break;
      }
    }
    return view.child(length);
  }
}
