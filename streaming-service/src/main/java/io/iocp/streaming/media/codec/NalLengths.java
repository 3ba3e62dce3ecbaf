package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.Codec;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Brings samples of H.264 and H.265 whose units stand behind lengths of one to three bytes into the
 * form of the media model: behind lengths of {@value NalUnits#LENGTH_BYTES}.
 */
public final class NalLengths {

  private static final int AVCC_LENGTH_SIZE_OFFSET = 4;
  private static final int HVCC_LENGTH_SIZE_OFFSET = 21;
  private static final int LENGTH_SIZE_MASK = 3;

  private NalLengths() {}

  /**
   * How long the lengths are by the body of {@code avcC} or {@code hvcC}; 0 where the codec has
   * none, or where the body is too short to say.
   */
  public static int of(Codec codec, ByteBuffer configuration) {
    int offset = offset(codec);
    return offset >= 0 && offset < configuration.remaining()
        ? (configuration.get(configuration.position() + offset) & LENGTH_SIZE_MASK) + 1
        : 0;
  }

  private static int offset(Codec codec) {
    return switch (codec) {
      case H264 -> AVCC_LENGTH_SIZE_OFFSET;
      case H265 -> HVCC_LENGTH_SIZE_OFFSET;
      // The others have no NAL units.
      default -> -1;
    };
  }

  /**
   * The same configuration for samples in the form of the media model; the buffer stays as it is.
   */
  public static ByteBuffer configuration(Codec codec, ByteBuffer configuration) {
    int lengthBytes = of(codec, configuration);
    if (lengthBytes == 0 || lengthBytes == NalUnits.LENGTH_BYTES) {
      return configuration;
    }
    ByteBuffer changed = ByteBuffer.allocate(configuration.remaining());
    changed.put(configuration.duplicate()).flip();
    int offset = offset(codec);
    return changed.put(offset, (byte) (changed.get(offset) | NalUnits.LENGTH_BYTES - 1));
  }

  /**
   * The same sample in the form of the media model; the buffer stays as it is. Units without a byte
   * are left out, and a length that reaches beyond the sample ends it.
   *
   * @param lengthBytes of the sample's lengths, 1 to 4
   */
  public static ByteBuffer sample(ByteBuffer sample, int lengthBytes) {
    if (lengthBytes == NalUnits.LENGTH_BYTES) {
      return sample;
    }
    ByteBuffer widened = ByteBuffer.allocate(walk(sample, lengthBytes, null));
    walk(sample, lengthBytes, widened);
    return widened.flip();
  }

  /** Copies to a buffer, if there is one; answers how many bytes that takes. */
  private static int walk(ByteBuffer sample, int lengthBytes, @Nullable ByteBuffer target) {
    int total = 0;
    int at = sample.position();
    while (sample.limit() - at > lengthBytes) {
      int length = 0;
      for (int i = 0; i < lengthBytes; i++) {
        length = length << Byte.SIZE | (sample.get(at++) & 0xFF);
      }
      if (length > sample.limit() - at) {
        return total;
      }
      if (length > 0) {
        total += NalUnits.LENGTH_BYTES + length;
        if (target != null) {
          target.putInt(length).put(sample.slice(at, length));
        }
      }
      at += length;
    }
    return total;
  }
}
