package io.iocp.websocket.protocol;

import java.nio.ByteBuffer;

/**
 * Validates UTF-8 piece by piece (RFC 3629: no overlong forms, no surrogates, nothing above
 * U+10FFFF). It fails at the first byte that no valid text can contain at its place, so that a peer
 * is told as early as possible.
 *
 * <p>Between two bytes the state says how many continuation bytes are missing and in which range
 * the next one must be; the range is narrower than 80 to BF only for the second byte after E0, ED,
 * F0 and F4. It is one int:
 *
 * <pre>
 *  bits 16–23          bits 8–15            bits 0–7
 * +-------------------+--------------------+--------------------+
 * | highest next byte | lowest next byte   | bytes missing, 0–3 |
 * +-------------------+--------------------+--------------------+
 * </pre>
 */
final class Utf8Validator {
  /** The state at the start, and after each whole code point: a text may end here. */
  static final int COMPLETE = 0;

  /** The state after a byte that is wrong at its place. */
  static final int INVALID = -1;

  private static final long NON_ASCII_BITS = 0x8080808080808080L;

  private Utf8Validator() {}

  /**
   * Goes on from {@code state}, which must not be {@link #INVALID}, over the bytes from index
   * {@code from} to {@code to}, exclusive, and returns the state after them.
   */
  static int validate(int state, ByteBuffer buffer, int from, int to) {
    int current = state;
    int index = from;
    while (index < to) {
      if (current == COMPLETE) {
        index = skipAscii(buffer, index, to);
        if (index == to) {
          return COMPLETE;
        }
        current = afterFirstByte(buffer.get(index) & 0xFF);
      } else {
        current = afterContinuation(current, buffer.get(index) & 0xFF);
      }
      if (current == INVALID) {
        return INVALID;
      }
      index++;
    }
    return current;
  }

  private static int skipAscii(ByteBuffer buffer, int from, int to) {
    int index = from;
    while (index <= to - Long.BYTES && (buffer.getLong(index) & NON_ASCII_BITS) == 0) {
      index += Long.BYTES;
    }
    while (index < to && buffer.get(index) >= 0) {
      index++;
    }
    return index;
  }

  private static int afterFirstByte(int first) {
    if (first < 0xC2 || first > 0xF4) {
      return INVALID;
    }
    if (first < 0xE0) {
      return expecting(1, 0x80, 0xBF);
    }
    return switch (first) {
      case 0xE0 -> expecting(2, 0xA0, 0xBF);
      case 0xED -> expecting(2, 0x80, 0x9F);
      case 0xF0 -> expecting(3, 0x90, 0xBF);
      case 0xF1, 0xF2, 0xF3 -> expecting(3, 0x80, 0xBF);
      case 0xF4 -> expecting(3, 0x80, 0x8F);
      default -> expecting(2, 0x80, 0xBF);
    };
  }

  private static int afterContinuation(int state, int next) {
    int lowest = state >>> 8 & 0xFF;
    int highest = state >>> 16;
    if (next < lowest || next > highest) {
      return INVALID;
    }
    int missing = (state & 0xFF) - 1;
    return missing == 0 ? COMPLETE : expecting(missing, 0x80, 0xBF);
  }

  private static int expecting(int missing, int lowest, int highest) {
    return highest << 16 | lowest << 8 | missing;
  }
}
