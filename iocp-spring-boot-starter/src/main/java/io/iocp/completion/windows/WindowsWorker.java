package io.iocp.completion.windows;

import io.iocp.completion.Packet;
import io.iocp.completion.PendingOperations;
import io.iocp.completion.PortWorker;
import io.iocp.completion.windows.winsock.DequeuedEntries;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.TransferArguments;
import java.util.ArrayDeque;
import java.util.Objects;
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

  private static final ThreadLocal<@Nullable WindowsWorker> CURRENT = new ThreadLocal<>();

  private final int index;
  private final WindowsPort port;
  private final Mailbox mailbox;
  private final PendingOperations pending = PendingOperations.shared();
  private final DequeuedEntries entries = new DequeuedEntries();
  private final TransferArguments arguments = new TransferArguments();
  // Null unless registrations are made with the dequeue.
  private final @Nullable RegistrationBatch registrations;

  // Mailboxes that this worker is bound to run. Bounded by the mailboxes.
  private final ArrayDeque<Mailbox> ready = new ArrayDeque<>();

  // Written by the owner, read by any thread.
  private volatile long batchNanos;
  private volatile @Nullable Thread owner;

  WindowsWorker(int index, WindowsPort port) {
    this.index = index;
    this.port = port;
    this.mailbox = new Mailbox(port);
    this.registrations = port.newRegistrationBatch();
    this.batchNanos = port.clock().nanoTime();
  }

  /** The worker that the calling thread is of that port; null when it is none. */
  static @Nullable WindowsWorker current(WindowsPort port) {
    WindowsWorker current = CURRENT.get();
    return current != null && current.port == port ? current : null;
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
    WindowsWorker current = current(port);
    return current == null ? batchNanos : current.batchNanos;
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

  TransferArguments arguments() {
    return arguments;
  }

  /** The mailbox is run before this worker waits again. */
  void runSoon(Mailbox mailbox) {
    ready.add(mailbox);
  }

  /** Registrations that this worker makes before it waits again. */
  RegistrationBatch registrations() {
    return Objects.requireNonNull(registrations, "not with overlapped reads");
  }

  @Override
  public int dequeue(long timeoutNanos) {
    adopt();
    port.counters().systemCalls.increment();
    int count = dequeue(waitMillis(timeoutNanos));
    port.counters().batches.increment();
    batchNanos = port.clock().nanoTime();
    for (int i = 0; i < count; i++) {
      dispatch(i);
    }
    port.tick(batchNanos);
    return runReady();
  }

  private int dequeue(int waitMillis) {
    return registrations == null || registrations.isEmpty()
        ? port.handle().dequeue(entries, waitMillis)
        : registrations.dequeue(entries, waitMillis);
  }

  private void adopt() {
    Thread current = Thread.currentThread();
    if (owner != current) {
      if (owner != null) {
        throw new IllegalStateException("worker " + index + " belongs to " + owner);
      }
      owner = current;
    }
    CURRENT.set(this);
  }

  private int waitMillis(long timeoutNanos) {
    if (timeoutNanos <= 0 || !ready.isEmpty()) {
      return 0;
    }
    // Rounded up: less than the rest would spin.
    return (int) ((Math.min(timeoutNanos, MAXIMUM_WAIT_NANOS) - 1) / NANOS_PER_MILLI + 1);
  }

  private void dispatch(int entry) {
    long key = entries.key(entry);
    if (key == IoCompletionPort.WAKE) {
      Mailbox posted = port.takePosted();
      if (posted != null) {
        ready.add(posted);
      }
      return;
    }
    if (key > IoCompletionPort.LAST_OWN_KEY) {
      port.notified(key, entries.transferred(entry));
      return;
    }
    Request request = port.slabs().find(entries.overlapped(entry));
    if (request == null) {
      port.counters().lateCompletions.increment();
    } else {
      request.dequeued();
    }
  }

  /** Those there are now: what they start and finish at once must not keep others waiting. */
  private int runReady() {
    int ran = 0;
    for (int left = ready.size(); left > 0; left--) {
      ran += ready.remove().run();
    }
    port.counters().mailboxRuns.add(ran);
    return ran;
  }
}
