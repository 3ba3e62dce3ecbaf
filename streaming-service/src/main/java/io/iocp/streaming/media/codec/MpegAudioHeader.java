package io.iocp.streaming.media.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header of a frame of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.1.3, and 13818-3).
 *
 * @param mpeg1 MPEG-1; otherwise MPEG-2, or 2.5, with half of the rates
 * @param sampleRate samples a second
 * @param channels 1 or 2
 * @param frameBytes header and frame
 * @param frameSamples 1152, or 576
 */
public record MpegAudioHeader(
    boolean mpeg1, int sampleRate, int channels, int frameBytes, int frameSamples) {

  /** What has to be there to read a header. */
  public static final int BYTES = 4;

  private static final int[] MPEG1_KBITS = {
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
  };
  private static final int[] MPEG2_KBITS = {
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
  };
  private static final int[] MPEG1_RATES = {44_100, 48_000, 32_000};

  /**
   * Reads a header.
   *
   * @param bytes at least {@value #BYTES}, which stay where they are
   * @return null where there is none, or one of another layer or without a bit rate
   */
  public static @Nullable MpegAudioHeader parse(ByteBuffer bytes) {
    if (bytes.remaining() < BYTES) {
      return null;
    }
    int header = bytes.getInt(bytes.position());
    int version = header >>> 19 & 3;
    int layer = header >>> 17 & 3;
    int bitrate = header >>> 12 & 15;
    int rate = header >>> 10 & 3;
    boolean isHeader =
        header >>> 21 == 0x7FF && version != 1 && layer == 1 && bitrate % 15 != 0 && rate != 3;
    if (!isHeader) {
      return null;
    }
    boolean mpeg1 = version == 3;
    int sampleRate = MPEG1_RATES[rate] >> (mpeg1 ? 0 : version == 2 ? 1 : 2);
    int kbits = mpeg1 ? MPEG1_KBITS[bitrate] : MPEG2_KBITS[bitrate];
    int padding = header >>> 9 & 1;
    int frameBytes = (mpeg1 ? 144 : 72) * kbits * 1000 / sampleRate + padding;
    int channels = (header >>> 6 & 3) == 3 ? 1 : 2;
    return new MpegAudioHeader(mpeg1, sampleRate, channels, frameBytes, mpeg1 ? 1152 : 576);
  }

  /** The codec as MP4 writes it: by the object type of MPEG-1 or MPEG-2 audio. */
  public String codecString() {
    return mpeg1 ? "mp4a.6B" : "mp4a.69";
  }
}
