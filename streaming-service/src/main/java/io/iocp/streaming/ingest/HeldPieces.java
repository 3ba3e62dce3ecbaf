package io.iocp.streaming.ingest;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a publisher before it is decided whether it may publish. Reading is paused
 * meanwhile, so it is little. One thread at a time.
 */
public final class HeldPieces {

  private @Nullable ByteBuffer bytes;

  /** Holds a copy of a piece behind what there is. */
  public void add(ByteBuffer piece) {
    ByteBuffer before = bytes == null ? ByteBuffer.allocate(0) : bytes;
    bytes =
        ByteBuffer.allocate(before.remaining() + piece.remaining()).put(before).put(piece).flip();
  }

  /** Hands all of it over; null if there is nothing. */
  public @Nullable ByteBuffer take() {
    ByteBuffer all = bytes;
    bytes = null;
    return all;
  }

  /** It is of no use any more. */
  public void clear() {
    bytes = null;
  }
}
