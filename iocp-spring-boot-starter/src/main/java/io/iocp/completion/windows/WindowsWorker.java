package io.iocp.completion.windows;

import io.iocp.completion.Packet;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortWorker;
import io.iocp.completion.windows.notify.SocketNotifications;
import io.iocp.completion.windows.winsock.DequeuedEntries;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.time.NanoClock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of the threads that dequeue from the port, and a context of its own: packets posted to the
 * worker, listeners and connects. That context is a mailbox like a channel's, so its packets run on
 * whichever thread dequeues them; they are serial all the same.
 *
 * <p>Everything is for the owner thread only, except where it says otherwise.
 */
final class WindowsWorker implements PortWorker {

  /**
   * A loop that ends by a packet of its own must see that it has run, be it on another thread: no
   * wait is longer than this.
   */
  private static final long MAXIMUM_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final int index;
  private final PortParts parts;
  private final IoCompletionPort handle;
  private final Ticks ticks;
  private final NanoClock clock;
  // Null unless entries of socket state notifications come out of the port.
  private final @Nullable SocketNotifications notifications;
  private final Mailbox mailbox;
  private final PendingOperations pending = PendingOperations.shared();
  private final DequeuedEntries entries = new DequeuedEntries();
  private final WorkerState state;

  private volatile @Nullable Thread owner;

  WindowsWorker(
      int index,
      PortParts parts,
      IoCompletionPort handle,
      Ticks ticks,
      NanoClock clock,
      Mailbox mailbox) {
    this.index = index;
    this.parts = parts;
    this.handle = handle;
    this.ticks = ticks;
    this.clock = clock;
    this.mailbox = mailbox;
    this.notifications =
        parts.notifications() instanceof SocketNotifications byRegistration ? byRegistration : null;
    this.state =
        new WorkerState(
            parts.mailboxes(),
            notifications == null ? null : notifications.newBatch(),
            clock.nanoTime());
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread() == owner;
  }

  /** On a worker's thread that worker's, whoever is asked: contexts move between workers. */
  @Override
  public long batchNanos() {
    WorkerState current = parts.mailboxes().current();
    return current == null ? state.batchNanos : current.batchNanos;
  }

  @Override
  public boolean post(Packet packet) {
    return mailbox.postToAnyWorker(packet);
  }

  /** The worker's own context. Any thread. */
  Mailbox mailbox() {
    return mailbox;
  }

  /** Counts of what belongs to this worker. Any thread. */
  PendingOperations pending() {
    return pending;
  }

  @Override
  public int dequeue(long timeoutNanos) {
    adopt();
    parts.counters().systemCalls.increment();
    int count = dequeue(waitMillis(timeoutNanos));
    parts.counters().batches.increment();
    long now = clock.nanoTime();
    state.batchNanos = now;
    for (int i = 0; i < count; i++) {
      dispatch(i);
    }
    ticks.tick(now);
    return runReady();
  }

  private int dequeue(int waitMillis) {
    return state.hasRegistrations()
        ? state.registrations().dequeue(entries, waitMillis)
        : handle.dequeue(entries, waitMillis);
  }

  private void adopt() {
    Thread current = Thread.currentThread();
    if (owner != current) {
      if (owner != null) {
        throw new IllegalStateException("worker " + index + " belongs to " + owner);
      }
      owner = current;
    }
    parts.mailboxes().enter(state);
  }

  private int waitMillis(long timeoutNanos) {
    if (timeoutNanos <= 0 || !state.ready.isEmpty()) {
      return 0;
    }
    // Rounded up: less than the rest would spin.
    return (int) ((Math.min(timeoutNanos, MAXIMUM_WAIT_NANOS) - 1) / NANOS_PER_MILLI + 1);
  }

  private void dispatch(int entry) {
    long key = entries.key(entry);
    if (key == IoCompletionPort.WAKE) {
      Mailbox posted = parts.mailboxes().takePosted();
      if (posted != null) {
        state.ready.add(posted);
      }
      return;
    }
    if (key > IoCompletionPort.LAST_OWN_KEY) {
      if (notifications == null || !notifications.dequeued(key, entries.transferred(entry))) {
        parts.counters().lateCompletions.increment();
      }
      return;
    }
    OverlappedSlot.Tenant operation = parts.slabs().find(entries.overlapped(entry));
    if (operation == null) {
      parts.counters().lateCompletions.increment();
    } else {
      operation.dequeued();
    }
  }

  /** Those there are now: what they start and finish at once must not keep others waiting. */
  private int runReady() {
    int ran = 0;
    for (int left = state.ready.size(); left > 0; left--) {
      ran += state.ready.remove().run();
    }
    parts.counters().packets.add(ran);
    return ran;
  }
}
