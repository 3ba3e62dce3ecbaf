package io.iocp.completion.windows.winsock;

import io.iocp.completion.jna.NativeMemory;
import java.nio.ByteBuffer;

/** Room for one batch of completions; one a worker. */
public final class DequeuedEntries {

  /** Entries in one batch, as many as libuv takes. */
  public static final int CAPACITY = 128;

  private static final int COUNT_OFFSET = CAPACITY * OverlappedEntryLayout.SIZE;

  private final NativeMemory memory = NativeMemory.allocate(COUNT_OFFSET + Integer.BYTES);
  private final ByteBuffer bytes = memory.bytes();

  public long address() {
    return memory.address();
  }

  public long countAddress() {
    return memory.address() + COUNT_OFFSET;
  }

  public int count() {
    return bytes.getInt(COUNT_OFFSET);
  }

  public long key(int index) {
    return bytes.getLong(index * OverlappedEntryLayout.SIZE + OverlappedEntryLayout.KEY_OFFSET);
  }

  /** Bytes transferred; the events of a socket state notification. */
  public int transferred(int index) {
    return bytes.getInt(index * OverlappedEntryLayout.SIZE + OverlappedEntryLayout.BYTES_OFFSET);
  }

  /** Address of the operation's OVERLAPPED; 0 for a post. */
  public long overlapped(int index) {
    return bytes.getLong(
        index * OverlappedEntryLayout.SIZE + OverlappedEntryLayout.OVERLAPPED_OFFSET);
  }
}
