package io.iocp.file;

import java.util.ArrayDeque;

/** The memory between a connection and its disk jobs, kept for as long as content flows. */
final class ContentChunks {

  static final int CHUNK_BYTES = 256 << 10;
  private static final int KEPT = FileSession.PAUSE_AT + 2;

  // Guarded by this.
  private final ArrayDeque<byte[]> free = new ArrayDeque<>(KEPT);

  synchronized byte[] take() {
    byte[] chunk = free.pollLast();
    return chunk == null ? new byte[CHUNK_BYTES] : chunk;
  }

  synchronized void giveBack(byte[] chunk) {
    if (free.size() < KEPT) {
      free.addLast(chunk);
    }
  }

  /** Gives the memory up: nothing flows. */
  synchronized void clear() {
    free.clear();
  }
}
