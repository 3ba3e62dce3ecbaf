package io.iocp.completion.windows;

import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_REMOVE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_ENABLE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_REMOVE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_EDGE;
import static io.iocp.completion.windows.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_PERSISTENT;

import io.iocp.completion.Packet;
import java.util.function.Consumer;

/**
 * The edge-triggered registration of one socket that is drained with each notification. It is made
 * once, before there can be anything to tell, and stays until it is removed: there is nothing to
 * arm. Context only, except where it says otherwise.
 */
final class EdgeRegistration implements ReadNotification, Registration {

  private static final int ENABLING = 0;
  private static final int REMOVING = 1;

  private final SocketNotifications notifications;
  private final long socket;
  private final long key;
  private final Consumer<Packet> context;
  private final Listener listener;
  private final Packet notified = Packet.of(this::notified);
  private final Packet removed = Packet.of(this::removed);

  private boolean known;
  private boolean removing;
  private int refusal;

  /**
   * Registers nothing yet.
   *
   * @param key of the entries that are dequeued for it
   * @param context puts a packet into the socket's context
   */
  EdgeRegistration(
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

  /** Registers, in a call of its own. Before others know of the socket. */
  void register(RegistrationBatch batch) throws NativeCallException {
    known = true;
    notifications.remember(this);
    batch.add(
        this,
        ENABLING,
        SOCK_NOTIFY_EVENT_IN,
        SOCK_NOTIFY_OP_ENABLE,
        SOCK_NOTIFY_TRIGGER_EDGE | SOCK_NOTIFY_TRIGGER_PERSISTENT);
    batch.register();
    if (refusal != WindowsErrors.SUCCESS) {
      close();
      throw new NativeCallException("ProcessSocketNotifications", refusal);
    }
  }

  @Override
  public long socket() {
    return socket;
  }

  @Override
  public long key() {
    return key;
  }

  /** The socket was drained: the next edge tells. */
  @Override
  public void arm() {}

  @Override
  public boolean isPending() {
    return known;
  }

  @Override
  public void remove() {
    if (known && !removing) {
      removing = true;
      notifications.batch().add(this, REMOVING, 0, SOCK_NOTIFY_OP_REMOVE, 0);
    }
  }

  @Override
  public void answered(int generation, int result) {
    if (generation == ENABLING) {
      refusal = result;
    } else if (result != WindowsErrors.SUCCESS) {
      // Nothing is left to wait for, and closing the socket does the rest.
      context.accept(removed);
    }
  }

  @Override
  public void dequeued(int events) {
    context.accept((events & SOCK_NOTIFY_EVENT_REMOVE) != 0 ? removed : notified);
  }

  private void notified() {
    if (known && !removing) {
      listener.notified(WindowsErrors.SUCCESS, 0);
    }
  }

  private void removed() {
    if (known) {
      close();
      listener.removed();
    }
  }

  /** Also of a socket that was closed without more ado, which removes it from the kernel's side. */
  @Override
  public void close() {
    known = false;
    notifications.forget(this);
  }
}
