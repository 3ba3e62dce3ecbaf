package io.iocp.completion.uring;

import io.iocp.completion.CompletionPort.PendingConnect;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.ConnectOperation;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.jna.NativeCallException;
import io.iocp.completion.uring.ring.LibcCalls;
import io.iocp.completion.uring.ring.LinuxErrors;
import io.iocp.completion.uring.ring.Request;
import io.iocp.completion.uring.ring.RequestSlab;
import io.iocp.completion.uring.ring.Sockets;
import java.net.InetSocketAddress;

/** A socket that is being connected. Leaves the table when the kernel is done with it. */
final class UringConnect extends RingSocket implements PendingConnect {

  private final InetSocketAddress remote;
  private final ConnectOperation operation;
  private final int addressSlot;
  private boolean home;
  private boolean cancelled;

  private UringConnect(
      UringWorker worker,
      int fd,
      InetSocketAddress remote,
      ConnectOperation operation,
      int addressSlot) {
    super(worker, fd);
    this.remote = remote;
    this.operation = operation;
    this.addressSlot = addressSlot;
  }

  static PendingConnect start(
      UringWorker worker,
      InetSocketAddress remote,
      SocketOptions options,
      ConnectOperation operation) {
    operation.submitted(worker.pending());
    if (remote.isUnresolved()) {
      worker.completeLater(operation, CompletionStatus.UNREACHABLE, 0);
      return () -> {};
    }
    int addressSlot = worker.slab().tryTake();
    if (addressSlot < 0) {
      worker.completeLater(operation, CompletionStatus.NO_BUFFERS, 0);
      return () -> {};
    }
    int fd;
    try {
      fd = Sockets.forConnect(remote, options);
    } catch (NativeCallException e) {
      worker.slab().giveBack(addressSlot);
      worker.completeLater(operation, e.status(), e.code());
      return () -> {};
    }
    UringConnect connect = new UringConnect(worker, fd, remote, operation, addressSlot);
    worker.sockets().add(connect);
    connect.submit();
    return connect;
  }

  private void submit() {
    RequestSlab slab = home().slab();
    int length =
        Sockets.ADDRESSES.write(
            slab.memory(addressSlot),
            slab.offset(addressSlot),
            Sockets.ADDRESSES.family(remote),
            remote);
    home().submissions().connect(fd(), slab.address(addressSlot), length, begin(Request.CONNECT));
  }

  @Override
  public void cancel() {
    if (!home && !cancelled) {
      cancelled = true;
      cancelOne(Request.CONNECT);
    }
  }

  @Override
  void completed(Request request, int result, int flags, boolean more) {
    home = true;
    home().slab().giveBack(addressSlot);
    if (result < 0 || cancelled) {
      Sockets.reset(fd());
      int errno = result < 0 ? -result : LinuxErrors.ECANCELED;
      operation.complete(LinuxErrors.status(errno), 0, errno);
      return;
    }
    try {
      InetSocketAddress local = Sockets.localAddress(fd());
      operation.connected(UringChannel.open(home(), fd(), local, remote));
    } catch (NativeCallException e) {
      LibcCalls.close(fd());
      operation.complete(e.status(), 0, e.code());
      return;
    }
    operation.complete(CompletionStatus.OK, 0, 0);
  }

  @Override
  void cancelCalledOff() {
    if (!home) {
      cancelOne(Request.CONNECT);
    }
  }

  @Override
  void quiet() {
    home().sockets().remove(slot());
  }

  @Override
  void closed() {
    throw new IllegalStateException("a pending connect cannot be closed through the ring");
  }
}
