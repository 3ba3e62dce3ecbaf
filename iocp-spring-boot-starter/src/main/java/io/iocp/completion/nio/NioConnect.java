package io.iocp.completion.nio;

import io.iocp.completion.CloseMode;
import io.iocp.completion.CompletionPort.PendingConnect;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.ConnectOperation;
import io.iocp.completion.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/** An outbound connection on its way. Worker's thread only. */
final class NioConnect implements PendingConnect, ReadyHandler, PostedCompletion {

  private final SelectorLoop loop;
  private final ConnectOperation operation;

  private @Nullable SocketChannel socket;
  private @Nullable NioChannel channel;
  // How it has ended, until it is dispatched; null before.
  private @Nullable CompletionStatus status;

  static NioConnect start(
      SelectorLoop loop,
      InetSocketAddress remote,
      SocketOptions options,
      ConnectOperation operation) {
    NioConnect connect = new NioConnect(loop, operation);
    operation.submitted(loop.pending());
    connect.connect(remote, options);
    return connect;
  }

  private NioConnect(SelectorLoop loop, ConnectOperation operation) {
    this.loop = loop;
    this.operation = operation;
  }

  private void connect(InetSocketAddress remote, SocketOptions options) {
    try {
      SocketChannel opened = SocketChannel.open();
      socket = opened;
      Sockets.prepare(opened, options);
      loop.counters().systemCalls.increment();
      if (opened.connect(remote)) {
        connected(opened);
      } else {
        loop.register(opened, SelectionKey.OP_CONNECT, this);
      }
    } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
      fail(e);
    }
  }

  @Override
  public void ready(int readyOps) {
    SocketChannel connecting = socket;
    if (status != null || connecting == null) {
      return;
    }
    try {
      loop.counters().systemCalls.increment();
      if (connecting.finishConnect()) {
        connected(connecting);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void connected(SocketChannel connected) throws IOException {
    channel = new NioChannel(loop, connected);
    finish(CompletionStatus.OK);
  }

  private void fail(Exception failure) {
    discard();
    finish(NioErrors.statusOf("connect", failure));
  }

  private void finish(CompletionStatus how) {
    status = how;
    loop.finish(this);
  }

  @Override
  public void cancel() {
    if (!operation.inFlight()) {
      return;
    }
    discard();
    if (status == null) {
      finish(CompletionStatus.ABORTED);
    } else if (status == CompletionStatus.OK) {
      // Connected, but not home yet: whoever gave up gets no channel.
      status = CompletionStatus.ABORTED;
    }
  }

  private void discard() {
    if (socket != null) {
      Sockets.close(socket, CloseMode.ABORTIVE);
    }
  }

  @Override
  public void dispatch() {
    CompletionStatus how = status;
    if (how == null) {
      throw new IllegalStateException("dispatched before it has ended");
    }
    if (how == CompletionStatus.OK && channel != null) {
      operation.connected(channel);
    }
    operation.complete(how, 0, 0);
  }
}
