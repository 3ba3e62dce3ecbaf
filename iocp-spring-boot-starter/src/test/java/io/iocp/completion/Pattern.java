package io.iocp.completion;

import java.nio.ByteBuffer;

/**
 * A byte for each position of a stream, different from stream to stream: whoever receives it sees
 * at once what was lost, doubled, reordered or meant for somebody else.
 */
final class Pattern {

  private final long salt;

  Pattern(long salt) {
    this.salt = salt;
  }

  byte at(long position) {
    return (byte) ((position * 0x9E37_79B9_7F4A_7C15L + salt * 0xC2B2_AE3D_27D4_EB4FL) >>> 56);
  }

  /** Fills what remains of the target with the bytes from that position on. */
  void fill(ByteBuffer target, long fromPosition) {
    long position = fromPosition;
    while (target.hasRemaining()) {
      target.put(at(position++));
    }
  }

  byte[] bytes(long fromPosition, int length) {
    byte[] bytes = new byte[length];
    fill(ByteBuffer.wrap(bytes), fromPosition);
    return bytes;
  }

  Checker checker() {
    return checker(0);
  }

  /** A checker of the stream from that position on. */
  Checker checker(long fromPosition) {
    return new Checker(fromPosition);
  }

  /** Compares a stream with the pattern, piece by piece. */
  final class Checker {

    // Guarded by this: written by a worker, read by the test.
    private long position;

    private Checker(long fromPosition) {
      this.position = fromPosition;
    }

    synchronized void accept(ByteBuffer piece) {
      while (piece.hasRemaining()) {
        byte expected = at(position);
        byte actual = piece.get();
        if (actual != expected) {
          throw new AssertionError(
              "stream differs at position=" + position + ": " + actual + ", not " + expected);
        }
        position++;
      }
    }

    synchronized long position() {
      return position;
    }
  }
}
