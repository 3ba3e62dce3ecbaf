package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.codec.CodecStrings;
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

  private static final int DECODER_CONFIG_AFTER_TYPE_BYTES = 12;

  private Mp4Codec() {}

  /**
   * The codec string.
   *
   * @param sampleEntry type of the sample entry
   * @param boxes the boxes inside the sample entry, behind its fixed fields
   * @param widthPixels size of the picture, which tells a level where the configuration does not
   */
  static String of(int sampleEntry, ByteView boxes, int widthPixels, int heightPixels) {
    String name = BoxType.text(sampleEntry);
    return switch (name) {
      case "avc1", "avc3" -> CodecStrings.avc(name, Box.find(boxes, BoxType.AVCC));
      case "hvc1", "hev1" -> CodecStrings.hevc(name, Box.find(boxes, BoxType.HVCC));
      case "av01" -> CodecStrings.av1(Box.find(boxes, BoxType.AV1C));
      case "vp08", "vp09" ->
          CodecStrings.vpx(name, Box.find(boxes, BoxType.VPCC), widthPixels, heightPixels);
      case "mp4a" -> mp4a(Box.find(boxes, BoxType.ESDS));
      // Browsers know these two by their lower-case names only.
      case "Opus", "fLaC" -> name.toLowerCase(Locale.ROOT);
      // RFC 6381, 3.3: the sample entry's type is the codec string of all others.
      default -> name;
    };
  }

  /** Object type and audio object type out of the ES_Descriptor (ISO/IEC 14496-1, 7.2.6.5). */
  private static String mp4a(ByteView esds) {
    ByteView decoderConfig = decoderConfig(esds);
    int objectType = decoderConfig.u8();
    if (objectType != OBJECT_TYPE_MPEG4_AUDIO) {
      return String.format(Locale.ROOT, "mp4a.%02X", objectType);
    }
    decoderConfig.skip(DECODER_CONFIG_AFTER_TYPE_BYTES);
    int start = descriptor(decoderConfig, ESDS_DECODER_SPECIFIC_TAG).u16();
    int audioObjectType = start >>> 11;
    if (audioObjectType == AUDIO_OBJECT_TYPE_ESCAPE) {
      audioObjectType = 32 + ((start >>> 5) & 0x3F);
    }
    return "mp4a.40." + audioObjectType;
  }

  /** What an AAC decoder needs, out of the ES_Descriptor. */
  static ByteView audioSpecificConfig(ByteView esds) {
    ByteView decoderConfig = decoderConfig(esds);
    decoderConfig.skip(1 + DECODER_CONFIG_AFTER_TYPE_BYTES);
    return descriptor(decoderConfig, ESDS_DECODER_SPECIFIC_TAG);
  }

  private static ByteView decoderConfig(ByteView esds) {
    esds.skip(4);
    ByteView es = descriptor(esds, ESDS_ES_TAG);
    es.skip(2);
    int flags = es.u8();
    es.skip((flags & 0x80) != 0 ? 2 : 0);
    es.skip((flags & 0x40) != 0 ? es.u8() : 0);
    es.skip((flags & 0x20) != 0 ? 2 : 0);
    return descriptor(es, ESDS_DECODER_CONFIG_TAG);
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
