package io.iocp.completion.windows;

import io.iocp.completion.Packet;
import io.iocp.completion.WorkerCounters;
import io.iocp.completion.jna.LastError;
import io.iocp.completion.windows.winsock.Kernel32Calls;
import io.iocp.completion.windows.winsock.WindowsErrors;

/**
 * One overlapped operation after the other, each with this object as its identity: the kernel
 * carries the address of the slot. However an operation ends, it completes through {@link
 * #completed}, as a packet in its context's mailbox:
 *
 * <pre>
 *   begin ─▶ call ─┬─ failed at once ────────────────────────────────┐
 *                  ├─ done at once, and the port is skipped ─────────┼─▶ mailbox ─▶ completed
 *                  └─ pending (or done, with a packet) ─▶ dequeued ──┘
 * </pre>
 *
 * <p>Context only, except {@link #dequeued}.
 */
abstract class Request extends Packet implements OverlappedSlot.Tenant {

  private final OverlappedSlabs slabs;
  private final WorkerCounters counters;
  private final Mailbox mailbox;
  private final OverlappedSlot slot;

  // Read by whoever dequeues, to tell a late completion.
  private volatile boolean inFlight;

  // How it ended: written before the packet is posted, by whoever ends it.
  private int code;
  private int bytes;

  Request(PortParts parts, Mailbox mailbox) {
    this(parts.slabs(), parts.counters(), mailbox);
  }

  Request(OverlappedSlabs slabs, WorkerCounters counters, Mailbox mailbox) {
    this.slabs = slabs;
    this.counters = counters;
    this.mailbox = mailbox;
    this.slot = slabs.take(this);
  }

  /**
   * The operation is home.
   *
   * @param code 0, or an NTSTATUS if the operation failed, or the error code if the call did
   */
  protected abstract void completed(int code, int bytes);

  /** Whether the kernel has the slot, or the operation is on its way home. */
  public final boolean inFlight() {
    return inFlight;
  }

  final OverlappedSlot slot() {
    return slot;
  }

  /** Before the call: the address to call with. */
  public final long begin() {
    slot.clear();
    inFlight = true;
    counters.systemCalls.increment();
    return slot.address();
  }

  /**
   * Right after the call: how it went.
   *
   * @param succeeded what the call answered
   * @param skips whether success at once yields no packet on the port
   * @param bytesNow bytes transferred, if it succeeded
   */
  final void called(boolean succeeded, boolean skips, int bytesNow) {
    if (succeeded) {
      if (skips) {
        ended(WindowsErrors.SUCCESS, bytesNow);
      }
      return;
    }
    // The call said that it failed, so its error code is this one; 997 is the usual answer and
    // means that there is a packet to come.
    int error = LastError.code();
    if (error != WindowsErrors.WSA_IO_PENDING && !(isWarning(error) && !skips)) {
      ended(error, 0);
    }
  }

  /**
   * STATUS_BUFFER_OVERFLOW is a warning, not a failure: the operation is done, so that a port that
   * is not skipped has its packet.
   */
  private static boolean isWarning(int error) {
    return error == WindowsErrors.WSAEMSGSIZE;
  }

  /** The kernel was never asked. */
  public final void notCalled(int error) {
    inFlight = true;
    ended(error, 0);
  }

  @Override
  public final void dequeued() {
    if (inFlight) {
      // The entry's own operation knows how it ended; the thread's last error does not.
      ended(slot.status(), slot.transferred());
    } else {
      counters.lateCompletions.increment();
    }
  }

  private void ended(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
    mailbox.post(this);
  }

  @Override
  protected final void run() {
    inFlight = false;
    counters.completions.increment();
    // It ran as one, and is none.
    counters.packets.decrement();
    completed(code, bytes);
  }

  /** Asks the kernel to hurry; the operation completes all the same. */
  public final void cancel(long socket) {
    if (inFlight) {
      // ERROR_NOT_FOUND: it is on its way home already.
      Kernel32Calls.CancelIoEx(socket, slot.address());
    }
  }

  /** For good. Not while in flight. */
  final void giveBackSlot() {
    if (inFlight) {
      throw new IllegalStateException("the kernel owns the slot until it is dequeued");
    }
    slabs.giveBack(slot);
  }
}
