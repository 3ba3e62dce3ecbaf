package io.iocp.streaming.media.codec;

import io.iocp.streaming.media.Codec;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * NAL units of H.264 and H.265 in their two forms: behind start codes (annex B of both) and behind
 * their lengths (ISO/IEC 14496-15).
 */
public final class NalUnits {

  /** Size of the length in front of each unit in a sample. */
  public static final int LENGTH_BYTES = 4;

  private static final int START_CODE_BYTES = 3;
  private static final int AVCC_BEFORE_SETS = 5;
  private static final int HVCC_BEFORE_ARRAYS = 22;

  private NalUnits() {}

  /**
   * Finds the next start code {@code 00 00 01}.
   *
   * @param from first index to look at, absolute
   * @return index of its first byte, or the buffer's limit
   */
  public static int indexOfStartCode(ByteBuffer annexB, int from) {
    int last = annexB.limit() - START_CODE_BYTES;
    int at = from;
    while (at <= last) {
      int third = annexB.get(at + 2);
      if (third == 1 && annexB.get(at + 1) == 0 && annexB.get(at) == 0) {
        return at;
      }
      // Only a zero can be part of a start code that begins within the next two bytes.
      at += third == 0 ? 1 : START_CODE_BYTES;
    }
    return annexB.limit();
  }

  /**
   * Visits the units of a byte stream with start codes, which has to hold whole units. What stands
   * before the first start code is left out.
   *
   * @param visitor takes a view of a unit from its header on, without trailing zeros; valid only
   *     during the call
   */
  public static void forEachInAnnexB(ByteBuffer annexB, Consumer<ByteBuffer> visitor) {
    ByteBuffer unit = annexB.duplicate();
    int startCode = indexOfStartCode(annexB, annexB.position());
    while (startCode < annexB.limit()) {
      int begin = startCode + START_CODE_BYTES;
      startCode = indexOfStartCode(annexB, begin);
      int end = withoutTrailingZeros(annexB, begin, startCode);
      if (end > begin) {
        visitor.accept(unit.limit(end).position(begin));
      }
    }
  }

  /** The end of a unit: its last byte is never zero (ITU-T H.264, 7.4.1). */
  public static int withoutTrailingZeros(ByteBuffer bytes, int begin, int end) {
    int last = end;
    while (last > begin && bytes.get(last - 1) == 0) {
      last--;
    }
    return last;
  }

  /**
   * Visits the units of a sample in which each stands behind its length; a length that reaches
   * beyond the sample ends it.
   *
   * @param visitor takes a view of a unit from its header on; valid only during the call
   */
  public static void forEachInSample(ByteBuffer sample, Consumer<ByteBuffer> visitor) {
    ByteBuffer unit = sample.duplicate();
    int at = sample.position();
    while (sample.limit() - at > LENGTH_BYTES) {
      int length = sample.getInt(at);
      at += LENGTH_BYTES;
      if (length < 0 || length > sample.limit() - at) {
        return;
      }
      if (length > 0) {
        visitor.accept(unit.limit(at + length).position(at));
      }
      at += length;
    }
  }

  /**
   * Visits the parameter sets in the body of {@code avcC} or {@code hvcC}; a length that reaches
   * beyond it ends it.
   *
   * @param visitor takes a view of a unit from its header on; valid only during the call
   */
  public static void forEachInConfiguration(
      Codec codec, ByteBuffer configuration, Consumer<ByteBuffer> visitor) {
    ByteBuffer rest = configuration.duplicate();
    if (codec == Codec.H264) {
      skip(rest, AVCC_BEFORE_SETS);
      boolean whole = forEachOf(u8(rest) & 0x1F, rest, visitor);
      if (whole) {
        forEachOf(u8(rest), rest, visitor);
      }
      return;
    }
    skip(rest, HVCC_BEFORE_ARRAYS);
    boolean whole = true;
    for (int arrays = u8(rest); arrays > 0 && whole; arrays--) {
      u8(rest);
      whole = forEachOf(u8(rest) << Byte.SIZE | u8(rest), rest, visitor);
    }
  }

  /** Whether all of them were there. */
  private static boolean forEachOf(int count, ByteBuffer rest, Consumer<ByteBuffer> visitor) {
    for (int i = 0; i < count; i++) {
      int length = u8(rest) << Byte.SIZE | u8(rest);
      if (length == 0 || length > rest.remaining()) {
        return false;
      }
      visitor.accept(rest.slice(rest.position(), length));
      skip(rest, length);
    }
    return true;
  }

  private static int u8(ByteBuffer bytes) {
    return bytes.hasRemaining() ? bytes.get() & 0xFF : 0;
  }

  private static void skip(ByteBuffer bytes, int count) {
    bytes.position(Math.min(bytes.limit(), bytes.position() + count));
  }

  /**
   * Whether this slice is the first of its picture: {@code first_mb_in_slice} is 0, or {@code
   * first_slice_segment_in_pic_flag} is set. Both are the first bit behind the header.
   */
  public static boolean startsPicture(Codec codec, ByteBuffer slice) {
    int header = NalKind.headerBytes(codec);
    return slice.remaining() > header && slice.get(slice.position() + header) < 0;
  }
}
