package io.iocp.completion.uring.ring;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.jna.NativeCallException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The receive buffers that a worker keeps ready for the kernel. The kernel takes them in order and
 * names the one it used in the completion; a fresh one from the pool replaces it at once, or as
 * soon as the pool has one. Owner thread only.
 */
public final class BufferRing implements AutoCloseable {

  private final BufferPool pool;
  private final int bufferBytes;
  private final Mapping mapping;
  private final ByteBuffer ring;
  private final int mask;
  private short tail;

  // By buffer id. The reference is the ring's; the kernel may write as long as it is here.
  private final @Nullable SharedBuffer[] buffers;
  // A stack of the ids that have no buffer.
  private final short[] missing;
  private int missingCount;

  /** An empty ring; {@link #refill} fills it. */
  public BufferRing(BufferPool pool, int bufferBytes, int entries) throws NativeCallException {
    this.pool = pool;
    this.bufferBytes = bufferBytes;
    this.mapping = Mapping.anonymous(entries * BufferRingLayout.ENTRY_SIZE);
    this.ring = mapping.memory();
    this.mask = entries - 1;
    this.buffers = new SharedBuffer[entries];
    this.missing = new short[entries];
    for (int id = entries - 1; id >= 0; id--) {
      missing[missingCount++] = (short) id;
    }
  }

  public long address() {
    return mapping.address();
  }

  public int entries() {
    return buffers.length;
  }

  /** The buffer the kernel has used; its reference is the caller's now. */
  public SharedBuffer take(int id) {
    SharedBuffer buffer = buffers[id];
    if (buffer == null) {
      throw new IllegalStateException("the kernel used a buffer that was not provided: id=" + id);
    }
    buffers[id] = null;
    missing[missingCount++] = (short) id;
    refill();
    return buffer;
  }

  /**
   * Fills the empty places as far as the pool has buffers.
   *
   * @return buffers in the ring now
   */
  public int refill() {
    while (missingCount > 0) {
      SharedBuffer buffer = pool.tryAcquire(bufferBytes);
      if (buffer == null) {
        break;
      }
      provide(missing[--missingCount] & 0xFFFF, buffer);
    }
    return buffers.length - missingCount;
  }

  /** Whether every place has its buffer. */
  public boolean isFull() {
    return missingCount == 0;
  }

  private void provide(int id, SharedBuffer buffer) {
    buffers[id] = buffer;
    int base = (tail & mask) * BufferRingLayout.ENTRY_SIZE;
    // Field by field: the rest of entry 0 is the tail.
    ring.putLong(base + BufferRingLayout.ENTRY_ADDR_OFFSET, buffer.address());
    ring.putInt(base + BufferRingLayout.ENTRY_LEN_OFFSET, bufferBytes);
    ring.putShort(base + BufferRingLayout.ENTRY_BID_OFFSET, (short) id);
    tail++;
    SharedIndex.setRelease(ring, BufferRingLayout.TAIL_OFFSET, tail);
  }

  /** Gives the buffers back. Only when no receive is in flight any more. */
  @Override
  public void close() {
    for (SharedBuffer buffer : buffers) {
      if (buffer != null) {
        buffer.release();
      }
    }
    mapping.close();
  }
}
