package io.iocp.completion.windows.notify;

import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_HANGUP;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_DISABLE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_ENABLE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_REMOVE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_LEVEL;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_PERSISTENT;

import io.iocp.completion.Packet;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.function.Consumer;

/**
 * The level-triggered registration that stays, for a port with one worker: what {@code WSAPoll} is
 * to a program with one thread. It is made once, and the kernel tells with each dequeue as long as
 * there is something. A channel that receives whenever it is told makes no call for it ever again,
 * and its worker dequeues without registering anything. Where many workers dequeue, all of them
 * would be told of the same thing: there it is {@link SocketRegistration}.
 *
 * <pre>
 *            arm              notified               notified
 *   new ───────────▶ armed ────────────▶ enabled ────────────▶ disabled
 *                      ▲ ▲                 │                      │
 *                      │ └────── arm ──────┘                      │
 *                      └──────────────────── arm ─────────────────┘
 *
 *   armed, enabled, disabled ──remove──▶ removing ──REMOVE event dequeued──▶ removed
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
final class LevelRegistration extends Registration {

  private enum State {
    NEW,
    /** Enabled, and the channel waits for it. */
    ARMED,
    /** Enabled, and the channel does not wait: the next entry disables it. */
    ENABLED,
    DISABLED,
    /** Nothing is submitted any more. */
    REMOVING
  }

  private static final int ENABLING = 0;
  private static final int DISABLING = 1;
  private static final int REMOVING = 2;

  private final Packet refused = Packet.of(this::refused);

  private State state = State.NEW;
  // Of the calls that have been made: whether one has enabled it, and whether one is to be
  // answered.
  private boolean confirmed;
  private boolean unanswered;
  private int refusal;

  LevelRegistration(
      Registry registry, long socket, long key, Consumer<Packet> context, Listener listener) {
    super(registry, socket, key, context, listener);
  }

  @Override
  public void arm() {
    State before = state;
    if (before == State.REMOVING) {
      return;
    }
    state = State.ARMED;
    if (before == State.NEW || before == State.DISABLED) {
      remember();
      submit(
          ENABLING,
          SOCK_NOTIFY_EVENT_IN | SOCK_NOTIFY_EVENT_HANGUP,
          SOCK_NOTIFY_OP_ENABLE,
          SOCK_NOTIFY_TRIGGER_LEVEL | SOCK_NOTIFY_TRIGGER_PERSISTENT);
    }
  }

  private void submit(int submission, int eventFilter, int operation, int triggerFlags) {
    RegistrationBatch batch = batch();
    if (unanswered) {
      // In which order one call makes two registrations of a socket is written nowhere.
      batch.register();
    }
    unanswered = true;
    batch.add(this, submission, eventFilter, operation, triggerFlags);
  }

  @Override
  public void remove() {
    if (isPending() && state != State.REMOVING) {
      state = State.REMOVING;
      submit(REMOVING, 0, SOCK_NOTIFY_OP_REMOVE, 0);
    }
  }

  @Override
  void answered(int submission, int result) {
    unanswered = false;
    boolean made = result == WindowsErrors.SUCCESS;
    switch (submission) {
      case ENABLING -> {
        confirmed |= made;
        if (!made) {
          refusal = result;
          inContext(refused);
        }
      }
      case DISABLING -> {
        if (!made && state == State.DISABLED) {
          state = State.ENABLED; // The next entry tries again.
        }
      }
      default -> {
        if (!made) {
          // Nothing is left to wait for, and closing the socket does the rest.
          postRemoved();
        }
      }
    }
  }

  @Override
  void notified() {
    if (!isPending()) {
      return;
    }
    if (state == State.ARMED) {
      state = State.ENABLED;
      tell();
    } else if (state == State.ENABLED) {
      state = State.DISABLED;
      submit(DISABLING, 0, SOCK_NOTIFY_OP_DISABLE, 0);
    }
  }

  /** Enabling failed: one that was never made is gone, one that was is disabled as it was. */
  private void refused() {
    if (!isPending() || state == State.REMOVING) {
      return; // The removal that was submitted after it is answered too.
    }
    state = confirmed ? State.DISABLED : State.NEW;
    if (!confirmed) {
      forget();
    }
    tellRefused(refusal);
  }
}
