package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.Codec;
import java.nio.ByteBuffer;

/**
 * Takes the body of a video tag apart (FLV 10.1, E.4.3; Enhanced RTMP v2, "Enhanced Video").
 *
 * <pre>
 *   FLV        | frame type 4 | codec 4 |  AVC: | packet type 8 | composition time 24 |
 *   enhanced   | 1 | frame type 3 | packet type 4 | FourCC 32 |
 *              coded frames of avc1 and hvc1: | composition time 24 |
 * </pre>
 */
final class FlvVideo {

  private static final int ENHANCED = 0x80;
  private static final int KEYFRAME = 1;
  private static final int COMMAND_FRAME = 5;

  private static final int CODEC_AVC = 7;
  private static final int AVC_SEQUENCE_HEADER = 0;
  private static final int AVC_NALU = 1;
  private static final int AVC_HEADER_BYTES = 4;

  private static final int SEQUENCE_START = 0;
  private static final int CODED_FRAMES = 1;
  private static final int CODED_FRAMES_X = 3;
  private static final int MPEG2_TS_SEQUENCE_START = 5;
  private static final int MULTITRACK = 6;
  private static final int MOD_EX = 7;

  private static final int COMPOSITION_TIME_BYTES = 3;

  private FlvVideo() {}

  static FlvPacket packet(ByteBuffer body) {
    if (!body.hasRemaining()) {
      return FlvPacket.IGNORED;
    }
    int first = body.get() & 0xFF;
    return (first & ENHANCED) != 0
        ? enhanced(first >>> 4 & 7, first & 0x0F, body)
        : plain(first >>> 4, first & 0x0F, body);
  }

  private static FlvPacket plain(int frameType, int codec, ByteBuffer body) {
    if (frameType == COMMAND_FRAME) {
      return FlvPacket.IGNORED;
    }
    if (codec != CODEC_AVC) {
      return FlvPacket.unsupported("FLV video codec " + codec + ": send H.264 or Enhanced RTMP");
    }
    if (body.remaining() < AVC_HEADER_BYTES) {
      return FlvPacket.tooShort();
    }
    int packetType = body.get();
    int compositionMillis = signed24(body);
    return switch (packetType) {
      case AVC_SEQUENCE_HEADER -> FlvPacket.configuration(Codec.H264, body);
      case AVC_NALU -> FlvPacket.sample(Codec.H264, frameType == KEYFRAME, compositionMillis, body);
      // 2 ends a sequence, and no viewer needs to know; others do not exist.
      default -> FlvPacket.IGNORED;
    };
  }

  private static FlvPacket enhanced(int frameType, int packetType, ByteBuffer body) {
    if (packetType == MULTITRACK) {
      return FlvPacket.unsupported("multitrack video: send one picture track");
    }
    if (packetType == MOD_EX) {
      return FlvPacket.unsupported("video with ModEx extensions of Enhanced RTMP");
    }
    if (packetType == MPEG2_TS_SEQUENCE_START) {
      return FlvPacket.unsupported("video with an MPEG-2 TS sequence start");
    }
    if (frameType == COMMAND_FRAME) {
      return FlvPacket.IGNORED;
    }
    if (body.remaining() < Integer.BYTES) {
      return FlvPacket.tooShort();
    }
    int fourCc = body.getInt();
    return switch (fourCc) {
      case FourCc.AVC1 -> coded(Codec.H264, true, frameType, packetType, body);
      case FourCc.HVC1 -> coded(Codec.H265, true, frameType, packetType, body);
      case FourCc.AV01 -> coded(Codec.AV1, false, frameType, packetType, body);
      case FourCc.VP08 -> coded(Codec.VP8, false, frameType, packetType, body);
      case FourCc.VP09 -> coded(Codec.VP9, false, frameType, packetType, body);
      default ->
          FlvPacket.unsupported(
              "video codec " + FourCc.text(fourCc) + ": send avc1, hvc1, av01, vp09 or vp08");
    };
  }

  private static FlvPacket coded(
      Codec codec, boolean hasCompositionTime, int frameType, int packetType, ByteBuffer body) {
    boolean keyframe = frameType == KEYFRAME;
    return switch (packetType) {
      case SEQUENCE_START -> FlvPacket.configuration(codec, body);
      case CODED_FRAMES -> {
        if (!hasCompositionTime) {
          yield FlvPacket.sample(codec, keyframe, 0, body);
        }
        yield body.remaining() < COMPOSITION_TIME_BYTES
            ? FlvPacket.tooShort()
            : FlvPacket.sample(codec, keyframe, signed24(body), body);
      }
      case CODED_FRAMES_X -> FlvPacket.sample(codec, keyframe, 0, body);
      // The end of a sequence, metadata about colours, and what is yet to be specified.
      default -> FlvPacket.IGNORED;
    };
  }

  private static int signed24(ByteBuffer body) {
    return body.get() << 16 | (body.getShort() & 0xFFFF);
  }
}
