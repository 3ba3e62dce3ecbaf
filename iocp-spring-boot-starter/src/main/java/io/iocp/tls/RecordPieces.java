package io.iocp.tls;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What arrived of a connection's records, in the buffers in which it arrived. Short pieces move
 * together, so that a peer which sends a record byte by byte occupies no more than one that sends
 * it at once; and the begin of one moves into a small buffer. Between records it owns no buffer.
 *
 * <p>Not thread-safe: one connection's context.
 */
final class RecordPieces {

  /** {@link #recordBytes()}: the record goes on. */
  static final int INCOMPLETE = 0;

  /** {@link #recordBytes()}: this is no TLS. */
  static final int NO_RECORD = -1;

  // What moves: no more than the smallest slots hold.
  private static final int SHORT_BYTES = 4 << 10;

  private static final ByteBuffer NO_MEMORY = ByteBuffer.allocate(0);

  // Made with the first piece that stays: most are used up at once.
  private @Nullable ArrayDeque<SharedBuffer> pieces;
  // What is left of the first piece. Its region, and its memory's position and limit, may be about
  // what was handed up in front of that.
  private ByteBuffer headMemory = NO_MEMORY;
  private int headStart;
  private int headEnd;
  private int bytes;

  /** Appends a piece with its reference. */
  void add(SharedBuffer piece) {
    ArrayDeque<SharedBuffer> present = present();
    bytes += piece.length();
    SharedBuffer last = present.peekLast();
    if (last != null && last.references() == 1 && piece.length() <= last.capacity() - end(last)) {
      int end = end(last);
      memory(last).put(end, piece.memory(), piece.start(), piece.length());
      if (last == present.peekFirst()) {
        headEnd = end + piece.length();
      } else {
        last.region(last.start(), end + piece.length());
      }
      piece.release();
    } else {
      present.add(piece);
      if (present.size() == 1) {
        enterHead();
      }
    }
  }

  /**
   * Moves the begin of a record, if it is short and lies in more memory than it needs, into the
   * smallest slot there is: whoever sends a byte and waits holds no receive buffer.
   */
  void shrink(BufferPool pool) {
    SharedBuffer only = bytes == 0 || bytes > SHORT_BYTES ? null : present().peekFirst();
    if (only == null || (present().size() == 1 && only.capacity() <= SHORT_BYTES)) {
      return;
    }
    SharedBuffer small = pool.tryAcquire(bytes);
    if (small == null) {
      return;
    }
    if (small.capacity() >= only.capacity()) {
      small.release(); // Nothing smaller is free.
      return;
    }
    int count = bytes;
    byte[] moved = new byte[count];
    copyTo(moved, count);
    skip(count);
    small.memory().put(0, moved);
    small.region(0, count);
    add(small);
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  /** The byte with that number, of those that are here. */
  int peek(int index) {
    int at = index;
    for (SharedBuffer piece : present()) {
      int length = end(piece) - start(piece);
      if (at < length) {
        return memory(piece).get(start(piece) + at) & 0xFF;
      }
      at -= length;
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

  /** Whether the header is here and says more than a record may have. */
  boolean isOverlong() {
    return bytes >= RecordLayout.HEADER_BYTES
        && (peek(RecordLayout.LENGTH_OFFSET) << Byte.SIZE | peek(RecordLayout.LENGTH_OFFSET + 1))
            > RecordLayout.MAXIMUM_FRAGMENT_BYTES;
  }

  /** Copies the next bytes, which are here, and leaves them where they are. */
  void copyTo(byte[] target, int count) {
    int copied = 0;
    for (SharedBuffer piece : present()) {
      int length = Math.min(end(piece) - start(piece), count - copied);
      memory(piece).get(start(piece), target, copied, length);
      copied += length;
      if (copied == count) {
        return;
      }
    }
  }

  /** Uses up the next bytes, which are here. */
  void skip(int count) {
    int left = count;
    while (left > 0) {
      left -= useUp(left);
      if (headStart == headEnd) {
        removeHead().release();
      }
    }
  }

  /**
   * Whether the next record can give its memory to what it holds. It cannot while somebody still
   * has what came before it in the same buffer.
   */
  boolean canGiveMemory() {
    SharedBuffer head = present().peekFirst();
    return head != null && head.references() == 1;
  }

  /**
   * Uses up the next record, which {@linkplain #canGiveMemory() can give its memory}, and puts into
   * it what it held, which is always less.
   *
   * @param count length of the record
   * @param plaintext what it held, from the array's begin
   * @param plaintextBytes how much that is
   * @return that, in order, with a reference each; the last may lie in front of the next record
   */
  List<SharedBuffer> replace(int count, byte[] plaintext, int plaintextBytes) {
    List<SharedBuffer> replaced = new ArrayList<>(2);
    int left = count;
    int from = 0;
    while (left > 0) {
      left -= useUp(left);
      boolean whole = headStart == headEnd;
      SharedBuffer piece = whole ? removeHead() : present().element();
      int room = whole ? piece.capacity() : headStart;
      int part = Math.min(room, plaintextBytes - from);
      if (part > 0) {
        if (!whole) {
          headMemory = piece.memory().duplicate().clear();
        }
        piece.memory().clear().put(0, plaintext, from, part);
        piece.region(0, part);
        from += part;
        replaced.add(whole ? piece : piece.retain());
      } else if (whole) {
        piece.release();
      }
    }
    return replaced;
  }

  /** Gives everything back. */
  void clear() {
    skip(bytes);
  }

  /** Uses up bytes of the first piece; answers how many. */
  private int useUp(int most) {
    int count = Math.min(most, headEnd - headStart);
    headStart += count;
    bytes -= count;
    return count;
  }

  private SharedBuffer removeHead() {
    SharedBuffer removed = present().remove();
    enterHead();
    return removed;
  }

  private void enterHead() {
    SharedBuffer head = present().peekFirst();
    if (head != null) {
      headMemory = head.memory();
    }
    headStart = head == null ? 0 : head.start();
    headEnd = head == null ? 0 : head.start() + head.length();
  }

  private ByteBuffer memory(SharedBuffer piece) {
    return piece == present().peekFirst() ? headMemory : piece.memory();
  }

  private int start(SharedBuffer piece) {
    return piece == present().peekFirst() ? headStart : piece.start();
  }

  private int end(SharedBuffer piece) {
    return piece == present().peekFirst() ? headEnd : piece.start() + piece.length();
  }

  private ArrayDeque<SharedBuffer> present() {
    if (pieces == null) {
      pieces = new ArrayDeque<>(2);
    }
    return pieces;
  }
}
