package io.iocp.completion.windows;

import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.Packet;
import io.iocp.completion.WorkerCounters;
import org.jspecify.annotations.Nullable;

/**
 * Where one socket's receive buffers come from: the pool, or, when that is empty, the queue of
 * those that wait. In the socket's context, except {@link #retry}.
 */
final class ReceiveBuffers implements BufferWaiters.Waiter {

  private final ReceiveMemory memory;
  private final WorkerCounters counters;
  private final Mailbox mailbox;
  private final Runnable fed;
  // In the queue, or the buffer is on its way.
  private boolean waiting;
  // A buffer that the queue has handed over.
  private @Nullable SharedBuffer spare;

  /**
   * @param fed resumes receiving; runs in the mailbox
   */
  ReceiveBuffers(PortParts parts, Mailbox mailbox, Runnable fed) {
    this.memory = parts.memory();
    this.counters = parts.counters();
    this.mailbox = mailbox;
    this.fed = fed;
  }

  /** Whether there is no point in asking. */
  boolean areAwaited() {
    return waiting;
  }

  /** An empty buffer; null when there is none, and then the socket waits. */
  @Nullable SharedBuffer acquire() {
    SharedBuffer buffer = spare;
    spare = null;
    if (buffer == null) {
      buffer = memory.tryAcquire();
    }
    if (buffer == null) {
      waiting = true;
      counters.starvations.increment();
      memory.await(this);
    }
    return buffer;
  }

  /** Any thread. */
  @Override
  public boolean retry() {
    SharedBuffer buffer = memory.tryAcquire();
    if (buffer == null) {
      return false;
    }
    if (!mailbox.post(Packet.of(() -> fed(buffer)))) {
      buffer.release();
    }
    return true;
  }

  private void fed(SharedBuffer buffer) {
    waiting = false;
    spare = buffer;
    fed.run();
    SharedBuffer unused = spare;
    if (unused != null) {
      spare = null;
      unused.release();
    }
  }
}
