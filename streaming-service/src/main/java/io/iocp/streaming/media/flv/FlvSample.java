package io.iocp.streaming.media.flv;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.codec.NalKind;
import io.iocp.streaming.media.codec.NalUnits;
import java.nio.ByteBuffer;

/** What a sample of FLV is, seen from its bytes. */
final class FlvSample {

  /** An OBU of type 2 with a size, which is 0 (AV1, 5.6). */
  private static final short AV1_TEMPORAL_DELIMITER = 0x1200;

  private FlvSample() {}

  /**
   * Whether a decoder can start with it. Encoders that refresh their pictures bit by bit call
   * pictures keyframes with which browsers cannot start; so H.264 and H.265 are looked into.
   */
  static boolean isSync(Codec codec, boolean keyframe, ByteBuffer data) {
    if (codec != Codec.H264 && codec != Codec.H265) {
      return keyframe;
    }
    boolean[] found = new boolean[1];
    NalUnits.forEachInSample(
        data, unit -> found[0] |= NalKind.of(codec, unit) == NalKind.SYNC_SLICE);
    return found[0];
  }

  /** The sample in the form that the media model wants. */
  static ByteBuffer data(Codec codec, ByteBuffer payload) {
    boolean delimited =
        codec == Codec.AV1
            && payload.remaining() >= Short.BYTES
            && payload.getShort(payload.position()) == AV1_TEMPORAL_DELIMITER;
    return delimited ? payload.position(payload.position() + Short.BYTES).slice() : payload;
  }
}
