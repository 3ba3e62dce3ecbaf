package io.iocp.streaming.media.webm;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.CodecStrings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A track of the media model with what its blocks need.
 *
 * @param number number of the track in blocks
 * @param track the track in the media model, in nanoseconds
 * @param defaultDuration nanoseconds of a frame, 0 when unknown
 * @param keyframes how its frames say that they are keyframes
 */
record WebmSampleTrack(long number, Track track, long defaultDuration, VpxKeyframes keyframes) {

  static final int TICKS_A_SECOND = 1_000_000_000;

  private static final int OPUS_MAGIC_BYTES = 8;
  private static final int OPUS_RATE = 48_000;
  private static final int OPUS_FIXED_BYTES = 11;

  /** The track in a TrackEntry; null when its codec is none of the media model's. */
  static @Nullable WebmSampleTrack of(int id, ByteView entry) {
    long number = 0;
    long defaultDuration = 0;
    String codecId = "";
    byte[] codecPrivate = {};
    int width = 0;
    int height = 0;
    for (EbmlElement e = EbmlElement.next(entry); e != null; e = EbmlElement.next(entry)) {
      switch (e.id()) {
        case EbmlId.TRACK_NUMBER -> number = e.unsigned();
        case EbmlId.DEFAULT_DURATION -> defaultDuration = Math.max(0, e.unsigned());
        case EbmlId.CODEC_ID -> codecId = e.text();
        case EbmlId.CODEC_PRIVATE -> codecPrivate = e.body().toArray();
        case EbmlId.VIDEO -> {
          width = WebmTracks.dimension(e.body(), EbmlId.PIXEL_WIDTH);
          height = WebmTracks.dimension(e.body(), EbmlId.PIXEL_HEIGHT);
        }
        default -> {
          // Nothing else is needed for samples.
        }
      }
    }
    Track track = track(id, codecId, codecPrivate, width, height);
    return track == null
        ? null
        : new WebmSampleTrack(number, track, defaultDuration, VpxKeyframes.of(codecId));
  }

  private static @Nullable Track track(
      int id, String codecId, byte[] codecPrivate, int width, int height) {
    ByteBuffer configuration = ByteBuffer.wrap(codecPrivate);
    return switch (codecId) {
      case "V_VP8" ->
          Track.video(id, Codec.VP8, "vp8", ByteBuffer.allocate(0), TICKS_A_SECOND, width, height);
      case "V_VP9" -> vp9(id, codecPrivate, width, height);
      case "V_AV1" ->
          Track.video(
              id,
              Codec.AV1,
              CodecStrings.av1(ByteView.of(configuration)),
              configuration,
              TICKS_A_SECOND,
              width,
              height);
      case "A_OPUS" -> opus(id, configuration.order(ByteOrder.LITTLE_ENDIAN));
      default -> null;
    };
  }

  /** A VPCodecConfigurationRecord of what CodecPrivate says, and of what is usual. */
  private static Track vp9(int id, byte[] codecPrivate, int width, int height) {
    ByteBuffer features = ByteBuffer.wrap(codecPrivate);
    int[] values = WebmTracks.vp9Features(ByteView.of(features));
    ByteBuffer vpcC = CodecStrings.vpcC(values[0], values[1], values[2], width, height);
    String codec = CodecStrings.vpx("vp09", ByteView.of(vpcC), width, height);
    return Track.video(id, Codec.VP9, codec, vpcC, TICKS_A_SECOND, width, height);
  }

  /** OpusHead (RFC 7845, 5.1), little-endian, becomes the body of dOps, big-endian. */
  private static @Nullable Track opus(int id, ByteBuffer head) {
    if (head.remaining() < OPUS_MAGIC_BYTES + OPUS_FIXED_BYTES) {
      return null;
    }
    head.position(OPUS_MAGIC_BYTES + 1);
    int channels = head.get() & 0xFF;
    ByteBuffer dOps = ByteBuffer.allocate(head.remaining() + 2);
    dOps.put((byte) 0).put((byte) channels);
    dOps.putShort(head.getShort()).putInt(head.getInt()).putShort(head.getShort());
    dOps.put(head);
    return Track.audio(id, Codec.OPUS, "opus", dOps.flip(), TICKS_A_SECOND, OPUS_RATE, channels);
  }
}
