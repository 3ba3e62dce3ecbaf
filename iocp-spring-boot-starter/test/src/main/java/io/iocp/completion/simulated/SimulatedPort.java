package io.iocp.completion.simulated;

import io.iocp.completion.AcceptFlow;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.ConnectOperation;
import io.iocp.completion.DatagramEndpoint;
import io.iocp.completion.DatagramFlow;
import io.iocp.completion.DatagramOptions;
import io.iocp.completion.Listener;
import io.iocp.completion.OperationKind;
import io.iocp.completion.Packet;
import io.iocp.completion.PortFile;
import io.iocp.completion.PortOptions;
import io.iocp.completion.PortStatistics;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.WorkerCounters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The completion port of a {@link SimulatedNetwork}. It knows no datagrams. */
public final class SimulatedPort implements CompletionPort {

  private final SimulatedNetwork network;
  private final List<SimulatedWorker> workers = new ArrayList<>();

  public SimulatedPort(SimulatedNetwork network, PortOptions options) {
    this.network = network;
    for (int index = 0; index < options.workers(); index++) {
      workers.add(new SimulatedWorker(index, network, options));
    }
  }

  @Override
  public List<SimulatedWorker> workers() {
    return List.copyOf(workers);
  }

  @Override
  public Listener listen(
      PortWorker worker, InetSocketAddress address, SocketOptions options, AcceptFlow flow)
      throws IOException {
    SimulatedWorker home = (SimulatedWorker) worker;
    SimulatedListener listener;
    synchronized (network) {
      InetSocketAddress bound =
          network.bind(address, local -> new SimulatedListener(network, home, local, flow));
      listener = network.listener(bound);
    }
    if (!home.execute(Packet.of(listener::start))) {
      throw new IOException("the port has shut down");
    }
    return listener;
  }

  @Override
  public PendingConnect connect(
      PortWorker worker,
      InetSocketAddress remote,
      SocketOptions options,
      ConnectOperation operation) {
    SimulatedConnect connect = new SimulatedConnect(network, (SimulatedWorker) worker, operation);
    connect.start(remote);
    return connect;
  }

  @Override
  public DatagramEndpoint bind(
      PortWorker worker, InetSocketAddress address, DatagramOptions options, DatagramFlow flow) {
    throw new UnsupportedOperationException("bind");
  }

  @Override
  public PortFile openFile(Path path) throws IOException {
    return SimulatedFile.open(path);
  }

  @Override
  public PortStatistics statistics() {
    Map<OperationKind, Integer> pending = new EnumMap<>(OperationKind.class);
    for (SimulatedWorker worker : workers) {
      worker.pending().byKind().forEach((kind, count) -> pending.merge(kind, count, Integer::sum));
    }
    return WorkerCounters.statistics(
        pending, workers.stream().map(worker -> worker.counters).toList());
  }

  @Override
  public int shutDown() {
    workers.forEach(SimulatedWorker::shutDown);
    return statistics().pendingTotal();
  }
}
