package io.iocp.buffer;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those that wait for a buffer of a pool, each once at most, in the order in which they are to have
 * the next ones. One buffer that comes back must not wake them all: each has its turn while there
 * are buffers. Any thread.
 *
 * <p>The pool notifies once after it has rejected a request, so who is added after that must look
 * again: where {@link #retry} runs nothing comes between the two; elsewhere a {@link #retry} after
 * {@link #add} looks.
 */
public final class BufferWaiters implements AutoCloseable {

  /** Waits for a buffer. */
  @FunctionalInterface
  public interface Waiter {

    /**
     * The waiter's turn, in which it takes one buffer.
     *
     * @return {@code false} when there was still none, so that it keeps its place
     */
    boolean retry();
  }

  private final BufferPool pool;
  private final Runnable available;
  // Guarded by this, both; the same waiters.
  private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
  private final Set<Waiter> members = new HashSet<>();

  /**
   * @param available the pool has buffers again: {@link #retry} is to be called. Any thread
   */
  public BufferWaiters(BufferPool pool, Runnable available) {
    this.pool = pool;
    this.available = available;
  }

  /** From now on the pool notifies. */
  public void start() {
    pool.onAvailable(available);
  }

  /** Takes the last place, unless it has one. */
  public synchronized void add(Waiter waiter) {
    if (members.add(waiter)) {
      waiting.add(waiter);
    }
  }

  /** The waiter waits for no buffer any more. */
  public synchronized void remove(Waiter waiter) {
    if (members.remove(waiter)) {
      waiting.remove(waiter);
    }
  }

  /** Whether nobody waits. */
  public synchronized boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Gives those that wait now their turn, until one of them has found no buffer. */
  public void retry() {
    for (int left = size(); left > 0; left--) {
      Waiter waiter = poll();
      if (waiter == null) {
        return;
      }
      if (!waiter.retry()) {
        putBack(waiter);
        return;
      }
    }
  }

  private synchronized int size() {
    return waiting.size();
  }

  private synchronized @Nullable Waiter poll() {
    Waiter waiter = waiting.poll();
    if (waiter != null) {
      members.remove(waiter);
    }
    return waiter;
  }

  private synchronized void putBack(Waiter waiter) {
    if (members.add(waiter)) {
      waiting.addFirst(waiter);
    }
  }

  /** Nobody is given a turn any more. */
  @Override
  public void close() {
    pool.removeListener(available);
    synchronized (this) {
      waiting.clear();
      members.clear();
    }
  }
}
