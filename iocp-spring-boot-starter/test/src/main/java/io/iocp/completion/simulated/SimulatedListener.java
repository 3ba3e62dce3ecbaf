package io.iocp.completion.simulated;

import io.iocp.completion.AcceptFlow;
import io.iocp.completion.AcceptedSocket;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Listener;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A listening socket: what has connected waits until the accept flow has been told of it. */
final class SimulatedListener implements Listener {

  private static final int NO_DESCRIPTORS = 24;
  private static final long REST_NANOS = 50_000_000;

  private final SimulatedNetwork network;
  private final SimulatedWorker worker;
  private final InetSocketAddress local;
  private final AcceptFlow flow;

  // Guarded by the network.
  private final ArrayDeque<SimulatedSocket> waiting = new ArrayDeque<>();
  private boolean accepting;
  private boolean resting;

  SimulatedListener(
      SimulatedNetwork network, SimulatedWorker worker, InetSocketAddress local, AcceptFlow flow) {
    this.network = network;
    this.worker = worker;
    this.local = local;
    this.flow = flow;
  }

  @Override
  public InetSocketAddress localAddress() {
    return local;
  }

  void start() {
    flow.submitted(worker.pending());
    synchronized (network) {
      accepting = true;
      acceptSoon();
    }
  }

  /** A connection is there; with the network's monitor. */
  void arrived(SimulatedSocket socket) {
    waiting.add(socket);
    acceptSoon();
  }

  private void acceptSoon() {
    if (accepting && !resting && !waiting.isEmpty()) {
      network.schedule(network.delayNanos(), this::accept);
    }
  }

  private void accept() {
    if (!accepting || resting || waiting.isEmpty()) {
      return;
    }
    if (network.chance(network.faults().failedAccepts())) {
      network.note("accept failed", 0, 0);
      network.totals().addAcceptFailure();
      if (network.chance(500)) {
        waiting.remove().reset();
        worker.completed(() -> flow.fail(CompletionStatus.RESET, 0));
      } else {
        resting = true;
        worker.completed(() -> flow.fail(CompletionStatus.FAILED, NO_DESCRIPTORS));
        network.schedule(REST_NANOS, this::rested);
      }
    } else {
      Accepted accepted = new Accepted(waiting.remove());
      network.totals().addAccepted();
      worker.completed(() -> flow.deliver(accepted));
    }
    acceptSoon();
  }

  private void rested() {
    resting = false;
    acceptSoon();
  }

  @Override
  public void close(CloseOperation operation) {
    worker.execute(Packet.of(() -> closeHere(operation)));
  }

  private void closeHere(CloseOperation operation) {
    operation.submitted(worker.pending());
    synchronized (network) {
      accepting = false;
      network.unbind(local);
      waiting.forEach(SimulatedSocket::reset);
      waiting.clear();
      network.schedule(
          network.delayNanos(),
          () -> {
            worker.completed(() -> flow.complete(CompletionStatus.ABORTED, 0, 0));
            worker.completed(() -> operation.complete(CompletionStatus.OK, 0, 0));
          });
    }
  }

  /** A connection that belongs to no worker yet. */
  private final class Accepted implements AcceptedSocket {

    private final SimulatedSocket socket;
    private @Nullable String settled;

    Accepted(SimulatedSocket socket) {
      this.socket = socket;
    }

    @Override
    public InetSocketAddress remoteAddress() {
      return socket.remoteAddress();
    }

    @Override
    public void open(PortWorker home, ChannelOpened callback) {
      settle("opened");
      SimulatedWorker opener = (SimulatedWorker) home;
      Packet packet =
          Packet.of(() -> callback.opened(new SimulatedChannel(network, opener, socket)));
      if (!opener.execute(packet)) {
        reset();
      }
    }

    @Override
    public void reject() {
      settle("rejected");
      reset();
    }

    private void reset() {
      synchronized (network) {
        socket.reset();
      }
    }

    private void settle(String how) {
      if (settled != null) {
        throw new IllegalStateException("an accepted socket was " + settled + ", then " + how);
      }
      settled = how;
    }
  }
}
