package io.iocp.tls;

import io.iocp.buffer.BufferPool;
import io.iocp.connection.SecurityLayer.Link;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections that wait for a buffer: woken when the pool has one again. Each has at most one place
 * in the queue. Any thread.
 */
final class BufferWaiters implements AutoCloseable {

  private final BufferPool pool;
  private final ConcurrentLinkedQueue<Waiter> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private final Runnable available = this::wakeAll;

  /** A connection's place. */
  final class Waiter {

    private final Link link;
    private final AtomicBoolean queued = new AtomicBoolean();

    private Waiter(Link link) {
      this.link = link;
    }

    /** Takes the place. A buffer that came back before that has woken nobody: look once more. */
    void await() {
      if (queued.compareAndSet(false, true)) {
        waiting.add(this);
        count.incrementAndGet();
      }
    }
  }

  BufferWaiters(BufferPool pool) {
    this.pool = pool;
    pool.onAvailable(available);
  }

  Waiter waiter(Link link) {
    return new Waiter(link);
  }

  private void wakeAll() {
    // No more than are waiting now: who finds nothing comes back.
    for (int left = count.get(); left > 0; left--) {
      Waiter waiter = waiting.poll();
      if (waiter == null) {
        return;
      }
      count.decrementAndGet();
      waiter.queued.set(false);
      waiter.link.wake();
    }
  }

  @Override
  public void close() {
    pool.removeListener(available);
    waiting.clear();
  }
}
