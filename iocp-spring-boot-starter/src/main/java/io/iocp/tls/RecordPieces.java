package io.iocp.tls;

import io.iocp.buffer.SharedBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What arrived of a connection's records, in the buffers in which it arrived. Short pieces move
 * together, so that a peer which sends a record byte by byte occupies no more than one that sends
 * it at once. Between records it owns no buffer.
 *
 * <p>Not thread-safe: one connection's context.
 */
final class RecordPieces {

  /** {@link #recordBytes()}: the record goes on. */
  static final int INCOMPLETE = 0;

  /** {@link #recordBytes()}: this is no TLS. */
  static final int NO_RECORD = -1;

  // Made with the first piece that stays: most are used up at once.
  private @Nullable ArrayDeque<SharedBuffer> pieces;
  // Bytes of the first piece that are used up.
  private int offset;
  private int bytes;

  /** Appends a piece with its reference. */
  void add(SharedBuffer piece) {
    if (pieces == null) {
      pieces = new ArrayDeque<>(2);
    }
    bytes += piece.length();
    SharedBuffer last = pieces.peekLast();
    if (last != null && piece.length() <= last.capacity() - last.start() - last.length()) {
      int end = last.start() + last.length();
      last.memory().put(end, piece.memory(), piece.start(), piece.length());
      last.region(last.start(), end + piece.length());
      piece.release();
    } else {
      pieces.add(piece);
    }
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  /** The byte with that number, of those that are here. */
  int peek(int index) {
    int at = offset + index;
    for (SharedBuffer piece : present()) {
      if (at < piece.length()) {
        return piece.memory().get(piece.start() + at) & 0xFF;
      }
      at -= piece.length();
    }
    throw new IndexOutOfBoundsException("index=" + index + ", bytes=" + bytes);
  }

  /**
   * Length of the next record with its header, if all of it is here; else {@link #INCOMPLETE}, or
   * {@link #NO_RECORD} as early as that can be seen.
   */
  int recordBytes() {
    if (bytes == 0) {
      return INCOMPLETE;
    }
    if (!RecordLayout.isType(peek(RecordLayout.TYPE_OFFSET))
        || (bytes > RecordLayout.MAJOR_VERSION_OFFSET
            && peek(RecordLayout.MAJOR_VERSION_OFFSET) != RecordLayout.MAJOR_VERSION)) {
      return NO_RECORD;
    }
    if (bytes < RecordLayout.HEADER_BYTES) {
      return INCOMPLETE;
    }
    int length =
        peek(RecordLayout.LENGTH_OFFSET) << Byte.SIZE | peek(RecordLayout.LENGTH_OFFSET + 1);
    if (length > RecordLayout.MAXIMUM_FRAGMENT_BYTES) {
      return NO_RECORD;
    }
    int whole = RecordLayout.HEADER_BYTES + length;
    return whole <= bytes ? whole : INCOMPLETE;
  }

  /** Copies the next bytes, which are here, and leaves them where they are. */
  void copyTo(byte[] target, int count) {
    int copied = 0;
    int skipped = offset;
    for (SharedBuffer piece : present()) {
      int length = Math.min(piece.length() - skipped, count - copied);
      piece.memory().get(piece.start() + skipped, target, copied, length);
      copied += length;
      skipped = 0;
      if (copied == count) {
        return;
      }
    }
  }

  /** Uses up the next bytes, which are here. */
  void skip(int count) {
    bytes -= count;
    offset += count;
    ArrayDeque<SharedBuffer> present = present();
    while (!present.isEmpty() && offset >= present.element().length()) {
      offset -= present.element().length();
      present.remove().release();
    }
  }

  /** Gives everything back. */
  void clear() {
    skip(bytes);
  }

  private ArrayDeque<SharedBuffer> present() {
    if (pieces == null) {
      pieces = new ArrayDeque<>(2);
    }
    return pieces;
  }
}
