package io.iocp.streaming.media;

import java.nio.ByteBuffer;

/** Hands parts of the input on without a copy. */
public final class Pieces {

  private Pieces() {}

  /**
   * Moves up to {@code maxBytes} of the input to the open chunk.
   *
   * @return how many bytes there were
   */
  public static int pass(ByteBuffer input, long maxBytes, ChunkSink sink) {
    int count = skip(input, maxBytes);
    if (count > 0) {
      sink.append(input.slice(input.position() - count, count));
    }
    return count;
  }

  /**
   * Moves past up to {@code maxBytes} of the input.
   *
   * @return how many bytes there were
   */
  public static int skip(ByteBuffer input, long maxBytes) {
    int count = (int) Math.min(maxBytes, input.remaining());
    input.position(input.position() + count);
    return count;
  }
}
