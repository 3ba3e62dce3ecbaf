package io.iocp.completion.windows;

import io.iocp.completion.windows.winsock.OverlappedLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one operation: its OVERLAPPED, and behind it room for what else the kernel reads
 * until the operation is dequeued.
 */
final class OverlappedSlot {

  /** One cache line. */
  static final int SIZE = 64;

  private static final int EXTRA_OFFSET = OverlappedLayout.SIZE;

  /** Whose operations use a slot. */
  @FunctionalInterface
  interface Tenant {

    /** The operation's entry was dequeued. Any worker, even before the call has returned. */
    void dequeued();
  }

  private final ByteBuffer memory;
  private final int offset;
  private final long address;

  // Whose operations use the slot; written while the kernel does not have it.
  volatile @Nullable Tenant tenant;

  OverlappedSlot(ByteBuffer memory, int offset, long address) {
    this.memory = memory;
    this.offset = offset;
    this.address = address;
  }

  long address() {
    return address;
  }

  /** Makes it ready for the next operation. */
  void clear() {
    for (int i = 0; i < OverlappedLayout.SIZE; i += Long.BYTES) {
      memory.putLong(offset + i, 0);
    }
  }

  /** Where in its file the next operation begins; after {@link #clear}. */
  void fileOffset(long position) {
    memory.putInt(offset + OverlappedLayout.OFFSET_OFFSET, (int) position);
    memory.putInt(offset + OverlappedLayout.OFFSET_HIGH_OFFSET, (int) (position >>> 32));
  }

  /** The operation's NTSTATUS, after it was dequeued. */
  int status() {
    return (int) memory.getLong(offset + OverlappedLayout.INTERNAL_OFFSET);
  }

  /** Bytes transferred, after it was dequeued. */
  int transferred() {
    return (int) memory.getLong(offset + OverlappedLayout.INTERNAL_HIGH_OFFSET);
  }

  /** The memory around the slot; {@link #extraOffset} is 32 bytes of the operation's own. */
  ByteBuffer memory() {
    return memory;
  }

  int extraOffset() {
    return offset + EXTRA_OFFSET;
  }

  long extraAddress() {
    return address + EXTRA_OFFSET;
  }
}
