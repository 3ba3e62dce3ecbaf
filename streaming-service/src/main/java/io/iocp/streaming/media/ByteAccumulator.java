package io.iocp.streaming.media;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Collects bytes until there are enough to decide something. Grows with the bytes that have really
 * come, never with what a length field promises, and beyond {@value #OWN_BYTES} bytes only as far
 * as there is memory for all.
 */
public final class ByteAccumulator {

  private static final int INITIAL_BYTES = 64;

  /** What each has for itself; a larger array is let go when its content has been used. */
  private static final int OWN_BYTES = 4 * 1024;

  private final CollectingMemory memory;
  private byte[] array = new byte[INITIAL_BYTES];
  private int size;
  private boolean exhausted;

  public ByteAccumulator(CollectingMemory memory) {
    this.memory = memory;
  }

  /**
   * Moves bytes from {@code input} until {@code targetBytes} are here.
   *
   * @return whether they are; when not, more input is wanted, unless this {@link #isExhausted()}
   */
  public boolean fill(ByteBuffer input, int targetBytes) {
    int count = Math.min(targetBytes - size, input.remaining());
    if (count > 0 && reserve(count)) {
      input.get(array, size, count);
      size += count;
    }
    return size >= targetBytes;
  }

  /** Whether there was no memory for what came. */
  public boolean isExhausted() {
    return exhausted;
  }

  public void add(byte[] bytes) {
    fill(ByteBuffer.wrap(bytes), size + bytes.length);
  }

  private boolean reserve(int count) {
    if (count > array.length - size) {
      int length = Math.max(size + count, array.length * 2);
      // While it is copied, both arrays are there.
      exhausted = !memory.tryTake(fromMemory(length));
      if (exhausted) {
        return false;
      }
      int given = fromMemory(array.length);
      array = Arrays.copyOf(array, length);
      memory.giveBack(given);
    }
    return true;
  }

  private static int fromMemory(int length) {
    return length > OWN_BYTES ? length : 0;
  }

  public int size() {
    return size;
  }

  /** The bytes from {@code offset} on, for parsing. */
  public ByteView view(int offset) {
    return new ByteView(array, offset, size);
  }

  /** All bytes, big-endian, valid until the next change. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(array, 0, size);
  }

  /** Forgets everything, and gives back what was not its own. */
  public void clear() {
    size = 0;
    if (array.length > OWN_BYTES) {
      memory.giveBack(fromMemory(array.length));
      array = new byte[INITIAL_BYTES];
    }
  }
}
