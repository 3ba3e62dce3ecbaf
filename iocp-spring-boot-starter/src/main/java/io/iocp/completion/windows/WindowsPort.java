package io.iocp.completion.windows;

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
import io.iocp.completion.windows.notify.AfdDevices;
import io.iocp.completion.windows.notify.ReadNotifications;
import io.iocp.completion.windows.notify.SocketNotifications;
import io.iocp.completion.windows.winsock.ExtensionFunctions;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.SocketNotificationFunction;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One completion port of the kernel and the workers that dequeue from it. */
final class WindowsPort implements CompletionPort {

  private static final Logger LOGGER = LoggerFactory.getLogger(WindowsPort.class);

  /** Ports whose memory the kernel may still write to; never emptied. */
  private static final Set<WindowsPort> PARKED = ConcurrentHashMap.newKeySet();

  private final IoCompletionPort handle;
  private final ExtensionFunctions extensions;
  private final NanoClock clock;
  private final AcceptOptions acceptOptions;
  private final Ticks ticks = new Ticks();
  private final PortParts parts;
  private final List<WindowsWorker> workers = new ArrayList<>();

  private boolean shutDown;

  /**
   * @param function of socket state notifications; null where there is none
   */
  WindowsPort(
      PortOptions options,
      WindowsPortProvider.Options windowsOptions,
      @Nullable SocketNotificationFunction function)
      throws IOException {
    this.clock = options.clock();
    this.acceptOptions =
        new AcceptOptions(
            windowsOptions.accepts(),
            windowsOptions.acceptFirstDataBytes(),
            windowsOptions.acceptFirstDataTimeout(),
            windowsOptions.reuseSockets());
    this.extensions = ExtensionFunctions.load();
    this.handle = IoCompletionPort.open(options.workers());
    boolean byNotification = windowsOptions.reads() == WindowsPortProvider.Reads.NOTIFICATION;
    WorkerCounters counters = new WorkerCounters();
    ReadyMailboxes mailboxes = new ReadyMailboxes(handle::wake, counters);
    List<Mailbox> contexts = new ArrayList<>();
    for (int index = 0; index < options.workers(); index++) {
      contexts.add(new Mailbox(mailboxes));
    }
    this.parts =
        new PortParts(
            new OverlappedSlabs(),
            counters,
            mailboxes,
            new PortSockets(handle, byNotification),
            new ReceiveMemory(options.pool(), options.receiveBufferBytes(), contexts.get(0)),
            new Reminders(clock),
            byNotification ? notifications(function, mailboxes, options.workers() == 1) : null,
            windowsOptions.pendingReads());
    ticks.add(parts.reminders());
    for (int index = 0; index < options.workers(); index++) {
      workers.add(new WindowsWorker(index, parts, handle, ticks, clock, contexts.get(index)));
    }
  }

  private ReadNotifications notifications(
      @Nullable SocketNotificationFunction function, ReadyMailboxes mailboxes, boolean oneWorker) {
    return function == null
        ? new AfdDevices(handle)
        : new SocketNotifications(
            function, handle.handle(), () -> mailboxes.worker().registrations(), oneWorker);
  }

  /** What the port's sockets share. */
  PortParts parts() {
    return parts;
  }

  @Override
  public List<? extends PortWorker> workers() {
    return List.copyOf(workers);
  }

  @Override
  public Listener listen(
      PortWorker worker, InetSocketAddress address, SocketOptions socketOptions, AcceptFlow flow)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("cannot bind an unresolved address: " + address);
    }
    Sockets.Bound bound = Sockets.listen(address, socketOptions);
    try {
      parts.sockets().adoptListener(bound.socket());
      WindowsWorker home = (WindowsWorker) worker;
      WindowsListener listener =
          new WindowsListener(
              parts, ticks, clock, extensions, acceptOptions, home, bound, socketOptions, flow);
      if (!home.mailbox().execute(Packet.of(listener::start))) {
        throw new IOException("the port has shut down");
      }
      return listener;
    } catch (IOException e) {
      Sockets.close(bound.socket());
      throw e;
    }
  }

  @Override
  public PendingConnect connect(
      PortWorker worker,
      InetSocketAddress remote,
      SocketOptions socketOptions,
      ConnectOperation operation) {
    return WindowsConnect.start(
        parts, extensions, (WindowsWorker) worker, remote, socketOptions, operation);
  }

  @Override
  public DatagramEndpoint bind(
      PortWorker worker,
      InetSocketAddress address,
      DatagramOptions datagramOptions,
      DatagramFlow flow)
      throws IOException {
    if (address.isUnresolved()) {
      throw new IOException("cannot bind an unresolved address: " + address);
    }
    return WindowsDatagramEndpoint.bind(
        parts, (WindowsWorker) worker, address, datagramOptions, flow);
  }

  @Override
  public PortFile openFile(Path path) throws IOException {
    return WindowsFile.open(path);
  }

  // --- figures and the end

  @Override
  public PortStatistics statistics() {
    return WorkerCounters.statistics(pending(), List.of(parts.counters()));
  }

  private Map<OperationKind, Integer> pending() {
    Map<OperationKind, Integer> pending = new EnumMap<>(OperationKind.class);
    for (WindowsWorker worker : workers) {
      worker.pending().byKind().forEach((kind, count) -> pending.merge(kind, count, Integer::sum));
    }
    return pending;
  }

  @Override
  public synchronized int shutDown() {
    if (shutDown) {
      return 0;
    }
    shutDown = true;
    parts.mailboxes().shutDown();
    parts.memory().close();
    int inFlight = pending().values().stream().mapToInt(Integer::intValue).sum();
    if (inFlight > 0) {
      // The kernel may write to slots, address areas and buffers as long as the process lives.
      PARKED.add(this);
      LOGGER.warn(
          "Port was shut down with {} operations in flight: their memory is never freed", inFlight);
    }
    parts.sockets().closeAll();
    ReadNotifications notifications = parts.notifications();
    if (notifications != null) {
      notifications.close();
    }
    handle.close();
    return inFlight;
  }
}
