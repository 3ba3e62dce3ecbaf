package io.iocp.completion.windows.notify;

import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_EVENT_IN;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_ENABLE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_OP_REMOVE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_EDGE;
import static io.iocp.completion.windows.winsock.SockNotifyRegistrationLayout.SOCK_NOTIFY_TRIGGER_PERSISTENT;

import io.iocp.completion.Packet;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.util.function.Consumer;

/**
 * The edge-triggered registration of one socket that is drained with each notification. It is made
 * once, before there can be anything to tell, and stays until it is removed: there is nothing to
 * arm.
 */
final class EdgeRegistration extends Registration {

  private static final int ENABLING = 0;
  private static final int REMOVING = 1;

  private boolean removing;
  private int refusal;

  EdgeRegistration(
      Registry registry, long socket, long key, Consumer<Packet> context, Listener listener) {
    super(registry, socket, key, context, listener);
  }

  /** Registers, in a call of its own. Before others know of the socket. */
  void register(RegistrationBatch batch) throws NativeCallException {
    remember();
    batch.add(
        this,
        ENABLING,
        SOCK_NOTIFY_EVENT_IN,
        SOCK_NOTIFY_OP_ENABLE,
        SOCK_NOTIFY_TRIGGER_EDGE | SOCK_NOTIFY_TRIGGER_PERSISTENT);
    batch.register();
    if (refusal != WindowsErrors.SUCCESS) {
      close();
      throw WindowsErrors.failure("ProcessSocketNotifications", refusal);
    }
  }

  /** The socket was drained: the next edge tells. */
  @Override
  public void arm() {}

  @Override
  public void remove() {
    if (isPending() && !removing) {
      removing = true;
      batch().add(this, REMOVING, 0, SOCK_NOTIFY_OP_REMOVE, 0);
    }
  }

  @Override
  void answered(int generation, int result) {
    if (generation == ENABLING) {
      refusal = result;
    } else if (result != WindowsErrors.SUCCESS) {
      // Nothing is left to wait for, and closing the socket does the rest.
      postRemoved();
    }
  }

  @Override
  void notified() {
    if (isPending() && !removing) {
      tell();
    }
  }

  /** Also of a socket that was closed without more ado, which removes it from the kernel's side. */
  @Override
  public void close() {
    forget();
  }
}
