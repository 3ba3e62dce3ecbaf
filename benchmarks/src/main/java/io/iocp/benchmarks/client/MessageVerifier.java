package io.iocp.benchmarks.client;

import java.nio.ByteBuffer;

/**
 * Checks the messages of one viewer, byte by byte as they come, against {@link MessagePattern}.
 * Missing messages are counted, because a relay may drop for a slow viewer; a wrong byte, a wrong
 * length, a repetition or a wrong order is a {@link ProtocolViolation}. Not thread-safe.
 */
final class MessageVerifier {

  private final MessagePattern pattern;
  private final ByteBuffer reference;

  private int position;
  private long sequence;
  private long dueNanos;
  private int bodyOffset;

  private long nextSequence;
  private long missing;

  MessageVerifier(MessagePattern pattern) {
    this.pattern = pattern;
    this.reference = pattern.reference();
  }

  /** Checks the next bytes of the current message and consumes them. */
  void payload(ByteBuffer bytes) {
    if (bytes.remaining() > pattern.lengthBytes() - position) {
      throw new ProtocolViolation("message longer than the " + pattern.lengthBytes() + " sent");
    }
    if (position < MessagePattern.HEADER_BYTES) {
      readHeader(bytes);
    }
    if (bytes.hasRemaining()) {
      compareBody(bytes);
    }
  }

  /** Ends the current message; {@link #dueNanos()} and {@link #sequence()} are those of it. */
  void endOfMessage() {
    if (position != pattern.lengthBytes()) {
      throw new ProtocolViolation(
          "message of " + position + " bytes, " + pattern.lengthBytes() + " were sent");
    }
    if (sequence < nextSequence) {
      throw new ProtocolViolation("message " + sequence + " came after " + (nextSequence - 1));
    }
    missing += sequence - nextSequence;
    nextSequence = sequence + 1;
    position = 0;
  }

  long sequence() {
    return sequence;
  }

  long dueNanos() {
    return dueNanos;
  }

  /** How many of the first {@code published} messages did not arrive. */
  long missingOf(long published) {
    return missing + Math.max(0, published - nextSequence);
  }

  private void readHeader(ByteBuffer bytes) {
    if (position == 0 && bytes.remaining() >= MessagePattern.HEADER_BYTES) {
      sequence = bytes.getLong();
      dueNanos = bytes.getLong();
      position = MessagePattern.HEADER_BYTES;
    }
    while (position < MessagePattern.HEADER_BYTES && bytes.hasRemaining()) {
      int octet = bytes.get() & 0xFF;
      if (position < Long.BYTES) {
        sequence = sequence << Byte.SIZE | octet;
      } else {
        dueNanos = dueNanos << Byte.SIZE | octet;
      }
      position++;
    }
    bodyOffset = pattern.bodyOffset(sequence);
  }

  private void compareBody(ByteBuffer bytes) {
    int count = bytes.remaining();
    int from = bodyOffset + position - MessagePattern.HEADER_BYTES;
    reference.limit(from + count).position(from);
    int mismatch = bytes.mismatch(reference);
    if (mismatch >= 0) {
      throw new ProtocolViolation(
          "message " + sequence + " differs at byte " + (position + mismatch));
    }
    bytes.position(bytes.limit());
    position += count;
  }
}
