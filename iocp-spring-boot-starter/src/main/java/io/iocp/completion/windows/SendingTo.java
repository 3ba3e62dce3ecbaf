package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.SendToOperation;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.TransferArguments;
import io.iocp.completion.windows.winsock.WindowsErrors;
import io.iocp.completion.windows.winsock.Winsock2Calls;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One datagram to be sent after the other. In its socket's context. */
final class SendingTo extends Request {

  private final PortParts parts;
  private final long socket;
  private final int family;
  private final boolean skips;
  private final WindowsDatagramEndpoint endpoint;
  // Not null while in flight.
  private @Nullable SendToOperation operation;

  SendingTo(
      PortParts parts,
      Mailbox mailbox,
      long socket,
      int family,
      boolean skips,
      WindowsDatagramEndpoint endpoint) {
    super(parts, mailbox);
    this.parts = parts;
    this.socket = socket;
    this.family = family;
    this.skips = skips;
    this.endpoint = endpoint;
  }

  boolean isPending() {
    return operation != null;
  }

  void start(SendToOperation next) {
    operation = next;
    InetSocketAddress remote = next.remote();
    if (!Sockets.ADDRESSES.reaches(family, remote)) {
      notCalled(WindowsErrors.WSAENETUNREACH);
      return;
    }
    SharedBuffer buffer = next.buffer();
    TransferArguments arguments = parts.mailboxes().arguments();
    arguments.single(buffer.address() + buffer.start(), buffer.length());
    long overlapped = begin();
    int length = Sockets.ADDRESSES.write(slot().memory(), slot().extraOffset(), family, remote);
    int result =
        Winsock2Calls.WSASendTo(
            socket,
            arguments.buffers(),
            1,
            arguments.bytesAddress(),
            0,
            slot().extraAddress(),
            length,
            overlapped,
            0);
    called(result == 0, skips, arguments.transferred());
  }

  @Override
  protected void completed(int code, int bytes) {
    SendToOperation done = operation;
    if (done == null) {
      throw new IllegalStateException("a datagram send completed without a request");
    }
    operation = null;
    if (code == WindowsErrors.SUCCESS) {
      done.complete(CompletionStatus.OK, bytes, 0);
    } else {
      done.complete(
          endpoint.isClosing() ? CompletionStatus.ABORTED : WindowsErrors.status(code), 0, code);
    }
    endpoint.closeWhenQuiet();
  }
}
