package io.iocp.connection;

/** Sequence numbers of receives and sends: 0 … 2³¹−1, then around. */
final class SequenceNumbers {

  private SequenceNumbers() {}

  static int after(int sequence) {
    return advance(sequence, 1);
  }

  /** That many further, or back if {@code count} is negative. */
  static int advance(int sequence, int count) {
    return (sequence + count) & Integer.MAX_VALUE;
  }
}
