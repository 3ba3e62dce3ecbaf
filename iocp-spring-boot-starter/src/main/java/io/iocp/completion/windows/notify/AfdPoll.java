package io.iocp.completion.windows.notify;

import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_ABORT;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_DISCONNECT;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_LOCAL_CLOSE;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_RECEIVE;

import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.windows.winsock.AfdDevice;
import io.iocp.completion.windows.winsock.AfdPollInfoLayout;
import io.iocp.completion.windows.winsock.NtdllCalls;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.WindowsErrors;
import org.jspecify.annotations.Nullable;

/**
 * One poll of a socket after the other. The driver reads and writes the slot: the start of its
 * OVERLAPPED is an {@code IO_STATUS_BLOCK}, and behind it is the {@code AFD_POLL_INFO}.
 */
final class AfdPoll implements ReadNotification {

  private static final int EVENTS =
      AFD_POLL_RECEIVE | AFD_POLL_DISCONNECT | AFD_POLL_ABORT | AFD_POLL_LOCAL_CLOSE;

  private final AfdDevices devices;
  private final long socket;
  private final Listener listener;
  private final PollOperation poll;
  // From the first poll on.
  private @Nullable AfdDevice device;
  private long baseHandle;
  private boolean removing;

  AfdPoll(AfdDevices devices, SocketContext context, long socket, Listener listener) {
    this.devices = devices;
    this.socket = socket;
    this.listener = listener;
    this.poll = context.newPoll(this::completed);
  }

  @Override
  public void arm() {
    if (poll.inFlight()) {
      return;
    }
    try {
      if (device == null) {
        baseHandle = Sockets.baseHandle(socket);
        device = devices.acquire();
      }
      poll(device);
    } catch (NativeCallException e) {
      poll.notCalled(e.code());
    }
  }

  private void poll(AfdDevice on) {
    AfdPollInfoLayout.write(poll.memory(), poll.offset(), baseHandle, EVENTS);
    long overlapped = poll.begin();
    int status =
        NtdllCalls.NtDeviceIoControlFile(
            on.handle(),
            0,
            0,
            overlapped,
            overlapped,
            AfdPollInfoLayout.IOCTL_AFD_POLL,
            poll.address(),
            AfdPollInfoLayout.SIZE,
            poll.address(),
            AfdPollInfoLayout.SIZE);
    // Pending, or done already, there is a packet to come; only failure at once has none.
    if (status < 0) {
      poll.notCalled(status);
    }
  }

  @Override
  public boolean isPending() {
    return poll.inFlight();
  }

  @Override
  public void remove() {
    AfdDevice on = device;
    if (poll.inFlight() && on != null) {
      removing = true;
      poll.cancel(on.handle());
    }
  }

  private void completed(int code) {
    if (removing) {
      listener.removed();
    } else {
      listener.notified(code, code == WindowsErrors.SUCCESS ? brokenBy() : 0);
    }
  }

  private int brokenBy() {
    int status = AfdPollInfoLayout.status(poll.memory(), poll.offset());
    if (status < 0) {
      return status;
    }
    int events = AfdPollInfoLayout.events(poll.memory(), poll.offset());
    return (events & AFD_POLL_ABORT) != 0 ? WindowsErrors.STATUS_CONNECTION_RESET : 0;
  }

  @Override
  public void close() {
    poll.close();
    AfdDevice on = device;
    if (on != null) {
      device = null;
      devices.release(on);
    }
  }
}
