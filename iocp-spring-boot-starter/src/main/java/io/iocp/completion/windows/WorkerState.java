package io.iocp.completion.windows;

import io.iocp.completion.windows.notify.RegistrationBatch;
import io.iocp.completion.windows.winsock.TransferArguments;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a thread has that dequeues. For that thread only, except {@link #batchNanos}. */
final class WorkerState {

  // Those of the port that the thread dequeues from.
  final ReadyMailboxes mailboxes;

  private final TransferArguments arguments = new TransferArguments();
  // Null unless registrations are made with the dequeue.
  private final @Nullable RegistrationBatch registrations;

  // Mailboxes that this worker is bound to run. Bounded by the mailboxes.
  final ArrayDeque<Mailbox> ready = new ArrayDeque<>();

  // Written by the owner, read by any thread.
  volatile long batchNanos;

  WorkerState(ReadyMailboxes mailboxes, @Nullable RegistrationBatch registrations, long nowNanos) {
    this.mailboxes = mailboxes;
    this.registrations = registrations;
    this.batchNanos = nowNanos;
  }

  TransferArguments arguments() {
    return arguments;
  }

  /** Registrations that this worker makes before it waits again. */
  RegistrationBatch registrations() {
    return Objects.requireNonNull(registrations, "no registrations with overlapped reads");
  }

  /** Whether there are registrations to be made. */
  boolean hasRegistrations() {
    return registrations != null && !registrations.isEmpty();
  }
}
