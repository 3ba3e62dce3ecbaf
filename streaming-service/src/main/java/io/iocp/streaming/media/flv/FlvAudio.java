package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.Codec;
import java.nio.ByteBuffer;

/**
 * Takes the body of an audio tag apart (FLV 10.1, E.4.2; Enhanced RTMP v2, "Enhanced Audio").
 *
 * <pre>
 *   FLV        | sound format 4 | rate 2 | size 1 | stereo 1 |  AAC: | packet type 8 |
 *   enhanced   | 9 (4 bits) | packet type 4 | FourCC 32 |
 * </pre>
 *
 * <p>Rate, size and stereo are not looked at: the codecs that are accepted say themselves what they
 * are, and encoders write there what they like.
 */
final class FlvAudio {

  private static final int FORMAT_MP3 = 2;
  private static final int FORMAT_ENHANCED = 9;
  private static final int FORMAT_AAC = 10;
  private static final int FORMAT_MP3_8_KHZ = 14;

  private static final int AAC_SEQUENCE_HEADER = 0;
  private static final int AAC_RAW = 1;

  private static final int SEQUENCE_START = 0;
  private static final int CODED_FRAMES = 1;
  private static final int MULTITRACK = 5;
  private static final int MOD_EX = 7;

  private FlvAudio() {}

  static FlvPacket packet(ByteBuffer body) {
    if (!body.hasRemaining()) {
      return FlvPacket.IGNORED;
    }
    int first = body.get() & 0xFF;
    int format = first >>> 4;
    return switch (format) {
      case FORMAT_MP3, FORMAT_MP3_8_KHZ -> FlvPacket.sample(Codec.MP3, true, 0, body);
      case FORMAT_AAC -> aac(body);
      case FORMAT_ENHANCED -> enhanced(first & 0x0F, body);
      default ->
          FlvPacket.unsupported(
              "FLV sound format " + format + name(format) + ": send AAC, MP3 or Opus");
    };
  }

  private static String name(int format) {
    return switch (format) {
      case 0, 3 -> " (PCM)";
      case 1 -> " (ADPCM)";
      case 4, 5, 6 -> " (Nellymoser)";
      case 7, 8 -> " (G.711)";
      case 11 -> " (Speex)";
      default -> "";
    };
  }

  private static FlvPacket aac(ByteBuffer body) {
    if (!body.hasRemaining()) {
      return FlvPacket.tooShort();
    }
    return switch (body.get()) {
      case AAC_SEQUENCE_HEADER -> FlvPacket.configuration(Codec.AAC, body);
      case AAC_RAW -> FlvPacket.sample(Codec.AAC, true, 0, body);
      // There are no others.
      default -> FlvPacket.IGNORED;
    };
  }

  private static FlvPacket enhanced(int packetType, ByteBuffer body) {
    if (packetType == MULTITRACK) {
      return FlvPacket.unsupported("multitrack audio: send one sound track");
    }
    if (packetType == MOD_EX) {
      return FlvPacket.unsupported("audio with ModEx extensions of Enhanced RTMP");
    }
    if (body.remaining() < Integer.BYTES) {
      return FlvPacket.tooShort();
    }
    int fourCc = body.getInt();
    return switch (fourCc) {
      case FourCc.OPUS -> coded(Codec.OPUS, packetType, body);
      case FourCc.MP4A -> coded(Codec.AAC, packetType, body);
      case FourCc.MP3 -> coded(Codec.MP3, packetType, body);
      default ->
          FlvPacket.unsupported("audio codec " + FourCc.text(fourCc) + ": send mp4a, Opus or .mp3");
    };
  }

  private static FlvPacket coded(Codec codec, int packetType, ByteBuffer body) {
    return switch (packetType) {
      case SEQUENCE_START ->
          codec == Codec.MP3 ? FlvPacket.IGNORED : FlvPacket.configuration(codec, body);
      case CODED_FRAMES -> FlvPacket.sample(codec, true, 0, body);
      // The end of a sequence, the order of channels, and what is yet to be specified.
      default -> FlvPacket.IGNORED;
    };
  }
}
