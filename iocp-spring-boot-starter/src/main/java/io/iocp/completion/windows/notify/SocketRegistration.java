package io.iocp.completion.windows.notify;

import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_HANGUP;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_ENABLE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_REMOVE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_LEVEL;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_ONESHOT;

import io.iocp.completion.Packet;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One socket's registration for socket state registry.
 *
 * <pre>
 *            arm                  entry dequeued
 *   new ───────────▶ enabled ◀────────────────────▶ disabled
 *                       │             arm              │
 *                       └──── remove ─▶ removing ◀─────┘
 *                                          │ REMOVE event dequeued
 *                                          ▼
 *                                       removed
 * </pre>
 *
 * <p>What is submitted waits in the batch of the worker that runs the context, which may be another
 * worker's by the time of the call: a registration is removed only after the call that enables it
 * has been answered, lest the two change places.
 *
 * <p>Context only, except where it says otherwise.
 */
final class SocketRegistration extends Registration {

  // What became of the last submission to enable: its generation and, in the lowest two bits, this.
  private static final int ANSWERED = 0;
  private static final int SUBMITTED = 1;
  private static final int AWAITED = 2;

  private final Packet refused = Packet.of(this::refused);
  private final Packet enablingIsOver = Packet.of(this::submitRemoval);

  private final AtomicInteger enabling = new AtomicInteger(ANSWERED);
  private int generation;
  private boolean confirmed;
  private boolean enabled;
  private boolean removing;
  private boolean removalSubmitted;

  // Written before `refused` is posted, by whoever made the call.
  private int refusal;

  SocketRegistration(
      Registry registry, long socket, long key, Consumer<Packet> context, Listener listener) {
    super(registry, socket, key, context, listener);
  }

  @Override
  public void arm() {
    if (enabled) {
      return;
    }
    remember();
    enabled = true;
    generation++;
    enabling.set(phase(generation, SUBMITTED));
    batch()
        .add(
            this,
            generation,
            SOCK_NOTIFY_EVENT_IN | SOCK_NOTIFY_EVENT_HANGUP,
            SOCK_NOTIFY_OP_ENABLE,
            SOCK_NOTIFY_TRIGGER_ONESHOT | SOCK_NOTIFY_TRIGGER_LEVEL);
  }

  @Override
  public void remove() {
    if (!isPending() || removing) {
      return;
    }
    removing = true;
    // After a notification the call that enabled it is over, whether it has been answered or not.
    boolean unanswered =
        enabled && enabling.compareAndSet(phase(generation, SUBMITTED), phase(generation, AWAITED));
    if (!unanswered) {
      submitRemoval();
    }
  }

  private void submitRemoval() {
    removalSubmitted = true;
    generation++;
    batch().add(this, generation, 0, SOCK_NOTIFY_OP_REMOVE, 0);
  }

  @Override
  void answered(int ofGeneration, int result) {
    if (result != WindowsErrors.SUCCESS) {
      refusal = result;
      inContext(refused);
      return;
    }
    int submitted = phase(ofGeneration, SUBMITTED);
    int answered = phase(ofGeneration, ANSWERED);
    if (!enabling.compareAndSet(submitted, answered)
        && enabling.compareAndSet(phase(ofGeneration, AWAITED), answered)) {
      inContext(enablingIsOver);
    }
  }

  @Override
  void notified() {
    if (!isPending() || !enabled) {
      return; // Told already, or removed.
    }
    enabled = false;
    confirmed = true;
    if (!removing) {
      tell();
    }
  }

  /**
   * Enabling failed: a registration that was never made is gone, one that was is disabled as it
   * was. Removing failed: nothing is left to wait for, and closing the socket does the rest; what
   * is still queued finds nobody.
   */
  private void refused() {
    enabled = false;
    if (removalSubmitted || (removing && !confirmed)) {
      removed();
    } else if (removing) {
      submitRemoval();
    } else {
      if (!confirmed) {
        forget();
      }
      tellRefused(refusal);
    }
  }

  private static int phase(int generation, int phase) {
    return generation << 2 | phase;
  }
}
