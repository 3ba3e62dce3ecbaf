package io.iocp.streaming.media.codec;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The header in front of each frame of AAC outside of containers that have a configuration (ISO/IEC
 * 13818-7, 6.2).
 *
 * <pre>
 *   FFF  ID layer absent | profile(2) rate(4) private channels(3) | … | frame length(13) | … blocks(2)
 * </pre>
 *
 * @param objectType audio object type, 2 for AAC-LC
 * @param rateIndex index of the sample rate
 * @param channelConfiguration as AudioSpecificConfig has it
 * @param headerBytes 7, or 9 with a checksum
 * @param frameBytes header and frame
 * @param blocks raw data blocks in the frame, 1 to 4
 */
public record AdtsHeader(
    int objectType,
    int rateIndex,
    int channelConfiguration,
    int headerBytes,
    int frameBytes,
    int blocks) {

  /** What has to be there to read a header. */
  public static final int BYTES = 7;

  /** Samples of a raw data block. */
  public static final int BLOCK_SAMPLES = 1024;

  private static final int BYTES_WITH_CHECKSUM = 9;

  /**
   * Reads a header.
   *
   * @param bytes at least {@value #BYTES}, which stay where they are
   * @return null where there is none
   */
  public static @Nullable AdtsHeader parse(ByteBuffer bytes) {
    BitReader bits = BitReader.ofBytes(bytes);
    int sync = bits.bits(12);
    bits.skip(1);
    int layer = bits.bits(2);
    int headerBytes = bits.flag() ? BYTES : BYTES_WITH_CHECKSUM;
    int objectType = bits.bits(2) + 1;
    int rateIndex = bits.bits(4);
    bits.skip(1);
    int channelConfiguration = bits.bits(3);
    bits.skip(4);
    int frameBytes = bits.bits(13);
    bits.skip(11);
    int blocks = bits.bits(2) + 1;
    boolean isHeader =
        sync == 0xFFF
            && layer == 0
            && AudioConfig.rateAt(rateIndex) > 0
            && frameBytes > headerBytes
            && !bits.overrun();
    return isHeader
        ? new AdtsHeader(
            objectType, rateIndex, channelConfiguration, headerBytes, frameBytes, blocks)
        : null;
  }

  /**
   * A header for outputs that need one.
   *
   * @param configuration AudioSpecificConfig
   * @param payloadBytes size of the frame behind it
   * @return null where ADTS has no word for this configuration or size
   */
  public static @Nullable ByteBuffer of(ByteBuffer configuration, int payloadBytes) {
    BitReader bits = BitReader.ofBytes(configuration);
    int profile = bits.bits(5) - 1;
    int rateIndex = bits.bits(4);
    int channelConfiguration = bits.bits(4);
    int frameBytes = BYTES + payloadBytes;
    boolean expressible =
        profile >= 0
            && profile < 4
            && AudioConfig.rateAt(rateIndex) > 0
            && channelConfiguration < 8
            && frameBytes < 1 << 13
            && !bits.overrun();
    if (!expressible) {
      return null;
    }
    return ByteBuffer.allocate(BYTES)
        .putShort((short) 0xFFF1)
        .put((byte) (profile << 6 | rateIndex << 2 | channelConfiguration >>> 2))
        .putInt((channelConfiguration & 3) << 30 | frameBytes << 13 | 0x7FF << 2)
        .flip();
  }

  public int sampleRate() {
    return AudioConfig.rateAt(rateIndex);
  }

  /** The AudioSpecificConfig that says the same. */
  public ByteBuffer configuration() {
    return ByteBuffer.allocate(Short.BYTES)
        .putShort(0, (short) (objectType << 11 | rateIndex << 7 | channelConfiguration << 3));
  }
}
