package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * AudioSpecificConfig of AAC (ISO/IEC 14496-3, 1.6.2.1).
 *
 * @param objectType 2 for AAC-LC, 5 for SBR, 29 for parametric stereo
 * @param sampleRate of the core, without what SBR adds
 * @param channels 0 where the stream itself describes them
 * @param frameSamples 1024, or 960
 */
public record AudioConfig(int objectType, int sampleRate, int channels, int frameSamples) {

  private static final int[] SAMPLE_RATES = {
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000,
    7350
  };
  private static final int EXPLICIT_RATE = 15;
  private static final int OBJECT_TYPE_ESCAPE = 31;
  private static final int SBR = 5;
  private static final int PARAMETRIC_STEREO = 29;

  /**
   * Reads an AudioSpecificConfig.
   *
   * @return what it says, or null when it is damaged
   */
  public static @Nullable AudioConfig parse(ByteBuffer config) {
    BitReader bits = BitReader.ofBytes(config);
    int objectType = objectType(bits);
    int sampleRate = sampleRate(bits);
    int channels = channels(bits.bits(4));
    if (objectType == SBR || objectType == PARAMETRIC_STEREO) {
      sampleRate(bits);
      objectType(bits);
    }
    boolean shortFrames = bits.flag();
    // A flag more than there is says nothing of the rest.
    if (sampleRate <= 0 || channels < 0 || objectType == 0) {
      return null;
    }
    return new AudioConfig(objectType, sampleRate, channels, shortFrames ? 960 : 1024);
  }

  private static int objectType(BitReader bits) {
    int type = bits.bits(5);
    return type == OBJECT_TYPE_ESCAPE ? 32 + bits.bits(6) : type;
  }

  private static int sampleRate(BitReader bits) {
    int index = bits.bits(4);
    return index == EXPLICIT_RATE ? bits.bits(24) : rateAt(index);
  }

  static int rateAt(int index) {
    return index < SAMPLE_RATES.length ? SAMPLE_RATES[index] : 0;
  }

  /** Channels of a channelConfiguration; -1 for one that is reserved. */
  static int channels(int configuration) {
    return switch (configuration) {
      case 0, 1, 2, 3, 4, 5, 6 -> configuration;
      case 7, 12, 14 -> 8;
      case 11 -> 7;
      case 13 -> 24;
      default -> -1;
    };
  }

  /** A track of AAC with this configuration, which must be sound; null when it is not. */
  public static @Nullable Track track(int id, ByteBuffer config, int timescale) {
    AudioConfig parsed = parse(config);
    if (parsed == null) {
      return null;
    }
    String name = "mp4a.40." + parsed.objectType;
    return Track.audio(
        id, Codec.AAC, name, config, timescale, parsed.sampleRate, Math.max(1, parsed.channels));
  }
}
