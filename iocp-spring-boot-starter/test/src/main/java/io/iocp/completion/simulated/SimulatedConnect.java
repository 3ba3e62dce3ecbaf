package io.iocp.completion.simulated;

import io.iocp.completion.CompletionPort.PendingConnect;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.ConnectOperation;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** An outbound connection on its way. */
final class SimulatedConnect implements PendingConnect {

  private final SimulatedNetwork network;
  private final SimulatedWorker worker;
  private final ConnectOperation operation;

  // Guarded by the network.
  private @Nullable SimulatedSocket socket;
  private boolean ended;
  private boolean cancelled;

  SimulatedConnect(SimulatedNetwork network, SimulatedWorker worker, ConnectOperation operation) {
    this.network = network;
    this.worker = worker;
    this.operation = operation;
  }

  void start(InetSocketAddress remote) {
    operation.submitted(worker.pending());
    synchronized (network) {
      network.connect(remote, this::answered);
    }
  }

  private void answered(@Nullable SimulatedSocket connected) {
    if (connected != null) {
      network.isOurs(connected);
    }
    if (cancelled) {
      if (connected != null) {
        connected.reset();
      }
      return;
    }
    socket = connected;
    end();
  }

  private void end() {
    ended = true;
    worker.completed(this::dispatch);
  }

  private void dispatch() {
    SimulatedSocket connected;
    boolean givenUp;
    synchronized (network) {
      connected = socket;
      givenUp = cancelled;
    }
    if (givenUp) {
      operation.complete(CompletionStatus.ABORTED, 0, 0);
    } else if (connected == null) {
      operation.complete(CompletionStatus.REFUSED, 0, 0);
    } else {
      operation.connected(new SimulatedChannel(network, worker, connected));
      operation.complete(CompletionStatus.OK, 0, 0);
    }
  }

  @Override
  public void cancel() {
    synchronized (network) {
      if (cancelled || !operation.inFlight()) {
        return;
      }
      cancelled = true;
      if (socket != null) {
        socket.reset();
      }
      if (!ended) {
        end();
      }
    }
  }
}
