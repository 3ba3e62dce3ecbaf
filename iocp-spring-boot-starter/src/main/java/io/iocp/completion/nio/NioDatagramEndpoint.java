package io.iocp.completion.nio;

import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.DatagramEndpoint;
import io.iocp.completion.DatagramFlow;
import io.iocp.completion.DatagramOptions;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SendToOperation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket on a selector. When a receive fails it rests: an error that persists keeps the
 * socket readable. Only on its worker's thread, but for what is open to all.
 */
final class NioDatagramEndpoint
    implements DatagramEndpoint, ReadyHandler, BufferWaiters.Waiter, SelectorLoop.Resting {

  /** Datagrams of one socket before the others have their turn. */
  private static final int DATAGRAMS_PER_ROUND = 64;

  // Java does not say that it cut a datagram: one that fills more than the maximum was too large.
  private static final int DETECTION_BYTES = 1;

  private final SelectorLoop loop;
  private final DatagramChannel socket;
  private final Receiver receiver;
  private final InetSocketAddress local;
  private final DatagramFlow flow;
  private final int maximumReceiveBytes;

  private @Nullable SelectionKey key;
  private boolean paused;
  private boolean starved;
  private boolean resting;
  private long restEndsNanos;
  private @Nullable SendToOperation send;
  // How the datagram in `send` went, until it is dispatched; null before.
  private @Nullable CompletionStatus sendStatus;
  private @Nullable CloseOperation close;

  /** How a socket receives; answers the sender, or null when there is nothing. */
  @FunctionalInterface
  interface Receiver {
    @Nullable SocketAddress receive(ByteBuffer memory) throws IOException;
  }

  /** Binds; receiving starts on the loop. Any thread. */
  static NioDatagramEndpoint bind(
      SelectorLoop loop, InetSocketAddress address, DatagramOptions options, DatagramFlow flow)
      throws IOException {
    return bind(loop, address, options, flow, socket -> socket::receive);
  }

  static NioDatagramEndpoint bind(
      SelectorLoop loop,
      InetSocketAddress address,
      DatagramOptions options,
      DatagramFlow flow,
      Function<DatagramChannel, Receiver> receiver)
      throws IOException {
    DatagramChannel socket = Sockets.forDatagrams(address);
    try {
      Sockets.prepare(socket, options);
      Sockets.bind(socket, address, options.membership());
      NioDatagramEndpoint endpoint =
          new NioDatagramEndpoint(loop, socket, receiver.apply(socket), flow);
      if (!loop.execute(Packet.of(endpoint::start))) {
        throw new IOException("the port has shut down");
      }
      return endpoint;
    } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
      socket.close();
      throw NioErrors.describe("binding " + address, e);
    }
  }

  private NioDatagramEndpoint(
      SelectorLoop loop, DatagramChannel socket, Receiver receiver, DatagramFlow flow)
      throws IOException {
    this.loop = loop;
    this.socket = socket;
    this.receiver = receiver;
    this.local = (InetSocketAddress) socket.getLocalAddress();
    this.flow = flow;
    this.maximumReceiveBytes = loop.receiveBufferBytes() - DETECTION_BYTES;
  }

  private void start() {
    flow.submitted(loop.pending());
    try {
      key = loop.register(socket, 0, this);
      updateInterest();
    } catch (IOException e) {
      CompletionStatus status = NioErrors.statusOf("register", e);
      loop.finish(() -> flow.complete(status, 0, 0));
    }
  }

  @Override
  public PortWorker worker() {
    return loop;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  @Override
  public int maximumReceiveBytes() {
    return maximumReceiveBytes;
  }

  @Override
  public boolean inContext() {
    return loop.isCurrent();
  }

  @Override
  public boolean execute(Packet packet) {
    return loop.execute(packet);
  }

  @Override
  public void ready(int readyOps) {
    if ((readyOps & SelectionKey.OP_READ) != 0 && !receive(DATAGRAMS_PER_ROUND)) {
      starve();
    }
    if ((readyOps & SelectionKey.OP_WRITE) != 0 && blocked()) {
      send();
    }
    updateInterest();
  }

  private void updateInterest() {
    if (close != null || key == null) {
      return;
    }
    int ops =
        (paused || starved || resting ? 0 : SelectionKey.OP_READ)
            | (blocked() ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != ops) {
      key.interestOps(ops);
    }
  }

  // --- receiving

  @Override
  public void pause() {
    paused = true;
    noLongerStarved();
    updateInterest();
  }

  @Override
  public void resume() {
    paused = false;
    updateInterest();
  }

  /**
   * Receives what there is, up to that many datagrams.
   *
   * @return false when the pool had no buffer
   */
  private boolean receive(int datagrams) {
    boolean more = true;
    for (int i = 0; i < datagrams && more && !paused && !resting && close == null; i++) {
      SharedBuffer buffer = loop.tryAcquire();
      if (buffer == null) {
        return false;
      }
      more = receiveInto(buffer);
    }
    return true;
  }

  /** Receives one datagram and hands it up; answers whether there may be more. */
  private boolean receiveInto(SharedBuffer buffer) {
    ByteBuffer memory = buffer.memory();
    SocketAddress sender;
    try {
      loop.counters().systemCalls.increment();
      sender = receiver.receive(memory);
    } catch (IOException e) {
      buffer.release();
      rest();
      flow.fail(NioErrors.statusOf("receive", e), 0);
      return false;
    }
    if (sender == null) {
      buffer.release();
      return false;
    }
    int bytes = memory.position();
    memory.clear();
    buffer.region(0, Math.min(bytes, maximumReceiveBytes));
    loop.handedUp();
    flow.deliver(buffer, (InetSocketAddress) sender, bytes > maximumReceiveBytes);
    return true;
  }

  private void rest() {
    resting = true;
    restEndsNanos = loop.batchNanos() + REST_NANOS;
    loop.rest(this);
  }

  @Override
  public long restEndsNanos() {
    return restEndsNanos;
  }

  @Override
  public void endRest() {
    resting = false;
    updateInterest();
  }

  private void starve() {
    starved = true;
    loop.waiters().add(this);
    loop.counters().starvations.increment();
    flow.starve();
  }

  private void noLongerStarved() {
    if (starved) {
      starved = false;
      loop.waiters().remove(this);
    }
  }

  /** Takes one datagram. */
  @Override
  public boolean retry() {
    if (!receive(1)) {
      return false;
    }
    noLongerStarved();
    updateInterest();
    return true;
  }

  // --- sending

  @Override
  public void sendTo(SendToOperation operation) {
    if (send != null) {
      throw new IllegalStateException("a datagram of this socket is already in flight");
    }
    operation.submitted(loop.pending());
    send = operation;
    if (close != null) {
      finishSend(CompletionStatus.ABORTED, 0);
    } else {
      send();
    }
    updateInterest();
  }

  /** Whether a datagram waits until the socket is writable. */
  private boolean blocked() {
    return send != null && sendStatus == null;
  }

  private void send() {
    SendToOperation operation = Objects.requireNonNull(send, "send");
    ByteBuffer datagram = operation.buffer().view();
    int length = datagram.remaining();
    try {
      loop.counters().systemCalls.increment();
      int taken = socket.send(datagram, operation.remote());
      if (taken == length) {
        finishSend(CompletionStatus.OK, taken);
      }
    } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
      finishSend(NioErrors.statusOf("send", e), 0);
    }
  }

  private void finishSend(CompletionStatus status, long bytes) {
    sendStatus = status;
    loop.finish(() -> sent(status, bytes));
  }

  private void sent(CompletionStatus status, long bytes) {
    SendToOperation operation = Objects.requireNonNull(send, "send");
    send = null;
    sendStatus = null;
    operation.complete(status, bytes, 0);
  }

  // --- ending

  @Override
  public void close(CloseOperation operation) {
    if (close != null) {
      throw new IllegalStateException("the socket is already closed");
    }
    operation.submitted(loop.pending());
    close = operation;
    noLongerStarved();
    if (blocked()) {
      finishSend(CompletionStatus.ABORTED, 0);
    }
    if (flow.inFlight()) {
      loop.finish(() -> flow.complete(CompletionStatus.ABORTED, 0, 0));
    }
    try {
      loop.counters().systemCalls.increment();
      socket.close();
    } catch (IOException e) {
      NioErrors.statusOf("close", e);
    }
    loop.finishAfterDeregistration(this::closed);
  }

  private void closed() {
    if (send != null) {
      // Refused on the closing socket and on the way home: this is the last of them.
      loop.finish(this::closed);
    } else {
      Objects.requireNonNull(close, "close").complete(CompletionStatus.OK, 0, 0);
    }
  }
}
