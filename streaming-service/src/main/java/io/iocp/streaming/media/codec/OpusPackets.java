package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.Codec;
import io.iocp.streaming.media.Track;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Opus: how long a packet is, and what a decoder is told before the first. */
public final class OpusPackets {

  /** Samples a second of all of Opus' times. */
  public static final int SAMPLE_RATE = 48_000;

  /** 120 ms. */
  private static final int MAX_SAMPLES = 5760;

  private static final int HEAD_MAGIC_BYTES = 8;
  private static final int HEAD_FIXED_BYTES = 19;
  private static final int DOPS_FIXED_BYTES = 11;

  private OpusPackets() {}

  /**
   * How long a packet is (RFC 6716, 3.1 and 3.2).
   *
   * @return samples at {@value #SAMPLE_RATE} a second, 0 for none
   */
  public static int samples(ByteBuffer packet) {
    if (!packet.hasRemaining()) {
      return 0;
    }
    int first = packet.get(packet.position()) & 0xFF;
    int configuration = first >>> 3;
    int frameSamples;
    if (configuration < 12) {
      // SILK: 10, 20, 40, 60 ms.
      int step = configuration & 3;
      frameSamples = step == 3 ? 2880 : 480 << step;
    } else if (configuration < 16) {
      frameSamples = 480 << (configuration & 1);
    } else {
      frameSamples = 120 << (configuration & 3);
    }
    int frames =
        switch (first & 3) {
          case 0 -> 1;
          case 1, 2 -> 2;
          default -> packet.remaining() > 1 ? packet.get(packet.position() + 1) & 0x3F : 0;
        };
    return Math.min(frames * frameSamples, MAX_SAMPLES);
  }

  /** The body of {@code dOps} for one or two channels (Opus in ISOBMFF, 4.3.2). */
  public static ByteBuffer configuration(int channels, int preSkip) {
    return ByteBuffer.allocate(DOPS_FIXED_BYTES)
        .put(1, (byte) channels)
        .putShort(2, (short) preSkip)
        .putInt(4, SAMPLE_RATE);
  }

  /**
   * The body of {@code dOps} that says what an identification header does (RFC 7845, 5.1), which is
   * little-endian and starts with {@code OpusHead}.
   *
   * @return null when it is damaged
   */
  public static @Nullable ByteBuffer configuration(ByteBuffer head) {
    ByteBuffer in = head.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int start = in.position();
    if (in.remaining() < HEAD_FIXED_BYTES || in.getInt(start) != 0x7375704F) {
      return null;
    }
    int channels = in.get(start + 9) & 0xFF;
    int mappingFamily = in.get(start + 18) & 0xFF;
    int mappingBytes = mappingFamily == 0 ? 0 : 2 + channels;
    if (channels == 0 || in.remaining() < HEAD_FIXED_BYTES + mappingBytes) {
      return null;
    }
    ByteBuffer out = ByteBuffer.allocate(DOPS_FIXED_BYTES + mappingBytes);
    out.put((byte) 0).put((byte) channels);
    out.putShort(in.getShort(start + HEAD_MAGIC_BYTES + 2));
    out.putInt(in.getInt(start + 12)).putShort(in.getShort(start + 16));
    out.put((byte) mappingFamily);
    out.put(in.slice(start + HEAD_FIXED_BYTES, mappingBytes));
    return out.flip();
  }

  /**
   * A track of Opus.
   *
   * @param configuration body of {@code dOps}
   */
  public static Track track(int id, ByteBuffer configuration, int timescale) {
    int channels = configuration.get(configuration.position() + 1) & 0xFF;
    return Track.audio(id, Codec.OPUS, "opus", configuration, timescale, SAMPLE_RATE, channels);
  }
}
