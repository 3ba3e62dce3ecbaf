package io.iocp.streaming.command;

import java.nio.ByteBuffer;

/** What a viewer needs before the chunks that follow; one object for all of them. */
final class InitSegment {

  private final ByteBuffer bytes;

  /**
   * @param bytes copied; none where the format has no such segment
   */
  InitSegment(ByteBuffer bytes) {
    this.bytes = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  boolean isEmpty() {
    return !bytes.hasRemaining();
  }

  /** The bytes, for one reader. */
  ByteBuffer bytes() {
    return bytes.duplicate();
  }
}
