package io.iocp.completion.uring;

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
import io.iocp.completion.uring.ring.LibcCalls;
import io.iocp.completion.uring.ring.Sockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A completion port made of one ring per worker. */
final class UringPort implements CompletionPort {

  private static final Logger LOGGER = LoggerFactory.getLogger(UringPort.class);

  /** Workers whose memory the kernel may still write to; never emptied. */
  private static final Set<UringWorker> PARKED = ConcurrentHashMap.newKeySet();

  private final List<UringWorker> workers;
  private boolean shutDown;

  private UringPort(List<UringWorker> workers) {
    this.workers = List.copyOf(workers);
  }

  static UringPort open(PortOptions options) throws IOException {
    List<UringWorker> workers = new ArrayList<>(options.workers());
    try {
      for (int index = 0; index < options.workers(); index++) {
        workers.add(new UringWorker(index, options));
      }
    } catch (IOException e) {
      workers.forEach(UringWorker::shutDown);
      throw e;
    }
    return new UringPort(workers);
  }

  @Override
  public List<? extends PortWorker> workers() {
    return workers;
  }

  @Override
  public Listener listen(
      PortWorker worker, InetSocketAddress address, SocketOptions options, AcceptFlow flow)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("cannot bind an unresolved address: " + address);
    }
    UringWorker home = (UringWorker) worker;
    int fd = Sockets.listen(address, options);
    UringListener listener = new UringListener(home, fd, Sockets.localAddress(fd), flow);
    if (!home.execute(Packet.of(listener::start))) {
      LibcCalls.close(fd);
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
    return UringConnect.start((UringWorker) worker, remote, options, operation);
  }

  @Override
  public DatagramEndpoint bind(
      PortWorker worker, InetSocketAddress address, DatagramOptions options, DatagramFlow flow)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("cannot bind an unresolved address: " + address);
    }
    UringWorker home = (UringWorker) worker;
    int fd = Sockets.bindDatagram(address, options);
    UringDatagramEndpoint endpoint =
        new UringDatagramEndpoint(home, fd, Sockets.localAddress(fd), flow);
    if (!home.execute(Packet.of(endpoint::start))) {
      LibcCalls.close(fd);
      throw new IOException("the port has shut down");
    }
    return endpoint;
  }

  @Override
  public PortFile openFile(Path path) throws IOException {
    return UringFile.open(path);
  }

  @Override
  public PortStatistics statistics() {
    Map<OperationKind, Integer> pending = new EnumMap<>(OperationKind.class);
    for (UringWorker worker : workers) {
      worker.pending().byKind().forEach((kind, count) -> pending.merge(kind, count, Integer::sum));
    }
    return WorkerCounters.statistics(pending, workers.stream().map(UringWorker::counters).toList());
  }

  @Override
  public synchronized int shutDown() {
    if (shutDown) {
      return 0;
    }
    shutDown = true;
    int inFlight = 0;
    for (UringWorker worker : workers) {
      int left = worker.shutDown();
      if (left > 0) {
        PARKED.add(worker);
        LOGGER.warn(
            "Worker {} was shut down with {} operations in flight: their memory is never freed",
            worker.index(),
            left);
      }
      inFlight += left;
    }
    return inFlight;
  }
}
