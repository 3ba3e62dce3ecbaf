package io.iocp.completion.simulated;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Operation;
import io.iocp.completion.OperationKind;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.ReceiveFlow;
import io.iocp.completion.SendOperation;
import io.iocp.completion.StreamChannel;
import io.iocp.completion.TransmitFileOperation;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket on the simulated port. What "the kernel" does happens in events of the
 * network, some time after it was asked for; what has completed is dispatched by the worker, some
 * time after that.
 *
 * <p>All state is guarded by the network; operations are called without its monitor.
 */
final class SimulatedChannel implements StreamChannel {

  private static final String[][] HOME = new String[OperationKind.values().length][];

  static {
    for (OperationKind kind : OperationKind.values()) {
      HOME[kind.ordinal()] =
          Arrays.stream(CompletionStatus.values())
              .map(status -> kind + " is home " + status)
              .toArray(String[]::new);
    }
  }

  // Pieces that the kernel has read ahead of the worker.
  private static final int MOST_PIECES_AHEAD = 4;
  private static final int HALF = 500;
  private static final long INJECTED_STARVATION_NANOS = 5_000_000;

  private final SimulatedNetwork network;
  private final SimulatedWorker worker;
  private final SimulatedSocket socket;
  // Whether a send completes only when all of it was taken, as it does on some systems.
  private final boolean wholeSends;

  private @Nullable ReceiveFlow flow;
  private boolean receiving;
  private boolean paused;
  private boolean starved;
  private boolean taking;
  private int piecesAhead;
  // For sabotage: a piece that lets the next one pass.
  private @Nullable SharedBuffer heldBack;

  private final SimulatedSending sending;

  private @Nullable CloseOperation close;
  private CloseMode closeMode = CloseMode.ORDERLY;
  private boolean socketClosed;
  private boolean goingHome;
  private boolean discarding;
  // Operations that are away beside the close.
  private int away;

  SimulatedChannel(SimulatedNetwork network, SimulatedWorker worker, SimulatedSocket socket) {
    this.network = network;
    this.worker = worker;
    this.socket = socket;
    this.sending = new SimulatedSending(network, worker, socket, this::home);
    synchronized (network) {
      this.wholeSends = network.chance(HALF);
      socket.onChange(this::changed);
    }
  }

  @Override
  public PortWorker worker() {
    return worker;
  }

  @Override
  public InetSocketAddress localAddress() {
    return socket.localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return socket.remoteAddress();
  }

  @Override
  public int unsentBytes() {
    return socket.unsent();
  }

  @Override
  public boolean limitUnsent(int bytes) {
    socket.limitUnsent(bytes);
    return true;
  }

  @Override
  public boolean inContext() {
    return worker.isCurrent();
  }

  @Override
  public boolean execute(Packet packet) {
    return worker.execute(packet);
  }

  private void requireContext() {
    if (!inContext()) {
      throw new IllegalStateException("called outside of the channel's context");
    }
  }

  private void changed() {
    takeSoon();
    sending.giveSoon();
  }

  /** The operation's last step: counted first, called without the monitor. */
  private void home(Operation operation, CompletionStatus status, long bytes, int nativeCode) {
    synchronized (network) {
      away--;
      network.totals().addSent(bytes);
      network.note(HOME[operation.kind().ordinal()][status.ordinal()], socket.id(), bytes);
    }
    operation.complete(status, bytes, nativeCode);
    synchronized (network) {
      closeWhenQuiet();
    }
  }

  // --- receiving

  @Override
  public void receive(ReceiveFlow newFlow) {
    requireContext();
    synchronized (network) {
      if (flow != null) {
        throw new IllegalStateException("receive was already called on this channel");
      }
      newFlow.submitted(worker.pending());
      away++;
      flow = newFlow;
      receiving = true;
      if (close != null) {
        endReceiving(CompletionStatus.ABORTED, 0);
      }
      takeSoon();
    }
  }

  @Override
  public void pause() {
    requireContext();
    synchronized (network) {
      paused = true;
    }
  }

  @Override
  public void resume() {
    requireContext();
    synchronized (network) {
      paused = false;
      takeSoon();
    }
  }

  private void takeSoon() {
    if (receiving
        && !paused
        && !starved
        && !taking
        && piecesAhead < MOST_PIECES_AHEAD
        && socket.isReadable()) {
      taking = true;
      network.schedule(network.delayNanos(), this::take);
    }
  }

  /** The kernel takes what has arrived, into a buffer it chooses. */
  private void take() {
    taking = false;
    // A pause may come too late for a piece that is on its way.
    if (!receiving || starved || !socket.isReadable() || (paused && network.chance(HALF))) {
      return;
    }
    if (network.chance(network.faults().failedReceives())) {
      endReceiving(CompletionStatus.FAILED, SimulatedSending.EIO);
    } else if (socket.available() > 0) {
      boolean injected = network.chance(network.faults().starvations());
      SharedBuffer buffer = injected ? null : worker.tryAcquire();
      if (buffer == null) {
        starve(injected);
      } else {
        piece(buffer);
        takeSoon();
      }
    } else {
      CompletionStatus broken = socket.broken();
      endReceiving(broken == null ? CompletionStatus.END_OF_STREAM : broken, 0);
    }
  }

  private void piece(SharedBuffer buffer) {
    int most = Math.min(worker.receiveBufferBytes(), socket.available());
    int bytes = socket.read(buffer.memory(), network.some(most, network.faults().cuts()));
    buffer.memory().clear();
    buffer.region(0, bytes);
    network.note("piece", socket.id(), bytes);
    piecesAhead++;
    if (network.sabotages(Sabotage.PIECE_LOST)) {
      return;
    }
    if (network.sabotages(Sabotage.PIECE_TWICE)) {
      worker.completed(() -> deliver(buffer.retain()));
    }
    SharedBuffer held = heldBack;
    if (held == null && network.sabotages(Sabotage.PIECES_SWAPPED)) {
      heldBack = buffer;
      return;
    }
    worker.completed(() -> deliver(buffer));
    if (held != null) {
      heldBack = null;
      worker.completed(() -> deliver(held));
    }
  }

  private void deliver(SharedBuffer buffer) {
    ReceiveFlow receiver;
    synchronized (network) {
      piecesAhead--;
      takeSoon();
      receiver = discarding ? null : flow;
      int handedUp = receiver == null ? 0 : buffer.length();
      network.note("received", socket.id(), handedUp);
      network.totals().addReceived(handedUp);
    }
    if (receiver == null) {
      buffer.release();
    } else {
      receiver.deliver(buffer);
    }
  }

  private void starve(boolean injected) {
    network.note("starved", socket.id(), 0);
    starved = true;
    worker.counters.starvations.increment();
    ReceiveFlow receiver = Objects.requireNonNull(flow);
    worker.completed(receiver::starve);
    if (injected) {
      network.schedule(INJECTED_STARVATION_NANOS, this::fed);
    } else {
      worker.starve(this);
    }
  }

  /** The pool has a buffer again; with the monitor. */
  void fed() {
    starved = false;
    takeSoon();
  }

  private void endReceiving(CompletionStatus status, int nativeCode) {
    receiving = false;
    worker.unstarve(this);
    ReceiveFlow receiver = Objects.requireNonNull(flow);
    if (network.sabotages(Sabotage.RECEIVE_NEVER_HOME)) {
      away--;
      return;
    }
    worker.completed(() -> home(receiver, status, 0, nativeCode));
  }

  // --- sending

  @Override
  public void send(SendOperation operation) {
    start(new OutgoingSend(operation, wholeSends));
  }

  @Override
  public void transmitFile(TransmitFileOperation operation) {
    start(new OutgoingFile(operation));
  }

  private void start(Outgoing started) {
    requireContext();
    synchronized (network) {
      if (sending.isInFlight()) {
        throw new IllegalStateException("a send of this channel is already in flight");
      }
      started.operation().submitted(worker.pending());
      away++;
      sending.start(started, close != null);
    }
  }

  @Override
  public void shutdownSending() {
    requireContext();
    synchronized (network) {
      if (sending.isInFlight()) {
        throw new IllegalStateException("FIN while a send is in flight");
      }
      if (close == null) {
        socket.shutdownOutput();
      }
    }
  }

  // --- ending

  @Override
  public void cancel() {
    requireContext();
    synchronized (network) {
      if (receiving) {
        endReceiving(CompletionStatus.ABORTED, 0);
      }
      sending.cancel();
    }
  }

  @Override
  public void close(CloseMode mode, CloseOperation operation) {
    requireContext();
    synchronized (network) {
      if (close != null) {
        throw new IllegalStateException("the channel is already closed");
      }
      operation.submitted(worker.pending());
      network.note("close", socket.id(), mode.ordinal());
      cancel();
      close = operation;
      closeMode = mode;
      // Some engines throw away what a closing channel still gets, some hand it up.
      discarding = network.chance(HALF);
      if (network.chance(HALF)) {
        closeSocket();
      }
      closeWhenQuiet();
    }
  }

  private void closeSocket() {
    if (socketClosed) {
      return;
    }
    socketClosed = true;
    if (network.sabotages(Sabotage.SOCKET_LEFT_OPEN)) {
      return;
    }
    if (closeMode == CloseMode.ABORTIVE) {
      socket.reset();
    } else {
      socket.close();
    }
  }

  private void closeWhenQuiet() {
    if (close != null && away == 0 && !goingHome) {
      goingHome = true;
      closeSocket();
      network.schedule(network.delayNanos(), () -> worker.completed(this::closed));
    }
  }

  private void closed() {
    CloseOperation operation;
    synchronized (network) {
      if (away > 0) {
        goingHome = false; // Started on the closing channel: this is the last of them.
        return;
      }
      if (network.sabotages(Sabotage.CLOSE_NEVER_HOME)) {
        return;
      }
      operation = Objects.requireNonNull(close);
      network.note("closed", socket.id(), 0);
    }
    operation.complete(CompletionStatus.OK, 0, 0);
  }
}
