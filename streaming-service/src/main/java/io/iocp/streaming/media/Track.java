package io.iocp.streaming.media;

import java.nio.ByteBuffer;

/**
 * One track of a stream in the media model. Immutable.
 *
 * @param id number of the track in its stream, from 1
 * @param codec how its samples are coded
 * @param codecString the codec as RFC 6381 and the codecs' bindings write it in a MIME type, such
 *     as {@code avc1.42C01E}
 * @param configuration what a decoder needs before the first sample, as MP4 carries it: the body of
 *     {@code avcC}, {@code hvcC}, {@code av1C} or {@code vpcC}, an AudioSpecificConfig, the body of
 *     {@code dOps}; empty where the codec needs nothing. Read-only
 * @param timescale ticks a second of the times of its samples, positive
 * @param widthPixels width of the coded picture, 0 for sound
 * @param heightPixels height of the coded picture, 0 for sound
 * @param sampleRate samples a second of sound, 0 for pictures
 * @param channels channels of sound, 0 for pictures
 */
public record Track(
    int id,
    Codec codec,
    String codecString,
    ByteBuffer configuration,
    int timescale,
    int widthPixels,
    int heightPixels,
    int sampleRate,
    int channels) {

  /** Checks what everything else divides by, and keeps the configuration from being changed. */
  public Track {
    if (id <= 0 || timescale <= 0) {
      throw new IllegalArgumentException(
          "id and timescale must be positive: id=" + id + ", timescale=" + timescale);
    }
    configuration = configuration.asReadOnlyBuffer();
  }

  /** A picture track. */
  public static Track video(
      int id,
      Codec codec,
      String codecString,
      ByteBuffer configuration,
      int timescale,
      int widthPixels,
      int heightPixels) {
    return new Track(
        id, codec, codecString, configuration, timescale, widthPixels, heightPixels, 0, 0);
  }

  /** A sound track. */
  public static Track audio(
      int id,
      Codec codec,
      String codecString,
      ByteBuffer configuration,
      int timescale,
      int sampleRate,
      int channels) {
    return new Track(id, codec, codecString, configuration, timescale, 0, 0, sampleRate, channels);
  }

  /** The configuration from its start; each call returns a view of its own. */
  @Override
  public ByteBuffer configuration() {
    return configuration.duplicate();
  }
}
