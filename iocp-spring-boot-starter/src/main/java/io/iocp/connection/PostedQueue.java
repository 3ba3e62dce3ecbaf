package io.iocp.connection;

import io.iocp.completion.Packet;
import io.iocp.completion.StreamChannel;
import io.iocp.statistics.Counters;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The posted work of one connection, first in, first out. One part of it goes through the port at a
 * time: whatever has completed meanwhile comes first.
 *
 * <pre>
 *   post ──▶ work … work ──▶ port ──▶ context: one part ──┐
 *                              ▲                          │ more of it, or more work
 *                              └──────────────────────────┘
 * </pre>
 *
 * <p>Any thread, unless a method says otherwise.
 */
final class PostedQueue {

  /** Most work of one connection that may wait. */
  static final int CAPACITY = 64;

  private final StreamChannel channel;
  private final Counters<ConnectionCounter> counters;
  // Runs a part of the work; answers whether there is more.
  private final Guard guard;
  private final Packet part = Packet.of(this::runPart);
  // Through the port even for a caller who is in the context already.
  private final Packet turn;

  // Guarded by this.
  private final ArrayDeque<PostedWork> waiting = new ArrayDeque<>(2);
  private boolean closed;

  PostedQueue(StreamChannel channel, Counters<ConnectionCounter> counters, Guard guard) {
    this.channel = channel;
    this.counters = counters;
    this.guard = guard;
    this.turn = Packet.of(() -> channel.execute(part));
  }

  PostOutcome post(PostedWork work) {
    synchronized (this) {
      if (closed) {
        return PostOutcome.CLOSED;
      }
      if (waiting.size() >= CAPACITY) {
        counters.increment(ConnectionCounter.POSTED_FULL);
        return PostOutcome.FULL;
      }
      waiting.add(work);
    }
    if (channel.worker().post(turn)) {
      return PostOutcome.POSTED;
    }
    close();
    return PostOutcome.CLOSED;
  }

  /** Drops what waits; nothing is taken any more. */
  synchronized void close() {
    closed = true;
    waiting.forEach(work -> counters.increment(ConnectionCounter.POSTED_DROPPED));
    waiting.clear();
  }

  private void runPart() {
    PostedWork work = first();
    if (work == null || !guard.isOpen()) {
      return; // What is left is dropped when the connection is gone.
    }
    counters.increment(ConnectionCounter.POSTED_PARTS);
    boolean more = guard.run(work::runPart);
    if (hasMore(work, more)) {
      channel.worker().post(turn);
    }
  }

  private synchronized @Nullable PostedWork first() {
    return waiting.peek();
  }

  private synchronized boolean hasMore(PostedWork work, boolean more) {
    // It may have been dropped by its own part.
    if (!more && waiting.peek() == work) {
      waiting.remove();
    }
    return !waiting.isEmpty();
  }

  /** Calls somebody else's code. */
  interface Guard {

    /** Whether the connection has not ended. */
    boolean isOpen();

    /** Runs a part; its failure ends the connection and there is no more of it. */
    boolean run(BooleanSupplier part);
  }
}
