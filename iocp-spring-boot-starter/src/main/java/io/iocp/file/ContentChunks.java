package io.iocp.file;

import java.util.ArrayDeque;

/** The memory between a connection and its disk jobs, kept for as long as content flows. */
final class ContentChunks {

  static final int CHUNK_BYTES = 256 << 10;

  private final int kept;
  // Guarded by this.
  private final ArrayDeque<byte[]> free;

  /**
   * @param kept most chunks that wait for their next use
   */
  ContentChunks(int kept) {
    this.kept = kept;
    this.free = new ArrayDeque<>(kept);
  }

  synchronized byte[] take() {
    byte[] chunk = free.pollLast();
    return chunk == null ? new byte[CHUNK_BYTES] : chunk;
  }

  synchronized void giveBack(byte[] chunk) {
    if (free.size() < kept) {
      free.addLast(chunk);
    }
  }

  /** Gives the memory up: nothing flows. */
  synchronized void clear() {
    free.clear();
  }
}
