package io.iocp.streaming.media.webm;

import io.iocp.streaming.media.ByteView;
import org.jspecify.annotations.Nullable;

/** An element inside a complete parent element: ID, size, body (RFC 8794, section 6). */
record EbmlElement(int id, ByteView body) {

  static final long UNKNOWN_SIZE = -1;

  private static final int MAX_ID_BYTES = 4;

  /** The next element of {@code parent}, or null at its end or where there is none. */
  static @Nullable EbmlElement next(ByteView parent) {
    if (parent.remaining() == 0) {
      return null;
    }
    int id = id(parent);
    long sizeBytes = size(parent);
    return id == 0 ? null : new EbmlElement(id, parent.child(sizeBytes));
  }

  /** How long a variable-size integer is, from its first byte: 1 to 8, or 9 when it is none. */
  static int length(int firstByte) {
    return Integer.numberOfLeadingZeros(firstByte) - 23;
  }

  /** Whether this can be the first byte of an ID. */
  static boolean isIdStart(int firstByte) {
    return length(firstByte) <= MAX_ID_BYTES;
  }

  /** Reads an ID with its marker bit; 0 when there is none. */
  static int id(ByteView view) {
    int first = view.u8();
    if (!isIdStart(first)) {
      view.skip(view.remaining() + 1L);
      return 0;
    }
    int more = length(first) - 1;
    return first << (8 * more) | (int) view.number(more);
  }

  /** Reads a size or another unsigned integer without its marker bit; all ones is unknown. */
  static long size(ByteView view) {
    int first = view.u8();
    int length = length(first);
    if (length > Long.BYTES) {
      view.skip(view.remaining() + 1L);
      return 0;
    }
    int valueBits = 7 * length;
    long mask = (1L << valueBits) - 1;
    int more = length - 1;
    long value = ((long) first << (8 * more) | view.number(more)) & mask;
    return value == mask ? UNKNOWN_SIZE : value;
  }

  /** The body as an unsigned integer; an integer is at most eight bytes long. */
  long unsigned() {
    return body.number(Math.min(body.remaining(), Long.BYTES));
  }

  /** The body as text up to a terminating zero. */
  String text() {
    StringBuilder text = new StringBuilder();
    while (body.remaining() > 0) {
      int c = body.u8();
      if (c == 0) {
        break;
      }
      text.append((char) c);
    }
    return text.toString();
  }
}
