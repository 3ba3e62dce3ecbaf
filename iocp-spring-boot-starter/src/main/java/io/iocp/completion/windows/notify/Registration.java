package io.iocp.completion.windows.notify;

import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_ERR;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_REMOVE;

import io.iocp.completion.Packet;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.function.Consumer;

/**
 * One socket's registration for socket state notifications: who it is to those that make it and
 * that dequeue its entries, and who is told. What is submitted, and when, is each kind's own.
 *
 * <p>Context only, except where it says otherwise.
 */
abstract class Registration implements ReadNotification {

  private final Registry registry;
  private final long socket;
  private final long key;
  private final Consumer<Packet> context;
  private final Listener listener;
  private final Packet notified = Packet.of(this::notified);
  private final Packet removed = Packet.of(this::removed);

  private boolean known;
  // Written before `notified` is posted, by whoever dequeued the entry. The receive that follows
  // may know better, or have nothing but an end of the stream to tell.
  private int brokenBy;

  /**
   * Registers nothing yet.
   *
   * @param key of the entries that are dequeued for it
   * @param context puts a packet into the socket's context
   */
  Registration(
      Registry registry, long socket, long key, Consumer<Packet> context, Listener listener) {
    this.registry = registry;
    this.socket = socket;
    this.key = key;
    this.context = context;
    this.listener = listener;
  }

  /**
   * The call that made a submission is over. By the worker that made it.
   *
   * @param generation which of the registration's submissions it was
   * @param result 0, or why it was refused
   */
  abstract void answered(int generation, int result);

  /** An entry was dequeued that does not say that the registration is removed. */
  abstract void notified();

  /** Any thread. */
  final long socket() {
    return socket;
  }

  /** Of the entries that are dequeued for it. Any thread. */
  final long key() {
    return key;
  }

  /** An entry with the registration's key was dequeued. Any worker. */
  final void dequeued(int events) {
    if ((events & SOCK_NOTIFY_EVENT_ERR) != 0) {
      brokenBy = WindowsErrors.STATUS_CONNECTION_RESET;
    }
    context.accept((events & SOCK_NOTIFY_EVENT_REMOVE) != 0 ? removed : notified);
  }

  @Override
  public final boolean isPending() {
    return known;
  }

  @Override
  public void close() {
    if (known) {
      throw new IllegalStateException("the kernel may still report events of the socket");
    }
  }

  /** What is submitted now goes with the next call of the worker that runs the context. */
  final RegistrationBatch batch() {
    return registry.batch();
  }

  /** Runs a packet in the context. Any worker. */
  final void inContext(Packet packet) {
    context.accept(packet);
  }

  /** Posts that nothing is left of the registration. Any worker. */
  final void postRemoved() {
    context.accept(removed);
  }

  final void remember() {
    if (!known) {
      known = true;
      registry.remember(this);
    }
  }

  final void forget() {
    known = false;
    registry.forget(this);
  }

  final void tell() {
    listener.notified(WindowsErrors.SUCCESS, brokenBy);
  }

  final void tellRefused(int code) {
    listener.notified(code, 0);
  }

  final void removed() {
    if (known) {
      forget();
      listener.removed();
    }
  }
}
