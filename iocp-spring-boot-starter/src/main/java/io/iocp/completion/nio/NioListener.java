package io.iocp.completion.nio;

import io.iocp.completion.AcceptFlow;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Listener;
import io.iocp.completion.Packet;
import io.iocp.completion.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket on a selector. When an accept fails, most likely for want of descriptors, it
 * rests: the connection stays in the queue and would make the selector spin.
 */
final class NioListener implements Listener, ReadyHandler, SelectorLoop.Resting {

  /**
   * Accepts before the other sockets of the worker have their turn: they wait for a few of the
   * system's calls for each.
   */
  static final int ACCEPTS_PER_ROUND = 64;

  private final SelectorLoop loop;
  private final ServerSocketChannel socket;
  private final InetSocketAddress local;
  private final SocketOptions options;
  private final AcceptFlow flow;

  // Worker's thread only.
  private @Nullable SelectionKey key;
  private long restEndsNanos;

  /** Binds and listens; accepting starts on the loop. Any thread. */
  static NioListener open(
      SelectorLoop loop, InetSocketAddress address, SocketOptions options, AcceptFlow flow)
      throws IOException {
    ServerSocketChannel socket = ServerSocketChannel.open();
    try {
      socket.configureBlocking(false);
      if (options.receiveBufferBytes() > 0) {
        // Before binding: the window is negotiated from it; accepted sockets inherit it.
        socket.setOption(StandardSocketOptions.SO_RCVBUF, options.receiveBufferBytes());
      }
      socket.bind(address, options.backlog());
      NioListener listener = new NioListener(loop, socket, options, flow);
      if (!loop.execute(Packet.of(listener::start))) {
        throw new IOException("the port has shut down");
      }
      return listener;
    } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
      socket.close();
      throw NioErrors.describe("listening on " + address, e);
    }
  }

  private NioListener(
      SelectorLoop loop, ServerSocketChannel socket, SocketOptions options, AcceptFlow flow)
      throws IOException {
    this.loop = loop;
    this.socket = socket;
    this.local = (InetSocketAddress) socket.getLocalAddress();
    this.options = options;
    this.flow = flow;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  private void start() {
    flow.submitted(loop.pending());
    try {
      key = loop.register(socket, SelectionKey.OP_ACCEPT, this);
    } catch (IOException e) {
      CompletionStatus status = NioErrors.statusOf("register", e);
      loop.finish(() -> flow.complete(status, 0, 0));
    }
  }

  @Override
  public void ready(int readyOps) {
    for (int i = 0; i < ACCEPTS_PER_ROUND && socket.isOpen(); i++) {
      SocketChannel accepted;
      try {
        loop.counters().systemCalls.increment();
        accepted = socket.accept();
      } catch (IOException e) {
        flow.fail(NioErrors.statusOf("accept", e), 0);
        rest();
        return;
      }
      if (accepted == null) {
        return;
      }
      handUp(accepted);
    }
  }

  private void handUp(SocketChannel accepted) {
    NioAcceptedSocket handle;
    try {
      Sockets.prepare(accepted, options);
      handle = new NioAcceptedSocket(accepted);
    } catch (IOException e) {
      Sockets.close(accepted, CloseMode.ABORTIVE);
      flow.fail(NioErrors.statusOf("setting options of an accepted socket", e), 0);
      return;
    }
    loop.handedUp();
    flow.deliver(handle);
  }

  private void rest() {
    if (key != null && key.isValid()) {
      key.interestOps(0);
      restEndsNanos = loop.batchNanos() + REST_NANOS;
      loop.rest(this);
    }
  }

  @Override
  public long restEndsNanos() {
    return restEndsNanos;
  }

  @Override
  public void endRest() {
    if (key != null && key.isValid()) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  @Override
  public void close(CloseOperation operation) {
    loop.execute(Packet.of(() -> closeHere(operation)));
  }

  private void closeHere(CloseOperation operation) {
    operation.submitted(loop.pending());
    if (flow.inFlight()) {
      loop.finish(() -> flow.complete(CompletionStatus.ABORTED, 0, 0));
    }
    try {
      loop.counters().systemCalls.increment();
      socket.close();
    } catch (IOException e) {
      NioErrors.statusOf("close", e);
    }
    loop.finishAfterDeregistration(() -> operation.complete(CompletionStatus.OK, 0, 0));
  }
}
