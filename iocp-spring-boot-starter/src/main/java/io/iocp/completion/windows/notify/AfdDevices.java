package io.iocp.completion.windows.notify;

import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.windows.winsock.AfdDevice;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Notifications by polling in the driver below Winsock, as wepoll and mio do it, where Windows does
 * not have {@link SocketNotifications}. A poll is an operation like any other: its completion comes
 * out of the port.
 */
public final class AfdDevices implements ReadNotifications {

  /** The driver searches among the polls of a handle: wepoll and mio have found this many good. */
  private static final int TENANTS_PER_DEVICE = 32;

  private final IoCompletionPort port;
  // Guarded by this.
  private final Set<AfdDevice> all = new HashSet<>();
  private final ArrayDeque<AfdDevice> withRoom = new ArrayDeque<>();

  /**
   * @param port where the polls complete
   */
  public AfdDevices(IoCompletionPort port) {
    this.port = port;
  }

  @Override
  public ReadNotification open(
      long socket, SocketContext context, ReadNotification.Listener listener) {
    return new AfdPoll(this, context, socket, listener);
  }

  @Override
  public ReadNotification openForDatagrams(
      long socket, SocketContext context, ReadNotification.Listener listener) {
    return open(socket, context, listener);
  }

  /** A device whose completions come out of the port. */
  synchronized AfdDevice acquire() throws NativeCallException {
    AfdDevice device = withRoom.peekFirst();
    if (device == null) {
      device = AfdDevice.open();
      try {
        port.associate(device.handle());
      } catch (NativeCallException e) {
        device.close();
        throw e;
      }
      all.add(device);
      withRoom.addFirst(device);
    }
    device.tenants++;
    if (device.tenants == TENANTS_PER_DEVICE) {
      withRoom.remove(device);
    }
    return device;
  }

  synchronized void release(AfdDevice device) {
    if (device.tenants == TENANTS_PER_DEVICE) {
      withRoom.addFirst(device);
    }
    device.tenants--;
    if (device.tenants == 0 && withRoom.size() > 1) {
      withRoom.remove(device);
      all.remove(device);
      device.close();
    }
  }

  @Override
  public synchronized void close() {
    all.forEach(AfdDevice::close);
    all.clear();
    withRoom.clear();
  }
}
