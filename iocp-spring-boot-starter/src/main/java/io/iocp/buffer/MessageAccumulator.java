package io.iocp.buffer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of one message so far, on the heap: as much as has arrived, not as much as was
 * announced. It has no bound of its own. Between messages it holds no memory. Not thread-safe.
 */
public final class MessageAccumulator {

  private static final int INITIAL_BYTES = 1024;

  private byte @Nullable [] bytes;
  private int length;

  /**
   * Copies a piece to the end, and consumes it.
   *
   * @throws ArithmeticException when the message would have more than 2,147,483,647 bytes
   */
  public void add(ByteBuffer piece) {
    int count = piece.remaining();
    byte[] target = withRoomFor(Math.addExact(length, count));
    piece.get(target, length, count);
    length += count;
  }

  private byte[] withRoomFor(int needed) {
    byte[] present = bytes;
    if (present == null) {
      present = new byte[Math.max(INITIAL_BYTES, needed)];
    } else if (needed > present.length) {
      present = Arrays.copyOf(present, Math.max(present.length * 2, needed));
    }
    bytes = present;
    return present;
  }

  /** Bytes so far. */
  public int length() {
    return length;
  }

  /** Whether there is nothing, as between messages. */
  public boolean isEmpty() {
    return length == 0;
  }

  /** The message, which belongs to the caller; the next one begins. */
  public ByteBuffer take() {
    byte[] present = bytes;
    ByteBuffer message =
        present == null ? ByteBuffer.allocate(0) : ByteBuffer.wrap(present, 0, length);
    clear();
    return message;
  }

  /** Forgets the pieces. */
  public void clear() {
    bytes = null;
    length = 0;
  }
}
