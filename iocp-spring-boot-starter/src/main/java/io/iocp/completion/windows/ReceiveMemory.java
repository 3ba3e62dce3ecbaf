package io.iocp.completion.windows;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import org.jspecify.annotations.Nullable;

/** Where the receive buffers of a port come from, and who waits for one. Any thread. */
final class ReceiveMemory {

  private final BufferPool pool;
  private final int bufferBytes;
  private final Mailbox mailbox;
  private final BufferWaiters waiters;
  private final Packet retry;

  /**
   * @param mailbox in which those that wait have their turn
   */
  ReceiveMemory(BufferPool pool, int bufferBytes, Mailbox mailbox) {
    this.pool = pool;
    this.bufferBytes = bufferBytes;
    this.mailbox = mailbox;
    this.waiters = new BufferWaiters(pool, this::retrySoon);
    this.retry = Packet.of(waiters::retry);
    waiters.start();
  }

  /** Capacity of a receive buffer. */
  int bufferBytes() {
    return bufferBytes;
  }

  /** An empty buffer; null when the pool rejects the request. */
  @Nullable SharedBuffer tryAcquire() {
    return pool.tryAcquire(bufferBytes);
  }

  /** The pool has just had no buffer for it: it has its turn when there is one. */
  void await(BufferWaiters.Waiter waiter) {
    waiters.add(waiter);
    // A buffer that came back before the waiter was in the queue has notified nobody.
    retrySoon();
  }

  private void retrySoon() {
    if (!waiters.isEmpty()) {
      mailbox.post(retry);
    }
  }

  void close() {
    waiters.close();
  }
}
