package io.iocp.completion.nio;

import io.iocp.completion.AcceptedSocket;
import io.iocp.completion.CloseMode;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

/** A connection that belongs to no selector yet. Any thread. */
final class NioAcceptedSocket implements AcceptedSocket {

  private final SocketChannel socket;
  private final InetSocketAddress remote;

  NioAcceptedSocket(SocketChannel socket) throws IOException {
    this.socket = socket;
    this.remote = (InetSocketAddress) socket.getRemoteAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public void open(PortWorker worker, ChannelOpened callback) {
    SelectorLoop loop = (SelectorLoop) worker;
    if (!loop.execute(Packet.of(() -> openHere(loop, callback)))) {
      reject();
    }
  }

  private void openHere(SelectorLoop loop, ChannelOpened callback) {
    try {
      callback.opened(new NioChannel(loop, socket));
    } catch (IOException e) {
      // Registering a socket that is open, and is opened once, does not fail.
      throw new UncheckedIOException("opening the channel of " + remote + " failed", e);
    }
  }

  @Override
  public void reject() {
    Sockets.close(socket, CloseMode.ABORTIVE);
  }
}
