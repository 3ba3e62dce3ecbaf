package io.iocp.completion.nio;

import io.iocp.buffer.BufferWaiters;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.ReceiveFlow;
import io.iocp.completion.SendOperation;
import io.iocp.completion.StreamChannel;
import io.iocp.completion.TransmitFileOperation;
import io.iocp.completion.jna.SocketDescriptors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket on a selector. It keeps nothing but references: an idle one owns no buffer and
 * no array. Only on its worker's thread, but for what {@link StreamChannel} opens to all.
 *
 * <pre>
 *   send:     write ──took some──▶ finished ──dispatch──▶ home
 *               └──took nothing──▶ blocked ──writable──▶ write
 *   receive:  reading ◀──pause/resume──▶ paused
 *               └──refused by the pool──▶ starved ──a slot came back──▶ reading
 * </pre>
 */
final class NioChannel
    implements StreamChannel, ReadyHandler, PostedCompletion, BufferWaiters.Waiter {

  /** Reads of one channel before the others have their turn. */
  private static final int READS_PER_ROUND = 4;

  private final SelectorLoop loop;
  private final SocketChannel socket;
  private final SelectionKey key;
  private final InetSocketAddress local;
  private final InetSocketAddress remote;

  private @Nullable ReceiveFlow flow;
  private boolean receiving;
  private boolean paused;
  private boolean starved;

  // One of the two at most.
  private @Nullable SendOperation send;
  private @Nullable NioTransmit transmit;
  // The last write took less than it was given: wait until the socket is writable.
  private boolean sendBufferFull;
  // Most that one write gives to the kernel; if that is less than all, only when it asks for more.
  private int mostWriteBytes = Integer.MAX_VALUE;
  // How the send or transmit has finished, until it is dispatched; null before.
  private @Nullable CompletionStatus sendStatus;
  private long sentBytes;

  private boolean broken;
  private @Nullable CloseOperation close;

  /** Makes the connected, non-blocking socket a channel of the loop. */
  NioChannel(SelectorLoop loop, SocketChannel socket) throws IOException {
    this.loop = loop;
    this.socket = socket;
    this.local = (InetSocketAddress) socket.getLocalAddress();
    this.remote = (InetSocketAddress) socket.getRemoteAddress();
    this.key = loop.register(socket, 0, this);
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
  public InetSocketAddress remoteAddress() {
    return remote;
  }

  @Override
  public int unsentBytes() {
    return SocketDescriptors.unsentBytes(socket);
  }

  @Override
  public boolean limitUnsent(int bytes) {
    if (!socket.isOpen() || !SocketDescriptors.limitUnsent(socket, bytes)) {
      return false;
    }
    mostWriteBytes = bytes < PIECE_BYTES ? bytes : Integer.MAX_VALUE;
    return true;
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
    if ((readyOps & SelectionKey.OP_READ) != 0 && mayRead() && !read(READS_PER_ROUND)) {
      starve();
    }
    if ((readyOps & SelectionKey.OP_WRITE) != 0 && blocked()) {
      write();
    }
    updateInterest();
  }

  private void updateInterest() {
    if (close != null) {
      return;
    }
    int ops =
        (mayRead() && !starved ? SelectionKey.OP_READ : 0)
            | (blocked() ? SelectionKey.OP_WRITE : 0);
    if (key.interestOps() != ops) {
      key.interestOps(ops);
    }
  }

  // --- receiving

  @Override
  public void receive(ReceiveFlow newFlow) {
    if (flow != null) {
      throw new IllegalStateException("receive was already called on this channel");
    }
    newFlow.submitted(loop.pending());
    flow = newFlow;
    receiving = true;
    if (close != null) {
      endReceiving(newFlow, CompletionStatus.ABORTED);
    }
    updateInterest();
  }

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

  private boolean mayRead() {
    return receiving && !paused;
  }

  /**
   * Reads what there is, up to that many pieces.
   *
   * @return false when the pool had no buffer
   */
  private boolean read(int pieces) {
    ReceiveFlow receiver = flow;
    boolean more = true;
    for (int i = 0; i < pieces && more && receiver != null && mayRead(); i++) {
      SharedBuffer buffer = loop.tryAcquire();
      if (buffer == null) {
        return false;
      }
      more = readInto(buffer, receiver);
    }
    return true;
  }

  /** Reads one piece and hands it up; answers whether there may be more. */
  private boolean readInto(SharedBuffer buffer, ReceiveFlow receiver) {
    ByteBuffer memory = buffer.memory();
    int bytes;
    try {
      loop.counters().systemCalls.increment();
      bytes = socket.read(memory);
    } catch (IOException e) {
      buffer.release();
      endReceiving(receiver, failed("read", e));
      return false;
    }
    if (bytes <= 0) {
      buffer.release();
      if (bytes < 0) {
        // The system reports a reset once; if the send got to know, this looks like a FIN.
        endReceiving(receiver, broken ? CompletionStatus.RESET : CompletionStatus.END_OF_STREAM);
      }
      return false;
    }
    boolean filled = !memory.hasRemaining();
    memory.clear();
    buffer.region(0, bytes);
    loop.handedUp();
    receiver.deliver(buffer);
    return filled;
  }

  private void endReceiving(ReceiveFlow receiver, CompletionStatus status) {
    receiving = false;
    noLongerStarved();
    loop.finish(() -> receiver.complete(status, 0, 0));
  }

  private void starve() {
    starved = true;
    loop.waiters().add(this);
    loop.counters().starvations.increment();
    if (flow != null) {
      flow.starve();
    }
  }

  private void noLongerStarved() {
    if (starved) {
      starved = false;
      loop.waiters().remove(this);
    }
  }

  /** Takes one piece. */
  @Override
  public boolean retry() {
    if (!read(1)) {
      return false;
    }
    noLongerStarved();
    updateInterest();
    return true;
  }

  // --- sending

  @Override
  public void send(SendOperation operation) {
    requireNothingOutgoing();
    operation.submitted(loop.pending());
    send = operation;
    startWriting();
  }

  @Override
  public void transmitFile(TransmitFileOperation operation) {
    requireNothingOutgoing();
    operation.submitted(loop.pending());
    transmit = new NioTransmit(operation);
    startWriting();
  }

  private void requireNothingOutgoing() {
    if (send != null || transmit != null) {
      throw new IllegalStateException("a send of this channel is already in flight");
    }
  }

  private void startWriting() {
    if (close != null) {
      finishSend(CompletionStatus.ABORTED, 0);
    } else if (!sendBufferFull && mostWriteBytes == Integer.MAX_VALUE) {
      write();
    }
    updateInterest();
  }

  /** Whether a send or transmit waits until the socket is writable. */
  private boolean blocked() {
    return (send != null || transmit != null) && sendStatus == null;
  }

  private void write() {
    if (transmit != null) {
      transmit(transmit);
    } else {
      writeBuffers(Objects.requireNonNull(send, "send"));
    }
  }

  private void transmit(NioTransmit outgoing) {
    try {
      loop.counters().systemCalls.increment();
      NioTransmit.Progress progress = outgoing.write(socket);
      sendBufferFull = progress == NioTransmit.Progress.BLOCKED;
      switch (progress) {
        case DONE -> finishSend(CompletionStatus.OK, outgoing.takenBytes());
        case FILE_ENDED -> finishSend(CompletionStatus.END_OF_STREAM, outgoing.takenBytes());
        case MORE, BLOCKED -> {} // When the socket is writable and the others have had their turn.
      }
    } catch (IOException e) {
      finishSend(failed("transmit", e), outgoing.takenBytes());
    }
  }

  private void writeBuffers(SendOperation operation) {
    int count = 0;
    ByteBuffer[] views = loop.gather();
    long asked = 0;
    // Views of their own: the buffers are shared with other channels and workers.
    for (; count < operation.count() && asked < mostWriteBytes; count++) {
      ByteBuffer view = operation.buffer(count).view();
      if (count == 0) {
        view.position(view.position() + operation.firstBufferOffset());
      }
      int length = (int) Math.min(view.remaining(), mostWriteBytes - asked);
      view.limit(view.position() + length);
      asked += length;
      views[count] = view;
    }
    try {
      loop.counters().systemCalls.increment();
      long taken = count == 1 ? socket.write(views[0]) : socket.write(views, 0, count);
      sendBufferFull = taken < asked;
      if (sendBufferFull) {
        loop.counters().shortSends.increment();
      }
      if (taken > 0 || asked == 0) {
        finishSend(CompletionStatus.OK, taken);
      }
    } catch (IOException e) {
      finishSend(failed("write", e), 0);
    } finally {
      Arrays.fill(views, 0, count, null);
    }
  }

  private void finishSend(CompletionStatus status, long bytes) {
    sendStatus = status;
    sentBytes = bytes;
    loop.finish(this);
  }

  /** The send completes. The channel itself stands for it, so that a send costs no object. */
  @Override
  public void dispatch() {
    Operation operation =
        transmit != null ? transmit.operation() : Objects.requireNonNull(send, "send");
    CompletionStatus status = Objects.requireNonNull(sendStatus, "sendStatus");
    send = null;
    transmit = null;
    sendStatus = null;
    operation.complete(status, sentBytes, 0);
  }

  @Override
  public void shutdownSending() {
    if (close != null) {
      return;
    }
    try {
      loop.counters().systemCalls.increment();
      socket.shutdownOutput();
    } catch (IOException e) {
      // The connection is broken already; the receive flow says so.
      failed("shutdown", e);
    }
  }

  private CompletionStatus failed(String call, IOException failure) {
    CompletionStatus status = NioErrors.statusOf(call, failure);
    broken |= status == CompletionStatus.RESET;
    return status;
  }

  // --- ending

  @Override
  public void cancel() {
    if (receiving && flow != null) {
      endReceiving(flow, CompletionStatus.ABORTED);
    }
    if (blocked()) {
      finishSend(CompletionStatus.ABORTED, transmit == null ? 0 : transmit.takenBytes());
    }
    updateInterest();
  }

  @Override
  public void close(CloseMode mode, CloseOperation operation) {
    if (close != null) {
      throw new IllegalStateException("the channel is already closed");
    }
    operation.submitted(loop.pending());
    cancel();
    close = operation;
    loop.counters().systemCalls.increment();
    Sockets.close(socket, mode);
    loop.finishAfterDeregistration(this::closed);
  }

  private void closed() {
    if (send != null || transmit != null || (flow != null && flow.inFlight())) {
      // Started on the closing channel and on the way home: this is the last of them.
      loop.finish(this::closed);
    } else {
      Objects.requireNonNull(close, "close").complete(CompletionStatus.OK, 0, 0);
    }
  }
}
