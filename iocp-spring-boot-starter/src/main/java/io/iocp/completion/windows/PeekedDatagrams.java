package io.iocp.completion.windows;

import io.iocp.completion.windows.notify.ReadNotification;
import io.iocp.completion.windows.winsock.TransferArguments;
import io.iocp.completion.windows.winsock.WindowsErrors;
import io.iocp.completion.windows.winsock.Winsock2Calls;

/**
 * Tells of datagrams by an overlapped receive that looks and takes nothing: zero bytes, {@code
 * MSG_PEEK}. It is home when there is a datagram, most often with the news that this is larger than
 * zero bytes. As libuv does it ({@code src/win/udp.c}).
 */
final class PeekedDatagrams extends Request implements ReadNotification {

  // <winsock2.h>
  private static final int MSG_PEEK = 0x2;

  private final PortParts parts;
  private final long socket;
  private final boolean skips;
  private final Listener listener;
  private boolean removing;

  PeekedDatagrams(PortParts parts, Mailbox mailbox, long socket, boolean skips, Listener listener) {
    super(parts, mailbox);
    this.parts = parts;
    this.socket = socket;
    this.skips = skips;
    this.listener = listener;
  }

  @Override
  public void arm() {
    if (inFlight()) {
      return;
    }
    TransferArguments arguments = parts.mailboxes().arguments();
    arguments.single(0, 0, MSG_PEEK);
    int result =
        Winsock2Calls.WSARecv(
            socket,
            arguments.buffers(),
            1,
            arguments.bytesAddress(),
            arguments.flagsAddress(),
            begin(),
            0);
    called(result == 0, skips, 0);
  }

  @Override
  public boolean isPending() {
    return inFlight();
  }

  @Override
  public void remove() {
    if (inFlight()) {
      removing = true;
      cancel(socket);
    }
  }

  @Override
  protected void completed(int code, int bytes) {
    if (removing) {
      listener.removed();
    } else {
      // Whatever it says, the receive that follows says it again.
      listener.notified(WindowsErrors.SUCCESS, 0);
    }
  }

  @Override
  public void close() {
    giveBackSlot();
  }
}
