package io.iocp.completion.windows;

import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_ERR;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_HANGUP;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_REMOVE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_ENABLE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_REMOVE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_LEVEL;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_ONESHOT;

import io.iocp.completion.Packet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One socket's registration for socket state notifications.
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
final class SocketRegistration implements ReadNotification, Registration {

  // What became of the last submission to enable: its generation and, in the lowest two bits, this.
  private static final int ANSWERED = 0;
  private static final int SUBMITTED = 1;
  private static final int AWAITED = 2;

  private final SocketNotifications notifications;
  private final long socket;
  private final long key;
  private final Consumer<Packet> context;
  private final Listener listener;
  private final Packet notified = Packet.of(this::notified);
  private final Packet refused = Packet.of(this::refused);
  private final Packet enablingIsOver = Packet.of(this::submitRemoval);
  private final Packet removed = Packet.of(this::removed);

  private final AtomicInteger enabling = new AtomicInteger(ANSWERED);
  private int generation;
  private boolean known;
  private boolean confirmed;
  private boolean enabled;
  private boolean removing;
  private boolean removalSubmitted;

  // Written before `refused` is posted, by whoever made the call.
  private int refusal;
  // Written before `notified` is posted, by whoever dequeued the entry. The receive that follows
  // may know better, or have nothing but an end of the stream to tell.
  private int brokenBy;

  /**
   * Registers nothing yet.
   *
   * @param key of the entries that are dequeued for it
   * @param context puts a packet into the channel's context
   */
  SocketRegistration(
      SocketNotifications notifications,
      long socket,
      long key,
      Consumer<Packet> context,
      Listener listener) {
    this.notifications = notifications;
    this.socket = socket;
    this.key = key;
    this.context = context;
    this.listener = listener;
  }

  @Override
  public long socket() {
    return socket;
  }

  @Override
  public long key() {
    return key;
  }

  @Override
  public void arm() {
    if (enabled) {
      return;
    }
    if (!known) {
      known = true;
      notifications.remember(this);
    }
    enabled = true;
    generation++;
    enabling.set(phase(generation, SUBMITTED));
    notifications
        .batch()
        .add(
            this,
            generation,
            SOCK_NOTIFY_EVENT_IN | SOCK_NOTIFY_EVENT_HANGUP,
            SOCK_NOTIFY_OP_ENABLE,
            SOCK_NOTIFY_TRIGGER_ONESHOT | SOCK_NOTIFY_TRIGGER_LEVEL);
  }

  @Override
  public boolean isPending() {
    return known;
  }

  @Override
  public void remove() {
    if (!known || removing) {
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
    notifications.batch().add(this, generation, 0, SOCK_NOTIFY_OP_REMOVE, 0);
  }

  @Override
  public void close() {
    if (known) {
      throw new IllegalStateException("the kernel may still tell of the socket");
    }
  }

  @Override
  public void answered(int ofGeneration, int result) {
    if (result != WindowsErrors.SUCCESS) {
      refusal = result;
      context.accept(refused);
      return;
    }
    int submitted = phase(ofGeneration, SUBMITTED);
    int answered = phase(ofGeneration, ANSWERED);
    if (!enabling.compareAndSet(submitted, answered)
        && enabling.compareAndSet(phase(ofGeneration, AWAITED), answered)) {
      context.accept(enablingIsOver);
    }
  }

  @Override
  public void dequeued(int events) {
    if ((events & SOCK_NOTIFY_EVENT_ERR) != 0) {
      brokenBy = WindowsErrors.STATUS_CONNECTION_RESET;
    }
    context.accept((events & SOCK_NOTIFY_EVENT_REMOVE) != 0 ? removed : notified);
  }

  private void notified() {
    if (!enabled) {
      return; // Told already, or removed.
    }
    enabled = false;
    confirmed = true;
    if (!removing) {
      listener.notified(WindowsErrors.SUCCESS, brokenBy);
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
        known = false;
        notifications.forget(this);
      }
      listener.notified(refusal, 0);
    }
  }

  private void removed() {
    if (known) {
      known = false;
      enabled = false;
      notifications.forget(this);
      listener.removed();
    }
  }

  private static int phase(int generation, int phase) {
    return generation << 2 | phase;
  }
}
