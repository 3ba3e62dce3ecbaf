package io.iocp.benchmarks.client;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * What a message consists of, so that a receiver can check every byte of it.
 *
 * <pre>
 *   0        8            16                          lengthBytes
 *   ┌────────┬────────────┬─────────────── ─ ─ ───────┐
 *   │sequence│ due, nanos │ a window of random bytes  │
 *   └────────┴────────────┴─────────────── ─ ─ ───────┘
 * </pre>
 *
 * The window moves with the sequence number: a body that belongs to another message does not match.
 */
final class MessagePattern {

  static final int HEADER_BYTES = 2 * Long.BYTES;

  /** How many different windows there are; a power of two. */
  private static final int WINDOWS = 1 << 14;

  /** Odd, so that consecutive sequence numbers visit every window. */
  private static final int STRIDE = 4099;

  private static final long SEED = 6455;

  private final int lengthBytes;
  private final ByteBuffer random;

  MessagePattern(int lengthBytes) {
    if (lengthBytes < HEADER_BYTES) {
      throw new IllegalArgumentException(
          "a message is at least " + HEADER_BYTES + " bytes: lengthBytes=" + lengthBytes);
    }
    this.lengthBytes = lengthBytes;
    byte[] bytes = new byte[lengthBytes - HEADER_BYTES + WINDOWS];
    new Random(SEED).nextBytes(bytes);
    this.random = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  int lengthBytes() {
    return lengthBytes;
  }

  /** A view of the random bytes with a position of its own. */
  ByteBuffer reference() {
    return random.duplicate();
  }

  /** Where the body of a message starts in {@link #reference()}. */
  int bodyOffset(long sequence) {
    return (int) (sequence * STRIDE & (WINDOWS - 1));
  }

  /** Writes a whole message. */
  void write(long sequence, long dueNanos, ByteBuffer to) {
    to.putLong(sequence).putLong(dueNanos);
    int bodyBytes = lengthBytes - HEADER_BYTES;
    to.put(to.position(), random, bodyOffset(sequence), bodyBytes);
    to.position(to.position() + bodyBytes);
  }
}
