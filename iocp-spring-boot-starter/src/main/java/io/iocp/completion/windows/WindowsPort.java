package io.iocp.completion.windows;

import io.iocp.buffer.SharedBuffer;
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
import io.iocp.completion.windows.winsock.ExtensionFunctions;
import io.iocp.completion.windows.winsock.IoCompletionPort;
import io.iocp.completion.windows.winsock.NativeCallException;
import io.iocp.completion.windows.winsock.SocketAddresses;
import io.iocp.completion.windows.winsock.SocketNotificationFunction;
import io.iocp.completion.windows.winsock.Sockets;
import io.iocp.completion.windows.winsock.TransferArguments;
import io.iocp.time.NanoClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One completion port of the kernel and the workers that dequeue from it. */
final class WindowsPort implements CompletionPort {

  private static final Logger LOGGER = LoggerFactory.getLogger(WindowsPort.class);

  /** Ports whose memory the kernel may still write to; never emptied. */
  private static final Set<WindowsPort> PARKED = ConcurrentHashMap.newKeySet();

  private final PortOptions options;
  private final WindowsPortProvider.Options windowsOptions;
  private final IoCompletionPort handle;
  private final ExtensionFunctions extensions;
  private final boolean fileHandles;
  private final OverlappedSlabs slabs = new OverlappedSlabs();
  private final PortCounters counters = new PortCounters();
  private final List<WindowsWorker> workers = new ArrayList<>();
  private final HungryReaders hungry;
  // Null with overlapped reads.
  private final @Nullable ReadNotifications notifications;
  private final Reminders reminders = new Reminders();
  private final Set<WindowsListener> listeners = new CopyOnWriteArraySet<>();
  private final Set<Long> sockets = ConcurrentHashMap.newKeySet();

  // Mailboxes for whichever worker is free: one WAKE entry in the port for each of them.
  private final ConcurrentLinkedQueue<Mailbox> posted = new ConcurrentLinkedQueue<>();

  private volatile boolean shutDown;

  /**
   * @param function of socket state notifications; null where there is none
   */
  WindowsPort(
      PortOptions options,
      WindowsPortProvider.Options windowsOptions,
      @Nullable SocketNotificationFunction function)
      throws IOException {
    this.options = options;
    this.windowsOptions = windowsOptions;
    this.extensions = ExtensionFunctions.load();
    this.fileHandles = areFileHandles();
    this.handle = IoCompletionPort.open(options.workers());
    this.notifications = notifications(function);
    for (int index = 0; index < options.workers(); index++) {
      workers.add(new WindowsWorker(index, this));
    }
    this.hungry =
        new HungryReaders(options.pool(), options.receiveBufferBytes(), workers.get(0).mailbox());
  }

  private @Nullable ReadNotifications notifications(@Nullable SocketNotificationFunction function) {
    if (windowsOptions.reads() == WindowsPortProvider.Reads.OVERLAPPED) {
      return null;
    }
    return function == null
        ? new AfdDevices(this)
        : new SocketNotifications(
            function, handle.handle(), this::registrations, options.workers() == 1);
  }

  private RegistrationBatch registrations() {
    return Objects.requireNonNull(WindowsWorker.current(this), "on a worker").registrations();
  }

  private static boolean areFileHandles() throws NativeCallException {
    long socket = Sockets.stream(SocketAddresses.AF_INET);
    boolean answer = Sockets.isFileHandle(socket);
    Sockets.close(socket);
    return answer;
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
      handle.associate(bound.socket());
      WindowsWorker home = (WindowsWorker) worker;
      WindowsListener listener = new WindowsListener(this, home, bound, socketOptions, flow);
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
    return WindowsConnect.start(this, (WindowsWorker) worker, remote, socketOptions, operation);
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
        this, (WindowsWorker) worker, address, datagramOptions, flow);
  }

  @Override
  public PortFile openFile(Path path) throws IOException {
    return WindowsFile.open(path);
  }

  // --- for the parts of the port

  NanoClock clock() {
    return options.clock();
  }

  WindowsPortProvider.Options windowsOptions() {
    return windowsOptions;
  }

  IoCompletionPort handle() {
    return handle;
  }

  ExtensionFunctions extensions() {
    return extensions;
  }

  OverlappedSlabs slabs() {
    return slabs;
  }

  PortCounters counters() {
    return counters;
  }

  HungryReaders hungry() {
    return hungry;
  }

  Reminders reminders() {
    return reminders;
  }

  /** How channels learn that there is something to receive; null with overlapped reads. */
  @Nullable ReadNotifications notifications() {
    return notifications;
  }

  /** For one worker; null unless registrations are made with the dequeue. */
  @Nullable RegistrationBatch newRegistrationBatch() {
    return notifications instanceof SocketNotifications sockets ? sockets.newBatch() : null;
  }

  /** For workers: an entry with a socket's own key was dequeued. */
  void notified(long key, int events) {
    boolean known =
        notifications instanceof SocketNotifications sockets && sockets.dequeued(key, events);
    if (!known) {
      counters.lateCompletions.increment();
    }
  }

  Set<WindowsListener> listeners() {
    return listeners;
  }

  boolean isShutDown() {
    return shutDown;
  }

  int receiveBufferBytes() {
    return options.receiveBufferBytes();
  }

  /** An empty receive buffer; null when the pool refuses. */
  @Nullable SharedBuffer acquireReceiveBuffer() {
    return options.pool().tryAcquire(options.receiveBufferBytes());
  }

  /** Arguments of a transfer that is started now. Contexts run on workers only. */
  TransferArguments arguments() {
    return Objects.requireNonNull(WindowsWorker.current(this), "on a worker").arguments();
  }

  /**
   * Associates a connected socket, or one that is about to be, with the port.
   *
   * @return whether success at once will yield no packet
   */
  boolean adopt(long socket) throws NativeCallException {
    handle.associate(socket);
    return prepare(socket);
  }

  /**
   * Makes a socket that is associated with the port ready for a connection.
   *
   * @return whether success at once will yield no packet
   */
  boolean prepare(long socket) throws NativeCallException {
    if (notifications != null) {
      Sockets.doNotBlock(socket);
    }
    Duration keepAlive = windowsOptions.keepAlive();
    if (!keepAlive.isZero()) {
      Sockets.keepAlive(socket, keepAlive);
    }
    return fileHandles && Sockets.skipPortOnSuccess(socket);
  }

  /** Whether {@link #prepare} has had success at once yield no packet. */
  boolean skipsPortOnSuccess() {
    return fileHandles;
  }

  /**
   * Associates a datagram socket with the port.
   *
   * @return whether success at once will yield no packet
   */
  boolean adoptDatagrams(long socket) throws NativeCallException {
    handle.associate(socket);
    Sockets.doNotBlock(socket);
    return fileHandles && Sockets.skipPortOnSuccess(socket);
  }

  /** The socket is closed at shutdown unless {@link #closed} comes first. */
  void opened(long socket) {
    sockets.add(socket);
  }

  void closed(long socket) {
    sockets.remove(socket);
  }

  /** A scheduled mailbox: the calling worker runs it, or any if the caller is none. */
  void runSoon(Mailbox mailbox) {
    WindowsWorker current = WindowsWorker.current(this);
    if (current == null) {
      runAnywhere(mailbox);
    } else {
      current.runSoon(mailbox);
    }
  }

  /** A scheduled mailbox: whichever worker is free runs it. */
  void runAnywhere(Mailbox mailbox) {
    posted.add(mailbox);
    counters.wakeups.increment();
    if (!handle.wake()) {
      // The kernel is out of memory. The mailbox is in the queue: the next entry takes it along.
      LOGGER.error("PostQueuedCompletionStatus failed: a packet is late");
    }
  }

  @Nullable Mailbox takePosted() {
    return posted.poll();
  }

  /** For workers, with each batch. */
  void tick(long nowNanos) {
    for (WindowsListener listener : listeners) {
      listener.tick(nowNanos);
    }
    reminders.tick(nowNanos);
  }

  // --- figures and the end

  @Override
  public PortStatistics statistics() {
    long completions = counters.completions.sum();
    return new PortStatistics(
        pending(),
        counters.batches.sum(),
        completions,
        Math.max(0, counters.mailboxRuns.sum() - completions),
        counters.systemCalls.sum(),
        counters.wakeups.sum(),
        counters.shortSends.sum(),
        counters.starvations.sum(),
        0,
        counters.lateCompletions.sum());
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
    hungry.close();
    int inFlight = pending().values().stream().mapToInt(Integer::intValue).sum();
    if (inFlight > 0) {
      // The kernel may write to slots, address areas and buffers as long as the process lives.
      PARKED.add(this);
      LOGGER.warn(
          "the port was shut down with {} operations in flight; their memory is parked", inFlight);
    }
    sockets.forEach(Sockets::close);
    if (notifications != null) {
      notifications.close();
    }
    handle.close();
    return inFlight;
  }
}
