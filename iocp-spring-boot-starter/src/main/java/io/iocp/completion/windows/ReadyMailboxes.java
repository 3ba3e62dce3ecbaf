package io.iocp.completion.windows;

import io.iocp.completion.WorkerCounters;
import io.iocp.completion.windows.winsock.TransferArguments;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which worker of a port runs a mailbox that something was put into. Any thread. */
final class ReadyMailboxes {

  private static final Logger LOGGER = LoggerFactory.getLogger(ReadyMailboxes.class);

  private static final ThreadLocal<@Nullable WorkerState> CURRENT = new ThreadLocal<>();

  private final BooleanSupplier wake;
  private final WorkerCounters counters;

  // Mailboxes for whichever worker is free: one WAKE entry in the port for each of them.
  private final ConcurrentLinkedQueue<Mailbox> posted = new ConcurrentLinkedQueue<>();

  private volatile boolean shutDown;

  /**
   * @param wake has a worker that waits come and {@linkplain #takePosted take} a mailbox; {@code
   *     false} if that failed
   */
  ReadyMailboxes(BooleanSupplier wake, WorkerCounters counters) {
    this.wake = wake;
    this.counters = counters;
  }

  /** The calling thread is that worker of the port. */
  void enter(WorkerState worker) {
    CURRENT.set(worker);
  }

  /** The worker that the calling thread is; null when it is none. */
  @Nullable WorkerState current() {
    WorkerState worker = CURRENT.get();
    return worker != null && worker.mailboxes == this ? worker : null;
  }

  /** The worker that the calling thread is. Contexts run on workers only. */
  WorkerState worker() {
    return Objects.requireNonNull(current(), "on a worker");
  }

  /** Arguments of a transfer that is started now, in a context. */
  TransferArguments arguments() {
    return worker().arguments();
  }

  boolean isShutDown() {
    return shutDown;
  }

  void shutDown() {
    shutDown = true;
  }

  /** A scheduled mailbox: the calling worker runs it, or any if the caller is none. */
  void runSoon(Mailbox mailbox) {
    WorkerState worker = current();
    if (worker == null) {
      runAnywhere(mailbox);
    } else {
      worker.ready.add(mailbox);
    }
  }

  /** A scheduled mailbox: whichever worker is free runs it. */
  void runAnywhere(Mailbox mailbox) {
    posted.add(mailbox);
    counters.wakeups.increment();
    if (!wake.getAsBoolean()) {
      // The kernel is out of memory. The mailbox is in the queue: the next entry takes it along.
      LOGGER.error("PostQueuedCompletionStatus failed: a packet is delayed");
    }
  }

  @Nullable Mailbox takePosted() {
    return posted.poll();
  }
}
