package io.iocp.completion.windows;

import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_ABORT;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_DISCONNECT;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_LOCAL_CLOSE;
import static io.iocp.completion.windows.winsock.AfdPollInfoLayout.AFD_POLL_RECEIVE;

import io.iocp.completion.windows.winsock.AfdDevice;
import io.iocp.completion.windows.winsock.AfdPollInfoLayout;
import io.iocp.completion.windows.winsock.NativeCallException;
import io.iocp.completion.windows.winsock.NtdllCalls;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.WindowsErrors;
import org.jspecify.annotations.Nullable;

/**
 * One poll of a socket after the other. The driver reads and writes the slot: the start of its
 * OVERLAPPED is an {@code IO_STATUS_BLOCK}, and behind it is the {@code AFD_POLL_INFO}.
 */
final class AfdPoll extends Request implements ReadNotification {

  private static final int EVENTS =
      AFD_POLL_RECEIVE | AFD_POLL_DISCONNECT | AFD_POLL_ABORT | AFD_POLL_LOCAL_CLOSE;

  private final WindowsPort port;
  private final AfdDevices devices;
  private final long socket;
  private final Listener listener;
  // From the first poll on.
  private @Nullable AfdDevice device;
  private long baseHandle;
  private boolean removing;

  AfdPoll(WindowsPort port, AfdDevices devices, Mailbox mailbox, long socket, Listener listener) {
    super(port, mailbox);
    this.port = port;
    this.devices = devices;
    this.socket = socket;
    this.listener = listener;
  }

  @Override
  public void arm() {
    if (inFlight()) {
      return;
    }
    try {
      if (device == null) {
        baseHandle = Sockets.baseHandle(socket);
        device = devices.acquire();
      }
      poll(device);
    } catch (NativeCallException e) {
      notCalled(e.code());
    }
  }

  private void poll(AfdDevice on) {
    OverlappedSlot slot = slot();
    AfdPollInfoLayout.write(slot.memory(), slot.extraOffset(), baseHandle, EVENTS);
    long overlapped = begin();
    port.counters().systemCalls.increment();
    int status =
        NtdllCalls.NtDeviceIoControlFile(
            on.handle(),
            0,
            0,
            overlapped,
            overlapped,
            AfdPollInfoLayout.IOCTL_AFD_POLL,
            slot.extraAddress(),
            AfdPollInfoLayout.SIZE,
            slot.extraAddress(),
            AfdPollInfoLayout.SIZE);
    // Pending, or done already, there is a packet to come; only failure at once has none.
    if (status < 0) {
      notCalled(status);
    }
  }

  @Override
  public boolean isPending() {
    return inFlight();
  }

  @Override
  public void remove() {
    AfdDevice on = device;
    if (inFlight() && on != null) {
      removing = true;
      cancel(on.handle());
    }
  }

  @Override
  protected void completed(int code, int bytes) {
    if (removing) {
      listener.removed();
    } else {
      listener.notified(code, code == WindowsErrors.SUCCESS ? brokenBy() : 0);
    }
  }

  private int brokenBy() {
    OverlappedSlot slot = slot();
    int status = AfdPollInfoLayout.status(slot.memory(), slot.extraOffset());
    if (status < 0) {
      return status;
    }
    int events = AfdPollInfoLayout.events(slot.memory(), slot.extraOffset());
    return (events & AFD_POLL_ABORT) != 0 ? WindowsErrors.STATUS_CONNECTION_RESET : 0;
  }

  @Override
  public void close() {
    giveBackSlot();
    AfdDevice on = device;
    if (on != null) {
      device = null;
      devices.release(on);
    }
  }
}
