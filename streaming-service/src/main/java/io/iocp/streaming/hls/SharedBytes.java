package io.iocp.streaming.hls;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in buffers of the pool, which go to everybody who asks without being copied.
 *
 * @param buffers with a reference each, which belongs to this
 * @param length of all, in bytes
 */
record SharedBytes(List<SharedBuffer> buffers, long length) {

  private static final int PIECE_BYTES = 16 << 10;

  static final SharedBytes NONE = new SharedBytes(List.of(), 0);

  /** Copies all of these; null when the pool is empty. */
  static @Nullable SharedBytes of(BufferPool pool, List<ByteBuffer> contents) {
    List<SharedBuffer> buffers = new ArrayList<>();
    long missing = contents.stream().mapToLong(ByteBuffer::remaining).sum();
    long length = missing;
    SharedBuffer last = null;
    for (ByteBuffer each : contents) {
      ByteBuffer content = each.duplicate();
      while (content.hasRemaining()) {
        if (last == null || !last.memory().hasRemaining()) {
          last = pool.tryAcquire((int) Math.min(missing, PIECE_BYTES));
          if (last == null) {
            buffers.forEach(SharedBuffer::release);
            return null;
          }
          last.memory().clear();
          buffers.add(last);
        }
        int count = Math.min(content.remaining(), last.memory().remaining());
        last.memory().put(content.slice(content.position(), count));
        content.position(content.position() + count);
        missing -= count;
        last.region(0, last.memory().position());
      }
    }
    return new SharedBytes(List.copyOf(buffers), length);
  }

  /** Memory of the pool that it takes. */
  long slotBytes() {
    return buffers.stream().mapToLong(SharedBuffer::capacity).sum();
  }

  /** One more reference to each buffer. */
  SharedBytes retain() {
    buffers.forEach(SharedBuffer::retain);
    return this;
  }

  void release() {
    buffers.forEach(SharedBuffer::release);
  }
}
