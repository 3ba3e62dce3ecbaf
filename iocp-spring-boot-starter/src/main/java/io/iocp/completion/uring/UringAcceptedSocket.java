package io.iocp.completion.uring;

import io.iocp.completion.AcceptedSocket;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.uring.ring.Sockets;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** An accepted descriptor on its way to a worker; the packet that takes it there is itself. */
final class UringAcceptedSocket extends Packet implements AcceptedSocket {

  private final int fd;
  private final InetSocketAddress localAddress;
  private final InetSocketAddress remoteAddress;
  private @Nullable UringWorker worker;
  private @Nullable ChannelOpened callback;

  UringAcceptedSocket(int fd, InetSocketAddress localAddress, InetSocketAddress remoteAddress) {
    this.fd = fd;
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public void open(PortWorker worker, ChannelOpened callback) {
    UringWorker home = (UringWorker) worker;
    this.worker = home;
    this.callback = callback;
    if (!home.execute(this)) {
      reject();
    }
  }

  @Override
  protected void run() {
    if (worker != null && callback != null) {
      callback.opened(UringChannel.open(worker, fd, localAddress, remoteAddress));
    }
  }

  @Override
  public void reject() {
    Sockets.reset(fd);
  }
}
