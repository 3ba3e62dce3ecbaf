package io.iocp.completion.windows;

import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_ERR;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_HANGUP;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_REMOVE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_DISABLE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_ENABLE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_REMOVE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_LEVEL;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_PERSISTENT;

import io.iocp.completion.Packet;
import java.util.function.Consumer;

/**
 * The level-triggered registration that stays, for a port with one worker: what {@code WSAPoll} is
 * to a program with one thread. It is made once, and the kernel tells with each dequeue as long as
 * there is something. A channel that receives whenever it is told makes no call for it ever again,
 * and its worker dequeues without registering anything. Where many workers dequeue, all of them
 * would be told of the same thing: there it is {@link SocketRegistration}.
 *
 * <pre>
 *            arm                 told, and not armed
 *   new ───────────▶ enabled ───────────────────────────▶ disabled
 *                     │   ▲                                │  │
 *                     │   └────────────── arm ─────────────┘  │
 *                     └──── remove ─▶ removing ◀── remove ────┘
 *                                        │ REMOVE event dequeued
 *                                        ▼
 *                                     removed
 * </pre>
 *
 * <p>To a channel that does not receive, because it is paused, waits for a buffer or has come to
 * its end, a level would be told with each dequeue. So what is told to a channel that has not armed
 * it disables it: one entry too many is all that such a channel costs. One that was queued already
 * may still come after that, and find the channel armed again; its receive would wait, and that is
 * all.
 *
 * <p>On the thread of the one worker only; {@link #arm}, {@link #remove} and {@link #close} in the
 * channel's context.
 */
final class LevelRegistration implements ReadNotification, Registration {

  private static final int ENABLING = 0;
  private static final int DISABLING = 1;
  private static final int REMOVING = 2;

  private final SocketNotifications notifications;
  private final long socket;
  private final long key;
  private final Consumer<Packet> context;
  private final Listener listener;
  private final Packet notified = Packet.of(this::notified);
  private final Packet refused = Packet.of(this::refused);
  private final Packet removed = Packet.of(this::removed);

  private boolean known;
  private boolean confirmed;
  private boolean enabled;
  private boolean armed;
  private boolean removing;
  private boolean unanswered;
  private int refusal;
  // The receive that follows may know better, or have nothing but an end of the stream to tell.
  private int brokenBy;

  /**
   * Registers nothing yet.
   *
   * @param key of the entries that are dequeued for it
   * @param context puts a packet into the channel's context
   */
  LevelRegistration(
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
    armed = true;
    if (enabled) {
      return;
    }
    if (!known) {
      known = true;
      notifications.remember(this);
    }
    enabled = true;
    submit(
        ENABLING,
        SOCK_NOTIFY_EVENT_IN | SOCK_NOTIFY_EVENT_HANGUP,
        SOCK_NOTIFY_OP_ENABLE,
        SOCK_NOTIFY_TRIGGER_LEVEL | SOCK_NOTIFY_TRIGGER_PERSISTENT);
  }

  private void submit(int submission, int eventFilter, int operation, int triggerFlags) {
    RegistrationBatch batch = notifications.batch();
    if (unanswered) {
      // In which order one call makes two registrations of a socket is written nowhere.
      batch.register();
    }
    unanswered = true;
    batch.add(this, submission, eventFilter, operation, triggerFlags);
  }

  @Override
  public boolean isPending() {
    return known;
  }

  @Override
  public void remove() {
    if (known && !removing) {
      removing = true;
      submit(REMOVING, 0, SOCK_NOTIFY_OP_REMOVE, 0);
    }
  }

  @Override
  public void close() {
    if (known) {
      throw new IllegalStateException("the kernel may still tell of the socket");
    }
  }

  @Override
  public void answered(int submission, int result) {
    unanswered = false;
    boolean made = result == WindowsErrors.SUCCESS;
    switch (submission) {
      case ENABLING -> {
        confirmed |= made;
        if (!made) {
          refusal = result;
          context.accept(refused);
        }
      }
      // It goes on telling: the next entry tries again.
      case DISABLING -> enabled |= !made;
      default -> {
        if (!made) {
          // Nothing is left to wait for, and closing the socket does the rest.
          context.accept(removed);
        }
      }
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
    if (!known || removing) {
      return;
    }
    if (armed) {
      armed = false;
      listener.notified(WindowsErrors.SUCCESS, brokenBy);
    } else if (enabled) {
      enabled = false;
      submit(DISABLING, 0, SOCK_NOTIFY_OP_DISABLE, 0);
    }
  }

  /** Enabling failed: one that was never made is gone, one that was is disabled as it was. */
  private void refused() {
    if (!known || removing) {
      return; // The removal that was submitted after it is answered too.
    }
    enabled = false;
    armed = false;
    if (!confirmed) {
      known = false;
      notifications.forget(this);
    }
    listener.notified(refusal, 0);
  }

  private void removed() {
    if (known) {
      known = false;
      notifications.forget(this);
      listener.removed();
    }
  }
}
