package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.AudioConfig;
import io.iocp.streaming.media.codec.CodecStrings;
import io.iocp.streaming.media.codec.H264Sps;
import io.iocp.streaming.media.codec.H265Sps;
import io.iocp.streaming.media.codec.MpegAudioHeader;
import io.iocp.streaming.media.codec.OpusPackets;
import io.iocp.streaming.media.codec.PictureSize;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes a track out of a sequence header, and out of the first sample where that is not enough. */
final class FlvConfiguration {

  private static final int AVCC_SETS_OFFSET = 5;
  private static final int AVCC_MIN_BYTES = 7;

  private static final int HVCC_ARRAYS_OFFSET = 22;
  private static final int HVCC_MIN_BYTES = 23;
  private static final int HEVC_SPS = 33;

  private static final int AV1C_MIN_BYTES = 4;
  private static final int VPCC_MIN_BYTES = 8;

  private static final PictureSize UNKNOWN_SIZE = new PictureSize(0, 0);

  private FlvConfiguration() {}

  /** Whether only a keyframe says how large the pictures are. */
  static boolean needsKeyframe(Codec codec) {
    return codec == Codec.VP8 || codec == Codec.VP9;
  }

  /**
   * The track that a sequence header describes.
   *
   * @return null when the header is damaged
   */
  static @Nullable Track track(int id, Codec codec, ByteBuffer header) {
    return switch (codec) {
      case H264 ->
          header.remaining() < AVCC_MIN_BYTES
              ? null
              : video(
                  id,
                  codec,
                  CodecStrings.avc("avc1", ByteView.of(header)),
                  header,
                  h264Size(header));
      case H265 ->
          header.remaining() < HVCC_MIN_BYTES
              ? null
              : video(
                  id,
                  codec,
                  CodecStrings.hevc("hvc1", ByteView.of(header)),
                  header,
                  h265Size(header));
      case AV1 ->
          header.remaining() < AV1C_MIN_BYTES
              ? null
              : video(
                  id,
                  codec,
                  CodecStrings.av1(ByteView.of(header)),
                  header,
                  PictureSize.ofAv1(header));
      case AAC -> AudioConfig.track(id, header, FlvTags.TIMESCALE);
      case OPUS -> opus(id, header);
      // The others are described by their samples.
      default -> null;
    };
  }

  /**
   * The track whose first sample this is.
   *
   * @return null when the sample does not say what is needed: the next one may
   */
  static @Nullable Track trackOfSample(int id, Codec codec, ByteBuffer header, ByteBuffer sample) {
    return switch (codec) {
      case VP8 -> vpx(id, codec, "vp08", header, PictureSize.ofVp8(sample));
      case VP9 -> vpx(id, codec, "vp09", header, PictureSize.ofVp9(sample));
      case MP3 -> mp3(id, sample);
      // The others are described by their sequence headers.
      default -> null;
    };
  }

  private static Track video(
      int id, Codec codec, String name, ByteBuffer header, @Nullable PictureSize size) {
    PictureSize known = size == null ? UNKNOWN_SIZE : size;
    return Track.video(
        id, codec, name, header, FlvTags.TIMESCALE, known.widthPixels(), known.heightPixels());
  }

  /** The size by the first sequence parameter set of AVCDecoderConfigurationRecord. */
  private static @Nullable PictureSize h264Size(ByteBuffer header) {
    ByteBuffer sets = header.duplicate().position(header.position() + AVCC_SETS_OFFSET);
    if ((sets.get() & 0x1F) == 0) {
      return null;
    }
    ByteBuffer set = next(sets);
    H264Sps sps = set == null ? null : H264Sps.parse(set);
    return sps == null ? null : new PictureSize(sps.widthPixels(), sps.heightPixels());
  }

  /** The size by the first sequence parameter set of HEVCDecoderConfigurationRecord. */
  private static @Nullable PictureSize h265Size(ByteBuffer header) {
    ByteBuffer arrays = header.duplicate().position(header.position() + HVCC_ARRAYS_OFFSET);
    for (int count = arrays.get() & 0xFF; count > 0 && arrays.remaining() > 2; count--) {
      int type = arrays.get() & 0x3F;
      for (int units = arrays.getShort() & 0xFFFF; units > 0; units--) {
        ByteBuffer unit = next(arrays);
        if (unit == null) {
          return null;
        }
        if (type == HEVC_SPS) {
          H265Sps sps = H265Sps.parse(unit);
          return sps == null ? null : new PictureSize(sps.widthPixels(), sps.heightPixels());
        }
      }
    }
    return null;
  }

  /** The next NAL unit behind its length of two bytes, null where there is none. */
  private static @Nullable ByteBuffer next(ByteBuffer units) {
    if (units.remaining() < Short.BYTES) {
      return null;
    }
    int length = units.getShort() & 0xFFFF;
    if (length == 0 || length > units.remaining()) {
      return null;
    }
    ByteBuffer unit = units.slice(units.position(), length);
    units.position(units.position() + length);
    return unit;
  }

  private static @Nullable Track vpx(
      int id, Codec codec, String name, ByteBuffer header, @Nullable PictureSize size) {
    return size == null || header.remaining() < VPCC_MIN_BYTES
        ? null
        : video(
            id,
            codec,
            CodecStrings.vpx(name, ByteView.of(header), size.widthPixels(), size.heightPixels()),
            header,
            size);
  }

  private static @Nullable Track opus(int id, ByteBuffer head) {
    ByteBuffer configuration = OpusPackets.configuration(head);
    return configuration == null ? null : OpusPackets.track(id, configuration, FlvTags.TIMESCALE);
  }

  private static @Nullable Track mp3(int id, ByteBuffer frame) {
    MpegAudioHeader header = MpegAudioHeader.parse(frame);
    return header == null
        ? null
        : Track.audio(
            id,
            Codec.MP3,
            header.codecString(),
            ByteBuffer.allocate(0),
            FlvTags.TIMESCALE,
            header.sampleRate(),
            header.channels());
  }
}
