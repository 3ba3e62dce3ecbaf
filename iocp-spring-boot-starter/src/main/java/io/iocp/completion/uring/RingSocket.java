package io.iocp.completion.uring;

import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.uring.ring.CqeLayout;
import io.iocp.completion.uring.ring.LinuxErrors;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.UserData;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor on a ring and the requests the kernel holds for it. Owner thread only.
 *
 * <p>Closing waits for all requests, cancels included, so that the kernel holds nothing of the
 * socket when its descriptor goes:
 *
 * <pre>
 *   open ──closeWhenQuiet──▶ cancelling ──last request home──▶ CLOSE in the ring ──▶ gone
 * </pre>
 */
abstract class RingSocket {

  private final UringWorker worker;
  private final int fd;
  private int slot;
  private int generation;

  // Requests in the ring or the kernel, cancels included.
  private int requests;
  private int cancels;
  private boolean cancelMissed;
  private @Nullable CloseOperation closeOperation;
  private boolean closeRequested;

  RingSocket(UringWorker worker, int fd) {
    this.worker = worker;
    this.fd = fd;
  }

  /**
   * A request has completed; {@code more} says whether it stays with the kernel and completes
   * again.
   */
  abstract void completed(Request request, int result, int flags, boolean more);

  /**
   * Cancels what is called off and not home, request by request: a cancel of all does not say which
   * it did not find.
   */
  abstract void cancelCalledOff();

  /** The descriptor is gone; only the close operation is still to complete. */
  abstract void closed();

  final void placed(int slot, int generation) {
    this.slot = slot;
    this.generation = generation;
  }

  final UringWorker home() {
    return worker;
  }

  final int fd() {
    return fd;
  }

  final int slot() {
    return slot;
  }

  final boolean isClosing() {
    return closeOperation != null;
  }

  /** Counts a request that goes into the ring now; answers its identity. */
  final long begin(Request request) {
    requests++;
    return identity(request);
  }

  private long identity(Request request) {
    return UserData.of(request, slot, generation);
  }

  final void cancelOne(Request request) {
    cancels++;
    worker.submissions().cancel(identity(request), begin(Request.CANCEL));
  }

  /** Cancels everything; the operation completes after all else. */
  final void closeWhenQuiet(CloseOperation operation) {
    if (closeOperation != null) {
      throw new IllegalStateException("closed twice");
    }
    operation.submitted(worker.pending());
    closeOperation = operation;
    if (requests > 0) {
      cancelCalledOff();
    } else {
      quiet();
    }
  }

  /** For the worker: a completion of this socket. */
  final void dispatch(Request request, int result, int flags) {
    boolean more = (flags & CqeLayout.F_MORE) != 0;
    if (!more) {
      requests--;
    }
    try {
      switch (request) {
        case CANCEL -> cancelCompleted(result);
        case CLOSE -> closeCompleted();
        default -> completed(request, result, flags, more);
      }
    } finally {
      // Also when a handler throws, though it must not: else the socket would never close.
      if (requests == 0) {
        quiet();
      }
    }
  }

  private void cancelCompleted(int result) {
    cancels--;
    cancelMissed |= result == -LinuxErrors.ENOENT;
    // Completions come in order, so what a cancel did not find should be home by now. If it is
    // not, the kernel was just moving it from one place to another: a send that found room, for
    // instance, is about to be tried again.
    if (cancelMissed && cancels == 0) {
      cancelMissed = false;
      cancelCalledOff();
    }
  }

  /**
   * Whether nobody else closes the descriptor. The kernel does what it was asked to, also when the
   * completion is not looked at any more; by then the number may be somebody else's.
   */
  final boolean ownsDescriptor() {
    return !closeRequested;
  }

  /** The kernel holds nothing of this socket at the moment. */
  void quiet() {
    if (closeOperation != null && !closeRequested) {
      closeRequested = true;
      worker.submissions().close(fd, begin(Request.CLOSE));
    }
  }

  private void closeCompleted() {
    CloseOperation operation = closeOperation;
    if (operation == null) {
      throw new IllegalStateException("close completed without a request");
    }
    worker.sockets().remove(slot);
    closed();
    // What was refused or called off while closing completes before the close does.
    worker.postedCompletions().run();
    operation.complete(CompletionStatus.OK, 0, 0);
  }
}
