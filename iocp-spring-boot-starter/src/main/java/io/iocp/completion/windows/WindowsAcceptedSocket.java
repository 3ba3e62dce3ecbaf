package io.iocp.completion.windows;

import io.iocp.completion.AcceptedSocket;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.windows.winsock.Sockets;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** An accepted socket on its way to a worker; the packet that opens its channel is itself. */
final class WindowsAcceptedSocket extends Packet implements AcceptedSocket {

  private final PortParts parts;
  private final long socket;
  private final boolean skips;
  private final InetSocketAddress localAddress;
  private final InetSocketAddress remoteAddress;
  private final byte @Nullable [] firstData;
  private final @Nullable ReusableSockets reusable;
  private @Nullable WindowsChannel channel;
  private @Nullable ChannelOpened callback;

  WindowsAcceptedSocket(
      PortParts parts,
      long socket,
      boolean skips,
      InetSocketAddress localAddress,
      InetSocketAddress remoteAddress,
      byte @Nullable [] firstData,
      @Nullable ReusableSockets reusable) {
    this.parts = parts;
    this.socket = socket;
    this.skips = skips;
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
    this.firstData = firstData;
    this.reusable = reusable;
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public void open(PortWorker worker, ChannelOpened callback) {
    WindowsWorker home = (WindowsWorker) worker;
    if (parts.mailboxes().isShutDown()) {
      reject();
      return;
    }
    WindowsChannel opened =
        new WindowsChannel(
            parts, home, socket, skips, localAddress, remoteAddress, firstData, reusable);
    this.channel = opened;
    this.callback = callback;
    if (home.mailbox().inContext()) {
      opened.mailbox().enter(this);
    } else {
      opened.mailbox().post(this);
    }
  }

  @Override
  protected void run() {
    if (channel != null && callback != null) {
      callback.opened(channel);
    }
  }

  @Override
  public void reject() {
    Sockets.reset(socket);
  }
}
