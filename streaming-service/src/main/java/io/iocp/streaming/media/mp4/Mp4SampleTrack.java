package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.ByteView;
import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import io.iocp.streaming.media.codec.NalLengths;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A track of the media model, with what is needed to find its samples in fragments.
 *
 * @param mp4Id number of the track in fragments
 * @param track the track in the media model
 * @param nalUnits how to look into its pictures, null for codecs without NAL units
 */
record Mp4SampleTrack(long mp4Id, Track track, @Nullable Mp4Track nalUnits) {

  private static final int VISUAL_ENTRY_SIZE_OFFSET = 24;
  private static final int VISUAL_ENTRY_AFTER_SIZE_BYTES = 50;
  private static final int AUDIO_ENTRY_CHANNELS_OFFSET = 16;
  private static final int AUDIO_ENTRY_CHANNELS_TO_RATE_BYTES = 6;

  /** The track in a {@code trak} box; null when its codec is none of the media model's. */
  static @Nullable Mp4SampleTrack of(int id, ByteView trak) {
    ByteView media = Box.find(trak, BoxType.MDIA);
    ByteView table = Box.find(Box.find(media, BoxType.MINF), BoxType.STBL);
    ByteView descriptions = Box.find(table, BoxType.STSD);
    descriptions.skip(8);
    Box entry = Mp4Movie.clearEntry(descriptions);
    int timescale = timescale(Box.find(media, BoxType.MDHD));
    if (entry == null || timescale <= 0) {
      return null;
    }
    long mp4Id = Mp4Movie.trackId(trak);
    ByteView body = entry.body();
    return switch (BoxType.text(entry.type())) {
      case "avc1", "avc3" -> pictures(id, mp4Id, Codec.H264, timescale, entry.type(), body);
      case "hvc1", "hev1" -> pictures(id, mp4Id, Codec.H265, timescale, entry.type(), body);
      case "av01" -> pictures(id, mp4Id, Codec.AV1, timescale, entry.type(), body);
      case "vp08" -> pictures(id, mp4Id, Codec.VP8, timescale, entry.type(), body);
      case "vp09" -> pictures(id, mp4Id, Codec.VP9, timescale, entry.type(), body);
      case "mp4a", "Opus" -> sound(id, mp4Id, timescale, entry.type(), body);
      default -> null;
    };
  }

  private static Mp4SampleTrack pictures(
      int id, long mp4Id, Codec codec, int timescale, int sampleEntry, ByteView body) {
    body.skip(VISUAL_ENTRY_SIZE_OFFSET);
    int width = body.u16();
    int height = body.u16();
    body.skip(VISUAL_ENTRY_AFTER_SIZE_BYTES);
    int configurationBox =
        switch (codec) {
          case H264 -> BoxType.AVCC;
          case H265 -> BoxType.HVCC;
          case AV1 -> BoxType.AV1C;
          default -> BoxType.VPCC;
        };
    int nalLengthBytes = Mp4Track.nalLengthBytes(sampleEntry, body);
    ByteBuffer configuration =
        NalLengths.configuration(
            codec, ByteBuffer.wrap(Box.find(body, configurationBox).toArray()));
    String codecString = Mp4Codec.of(sampleEntry, body, width, height);
    return new Mp4SampleTrack(
        mp4Id,
        Track.video(id, codec, codecString, configuration, timescale, width, height),
        nalLengthBytes > 0 ? new Mp4Track(mp4Id, sampleEntry, nalLengthBytes) : null);
  }

  private static @Nullable Mp4SampleTrack sound(
      int id, long mp4Id, int timescale, int sampleEntry, ByteView body) {
    body.skip(AUDIO_ENTRY_CHANNELS_OFFSET);
    int channels = body.u16();
    body.skip(AUDIO_ENTRY_CHANNELS_TO_RATE_BYTES);
    int sampleRate = body.u16();
    body.skip(Short.BYTES);
    String codecString = Mp4Codec.of(sampleEntry, body, 0, 0);
    byte[] configuration;
    Codec codec;
    if (codecString.equals("opus")) {
      codec = Codec.OPUS;
      configuration = Box.find(body, BoxType.DOPS).toArray();
    } else if (codecString.startsWith("mp4a.40.")) {
      codec = Codec.AAC;
      configuration = Mp4Codec.audioSpecificConfig(Box.find(body, BoxType.ESDS)).toArray();
    } else if (codecString.equals("mp4a.6B") || codecString.equals("mp4a.69")) {
      codec = Codec.MP3;
      configuration = new byte[0];
    } else {
      return null;
    }
    return new Mp4SampleTrack(
        mp4Id,
        Track.audio(
            id,
            codec,
            codecString,
            ByteBuffer.wrap(configuration),
            timescale,
            sampleRate,
            channels),
        null);
  }

  /** MediaHeaderBox: the times before the timescale are 32 bits wide in version 0, 64 in 1. */
  static int timescale(ByteView mdhd) {
    int version = mdhd.u8();
    mdhd.skip(3 + (version == 0 ? 2 * Integer.BYTES : 2 * Long.BYTES));
    return mdhd.i32();
  }
}
