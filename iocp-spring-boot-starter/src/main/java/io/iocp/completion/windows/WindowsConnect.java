package io.iocp.completion.windows;

import io.iocp.completion.CompletionPort.PendingConnect;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.ConnectOperation;
import io.iocp.completion.Packet;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.windows.winsock.ExtensionFunctions;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.WindowsErrors;
import java.net.InetSocketAddress;

/** A socket that is being connected, with {@code ConnectEx}. In the context of its worker. */
final class WindowsConnect extends Request implements PendingConnect {

  private final PortParts parts;
  private final ExtensionFunctions extensions;
  private final WindowsWorker home;
  private final InetSocketAddress remote;
  private final ConnectOperation operation;
  private long socket = Sockets.INVALID;
  private boolean skips;
  private boolean cancelled;

  private WindowsConnect(
      PortParts parts,
      ExtensionFunctions extensions,
      WindowsWorker home,
      InetSocketAddress remote,
      ConnectOperation operation) {
    super(parts, home.mailbox());
    this.parts = parts;
    this.extensions = extensions;
    this.home = home;
    this.remote = remote;
    this.operation = operation;
  }

  static PendingConnect start(
      PortParts parts,
      ExtensionFunctions extensions,
      WindowsWorker home,
      InetSocketAddress remote,
      SocketOptions options,
      ConnectOperation operation) {
    WindowsConnect connect = new WindowsConnect(parts, extensions, home, remote, operation);
    operation.submitted(home.pending());
    home.mailbox().execute(Packet.of(() -> connect.connect(options)));
    return connect;
  }

  private void connect(SocketOptions options) {
    if (remote.isUnresolved()) {
      notCalled(WindowsErrors.WSAHOST_NOT_FOUND);
      return;
    }
    int family = Sockets.ADDRESSES.family(remote);
    try {
      socket = Sockets.forConnect(family, options);
      skips = parts.sockets().adopt(socket, options.keepAlive());
    } catch (NativeCallException e) {
      notCalled(e.code());
      return;
    }
    long overlapped = begin();
    int length = Sockets.ADDRESSES.write(slot().memory(), slot().extraOffset(), family, remote);
    int result = extensions.connectEx(socket, slot().extraAddress(), length, overlapped);
    called(result != 0, skips, 0);
  }

  @Override
  public void cancel() {
    home.mailbox().execute(Packet.of(this::cancelHere));
  }

  private void cancelHere() {
    if (inFlight() && !cancelled) {
      cancelled = true;
      cancel(socket);
    }
  }

  @Override
  protected void completed(int code, int bytes) {
    giveBackSlot();
    int outcome = cancelled ? WindowsErrors.ERROR_OPERATION_ABORTED : code;
    if (outcome == WindowsErrors.SUCCESS) {
      try {
        open();
        return;
      } catch (NativeCallException e) {
        outcome = e.code();
      }
    }
    Sockets.reset(socket);
    operation.complete(WindowsErrors.status(outcome), 0, outcome);
  }

  /** The operation completes in its channel's context, inside of the worker's. */
  private void open() throws NativeCallException {
    Sockets.connectIsComplete(socket);
    WindowsChannel channel =
        new WindowsChannel(
            parts, home, socket, skips, Sockets.localAddress(socket), remote, null, null);
    operation.connected(channel);
    channel.mailbox().enter(Packet.of(() -> operation.complete(CompletionStatus.OK, 0, 0)));
  }
}
