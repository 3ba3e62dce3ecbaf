package io.iocp.completion.windows;

import java.nio.ByteBuffer;

/** Room for one batch of completions; one a worker. */
final class DequeuedEntries {

  /** Entries in one batch, as many as libuv takes. */
  static final int CAPACITY = 128;

  private static final int COUNT_OFFSET = CAPACITY * OverlappedEntryLayout.SIZE;

  private final NativeMemory memory = NativeMemory.allocate(COUNT_OFFSET + Integer.BYTES);
  private final ByteBuffer bytes = memory.bytes();

  long address() {
    return memory.address();
  }

  long countAddress() {
    return memory.address() + COUNT_OFFSET;
  }

  int count() {
    return bytes.getInt(COUNT_OFFSET);
  }

  long key(int index) {
    return bytes.getLong(index * OverlappedEntryLayout.SIZE + OverlappedEntryLayout.KEY_OFFSET);
  }

  /** Bytes transferred; the events of a socket state notification. */
  int transferred(int index) {
    return bytes.getInt(index * OverlappedEntryLayout.SIZE + OverlappedEntryLayout.BYTES_OFFSET);
  }

  /** Address of the operation's OVERLAPPED; 0 for a post. */
  long overlapped(int index) {
    return bytes.getLong(
        index * OverlappedEntryLayout.SIZE + OverlappedEntryLayout.OVERLAPPED_OFFSET);
  }
}
