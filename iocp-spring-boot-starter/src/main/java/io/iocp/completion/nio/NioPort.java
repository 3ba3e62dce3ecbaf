package io.iocp.completion.nio;

import io.iocp.completion.AcceptFlow;
import io.iocp.completion.ChannelFile;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.ConnectOperation;
import io.iocp.completion.DatagramEndpoint;
import io.iocp.completion.DatagramFlow;
import io.iocp.completion.DatagramOptions;
import io.iocp.completion.Listener;
import io.iocp.completion.OperationKind;
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

/** A selector loop per worker; nothing is shared between them but the buffer pool. */
final class NioPort implements CompletionPort {

  private final List<SelectorLoop> loops = new ArrayList<>();

  NioPort(PortOptions options) throws IOException {
    try {
      for (int index = 0; index < options.workers(); index++) {
        loops.add(new SelectorLoop(index, options));
      }
    } catch (IOException e) {
      shutDown();
      throw NioErrors.describe("opening a selector", e);
    }
  }

  @Override
  public List<? extends PortWorker> workers() {
    return List.copyOf(loops);
  }

  @Override
  public Listener listen(
      PortWorker worker, InetSocketAddress address, SocketOptions options, AcceptFlow flow)
      throws IOException {
    return NioListener.open(loopOf(worker), address, options, flow);
  }

  @Override
  public PendingConnect connect(
      PortWorker worker,
      InetSocketAddress remote,
      SocketOptions options,
      ConnectOperation operation) {
    return NioConnect.start(loopOf(worker), remote, options, operation);
  }

  private static SelectorLoop loopOf(PortWorker worker) {
    return (SelectorLoop) worker;
  }

  @Override
  public DatagramEndpoint bind(
      PortWorker worker, InetSocketAddress address, DatagramOptions options, DatagramFlow flow)
      throws IOException {
    return NioDatagramEndpoint.bind(loopOf(worker), address, options, flow);
  }

  @Override
  public PortFile openFile(Path path) throws IOException {
    return ChannelFile.open(path);
  }

  @Override
  public PortStatistics statistics() {
    Map<OperationKind, Integer> pending = new EnumMap<>(OperationKind.class);
    for (SelectorLoop loop : loops) {
      loop.pending().byKind().forEach((kind, count) -> pending.merge(kind, count, Integer::sum));
    }
    return WorkerCounters.statistics(pending, loops.stream().map(SelectorLoop::counters).toList());
  }

  /**
   * Nothing needs to be parked: between calls the kernel holds no memory of ours, so the sockets
   * are closed even when operations are still in flight. The buffers of such sends remain their
   * owners'.
   */
  @Override
  public int shutDown() {
    int inFlight = 0;
    for (SelectorLoop loop : loops) {
      inFlight += loop.pending().total();
      loop.shutDown();
    }
    return inFlight;
  }
}
