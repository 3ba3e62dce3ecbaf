package io.iocp.connection;

import io.iocp.access.AccessLimits;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessPolicy;
import io.iocp.access.TrustedProxies;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.Listener;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SocketOptions;
import io.iocp.completion.StreamChannel;
import io.iocp.statistics.Counters;
import io.iocp.statistics.Histogram;
import io.iocp.statistics.HistogramSnapshot;
import io.iocp.time.NanoClock;
import io.iocp.time.TimerWheel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one completion port: accepts and makes them, spreads them over the workers,
 * knows them by id, and ends them all when it stops. Owns the workers' threads and the timer wheel.
 *
 * <p>Any thread.
 */
public final class ConnectionServer {

  private static final Logger logger = LoggerFactory.getLogger(ConnectionServer.class);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

  private final CompletionPort port;
  private final AccessPolicy policy;
  private final NanoClock clock;
  private final Execution execution;
  private final TimerWheel timers;
  private final Drain drain = new Drain(this);
  private final List<IoWorker> workers = new ArrayList<>();
  private final List<Listener> listeners = Collections.synchronizedList(new ArrayList<>());
  private final Map<Long, Connection> connections = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final Set<Connecting> attempts = ConcurrentHashMap.newKeySet();
  private final ConnectionLoad population;
  private final ContextPool contextPool;
  private volatile ConnectionOptions options;
  private volatile boolean stopping;
  private volatile LongConsumer gone = id -> {};
  private final Counters<ConnectionCounter> counters = new Counters<>(ConnectionCounter.class);
  private final Counters<CloseCause> closeCauses = new Counters<>(CloseCause.class);
  // Of connections that have ended.
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();

  private ConnectionServer(
      CompletionPort port,
      ConnectionOptions options,
      AccessPolicy policy,
      NanoClock clock,
      Execution execution) {
    this.port = port;
    this.options = options;
    this.contextPool = new ContextPool(options.maximumFreeContexts());
    this.policy = policy;
    this.clock = clock;
    this.execution = execution;
    this.timers = new TimerWheel(clock);
    this.population = new ConnectionLoad(port.workers());
    for (PortWorker worker : port.workers()) {
      workers.add(new IoWorker(worker, worker.index() == 0 ? timers : null, execution));
    }
  }

  /** Starts the port's workers. Everybody may connect. */
  public static ConnectionServer start(
      CompletionPort port, ConnectionOptions options, NanoClock clock) {
    return start(port, options, clock, new ThreadedExecution());
  }

  static ConnectionServer start(
      CompletionPort port, ConnectionOptions options, NanoClock clock, Execution execution) {
    AccessLimits limits = new AccessLimits(options.maximumConnections(), 0, 0, 1);
    AccessPolicy everybody =
        new AccessPolicy(
            limits, AccessLists.OPEN, TrustedProxies.NONE, clock, InstantSource.system());
    return start(port, options, everybody, clock, execution);
  }

  /**
   * Starts the port's workers.
   *
   * @param policy who may connect, and how many
   */
  public static ConnectionServer start(
      CompletionPort port, ConnectionOptions options, AccessPolicy policy, NanoClock clock) {
    return start(port, options, policy, clock, new ThreadedExecution());
  }

  private static ConnectionServer start(
      CompletionPort port,
      ConnectionOptions options,
      AccessPolicy policy,
      NanoClock clock,
      Execution execution) {
    ConnectionServer server = new ConnectionServer(port, options, policy, clock, execution);
    long now = clock.nanoTime();
    server.new Sweeping().schedule(now);
    server.workers.forEach(worker -> worker.start(now));
    return server;
  }

  /**
   * Listens; each accepted connection gets a handler of its own.
   *
   * @return the bound address, with the real port when 0 was asked for
   * @throws IOException when the address cannot be bound
   */
  public InetSocketAddress listen(
      InetSocketAddress address, SocketOptions socketOptions, Supplier<ConnectionHandler> handlers)
      throws IOException {
    return listen(address, socketOptions, null, handlers);
  }

  /**
   * Listens with something between the bytes of a socket and those of its handler.
   *
   * @param security makes it for each connection; nothing if null
   * @return the bound address, with the real port when 0 was asked for
   * @throws IOException when the address cannot be bound
   */
  public InetSocketAddress listen(
      InetSocketAddress address,
      SocketOptions socketOptions,
      SecurityLayer.@Nullable Factory security,
      Supplier<ConnectionHandler> handlers)
      throws IOException {
    Listener listener =
        port.listen(
            port.workers().get(0), address, socketOptions, new Acceptor(this, security, handlers));
    listeners.add(listener);
    return listener.localAddress();
  }

  /**
   * Connects to a peer, once: whether and when to try again is the caller's business. The attempt
   * counts as a connection, also for the maximum.
   *
   * @param remote resolved: looking up a name would wait for the network
   * @param timeout longest time for the attempt, above zero
   * @param handlers makes the connection's handler, once it is there
   * @param ended hears the outcome, once, usually on a worker, where it must not block; after
   *     {@code CONNECTED} the handler has been told already
   * @return calls the attempt off
   */
  public ConnectAttempt connect(
      InetSocketAddress remote,
      SocketOptions socketOptions,
      Duration timeout,
      Supplier<? extends ConnectionHandler> handlers,
      Consumer<ConnectOutcome> ended) {
    return connect(remote, socketOptions, timeout, null, handlers, ended);
  }

  /**
   * Connects likewise, with something between the bytes of the socket and those of the handler.
   *
   * @param security makes it; nothing if null
   * @return calls the attempt off
   */
  public ConnectAttempt connect(
      InetSocketAddress remote,
      SocketOptions socketOptions,
      Duration timeout,
      SecurityLayer.@Nullable Factory security,
      Supplier<? extends ConnectionHandler> handlers,
      Consumer<ConnectOutcome> ended) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive: timeout=" + timeout);
    }
    PortWorker worker = population.leastLoadedWorker();
    Connecting attempt =
        new Connecting(this, worker, remote, socketOptions, timeout, security, handlers, ended);
    if (stopping) {
      connectEnded(attempt, ConnectOutcome.STOPPED, ended);
      return attempt;
    }
    if (population.count() >= policy.limits().maximumConnections()) {
      connectEnded(attempt, ConnectOutcome.TOO_MANY, ended);
      return attempt;
    }
    population.join(worker);
    attempts.add(attempt);
    attempt.begin();
    if (stopping) {
      // Begun after the others were called off.
      attempt.giveUp(ConnectOutcome.STOPPED);
    }
    return attempt;
  }

  /** An attempt is over. A failure of whoever is told is logged and counted. */
  void connectEnded(Connecting attempt, ConnectOutcome outcome, Consumer<ConnectOutcome> ended) {
    attempts.remove(attempt);
    counters.increment(
        outcome == ConnectOutcome.CONNECTED
            ? ConnectionCounter.CONNECTED
            : ConnectionCounter.CONNECT_FAILED);
    try {
      ended.accept(outcome);
    } catch (Throwable e) {
      counters.increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("Whoever asked for a connection failed when it was told {}", outcome, e);
    }
  }

  /** Who may connect. */
  public AccessPolicy accessPolicy() {
    return policy;
  }

  /**
   * Sets who is told the id of each connection after its last call, on an I/O worker; must not
   * block.
   */
  public void whenGone(LongConsumer listener) {
    gone = listener;
  }

  public int workerCount() {
    return workers.size();
  }

  public Optional<Connection> connection(long id) {
    return Optional.ofNullable(connections.get(id));
  }

  /** All connections at this moment, in no particular order. */
  public Collection<Connection> connections() {
    return Collections.unmodifiableCollection(connections.values());
  }

  /** Connections from acceptance to their last call. */
  public int connectionCount() {
    return population.count();
  }

  /** The contexts now. Looks at each connection. */
  public ContextStatistics contexts() {
    long closing =
        connections.values().stream().filter(connection -> connection.state().isFinal()).count();
    return new ContextStatistics(
        population.count(),
        population.peak(),
        (int) closing,
        contextPool.free(),
        contextPool.made());
  }

  /** The workers now. */
  public List<WorkerState> workers() {
    return workers.stream()
        .map(
            worker ->
                new WorkerState(
                    worker.index(),
                    worker.threadName(),
                    worker.isAlive(),
                    nanosSince(worker.lastDequeueNanos()),
                    population.count(worker.index())))
        .toList();
  }

  /**
   * One worker at one moment.
   *
   * @param index its number
   * @param thread name of its thread
   * @param alive whether its thread runs
   * @param silentNanos time since it came back from the port last; beyond a few seconds it is stuck
   * @param connections connections it serves
   */
  public record WorkerState(
      int index, String thread, boolean alive, long silentNanos, int connections) {}

  public Counters<ConnectionCounter> counters() {
    return counters;
  }

  /** How often connections ended for each cause. */
  public Map<CloseCause, Long> closeCauses() {
    return closeCauses.asMap();
  }

  /**
   * What was moved so far. A connection that ends meanwhile may be missing; the next answer has it.
   */
  public Traffic traffic() {
    long received = receivedBytes.sum();
    long sent = sentBytes.sum();
    for (Connection connection : connections.values()) {
      received += connection.receivedBytes();
      sent += connection.sentBytes();
    }
    return new Traffic(received, sent);
  }

  /**
   * Measures how long it takes until each worker comes to what is posted to it.
   *
   * @param delayNanos takes one measurement of each worker, on the worker; must not block
   */
  public void measureWorkers(LongConsumer delayNanos) {
    long posted = clock.nanoTime();
    for (PortWorker worker : port.workers()) {
      worker.post(Packet.of(() -> delayNanos.accept(nanosSince(posted))));
    }
  }

  public ConnectionOptions options() {
    return options;
  }

  /**
   * Sets other options. Idle timeout and keep-alive interval apply to the connections that are open
   * at once; the bound of the send queue to new ones; the other times to what begins later. The
   * maximum of connections is the access policy's.
   */
  public void options(ConnectionOptions changed) {
    options = changed;
    contextPool.maximumFree(changed.maximumFreeContexts());
    connections.values().forEach(Connection::optionsChanged);
  }

  /**
   * Begins to let all connections go that came to us: their handlers are told to stop, one after
   * the other, evenly over a time. The listeners stay open.
   *
   * @param over how long it may take; with few connections it takes less
   * @param accepting whether new connections are let in until the last one has been told
   * @return whether it begins now; {@code false} when it has begun before
   */
  public boolean drain(Duration over, boolean accepting) {
    return drain.begin(over, accepting);
  }

  /**
   * Calls draining off: who was told leaves all the same, and new connections are let in.
   *
   * @return whether there was something to call off
   */
  public boolean cancelDrain() {
    return drain.cancel();
  }

  /** How far draining is. */
  public DrainSnapshot drainSnapshot() {
    return drain.snapshot();
  }

  /** Waits until the last connection has been told, or none is left. Not on a worker. */
  public void awaitDrained() throws InterruptedException {
    long nanos = drain.snapshot().remainingNanos();
    await(
        () -> population.count() == 0 || drain.state() != DrainState.DRAINING,
        Duration.ofNanos(nanos).plus(options.closeTimeout()));
  }

  /**
   * Stops accepting and waits until the listeners' ports are free, for as long as a worker needs
   * that is not stuck.
   *
   * @return whether they are
   */
  public boolean stopListening() throws InterruptedException {
    List<Listener> open = new ArrayList<>(listeners);
    listeners.clear();
    CountDownLatch closed = new CountDownLatch(open.size());
    open.forEach(listener -> listener.close(new CountingClose(closed)));
    return execution.await(closed, options.closeTimeout());
  }

  /**
   * Stops: no new connections, every handler is told, those that have not ended within the grace
   * time are reset, the workers exit. The port itself is left to its owner. Not on a worker.
   *
   * @return whether every connection ended and every worker has exited; if not {@link
   *     #hasRunningWorkers()} says whether the port is still in use
   */
  public boolean stop(Duration grace) throws InterruptedException {
    boolean ended = stopListening();
    stopping = true;
    attempts.forEach(attempt -> attempt.giveUp(ConnectOutcome.STOPPED));
    connections.values().forEach(connection -> connection.execute(connection::stopping));
    boolean alone = awaitNoConnections(grace);
    if (!alone) {
      logger.info(
          "{} connections did not end within {}: resetting them", population.count(), grace);
      connections.values().forEach(connection -> connection.abort(CloseCause.TRANSPORT_STOPPED));
      alone = awaitNoConnections(options.closeTimeout());
    }
    ended &= alone;
    for (IoWorker worker : workers) {
      ended &= worker.stop(options.closeTimeout());
    }
    return ended;
  }

  /** Whether the thread of a worker still runs. */
  public boolean hasRunningWorkers() {
    return workers.stream().anyMatch(IoWorker::isAlive);
  }

  /** How many completions and packets the workers found at once. */
  public HistogramSnapshot batchSizes() {
    return sum(IoWorker::batchSizes);
  }

  /**
   * How long completions waited for those before them in their batch: times from the dequeue to the
   * handler, of one receive in 16 of each connection, beginning with its first.
   */
  public HistogramSnapshot handlerDelayNanos() {
    return sum(IoWorker::handlerDelayNanos);
  }

  private HistogramSnapshot sum(Function<IoWorker, Histogram> histogram) {
    HistogramSnapshot sum = HistogramSnapshot.EMPTY;
    for (IoWorker worker : workers) {
      sum = sum.plus(histogram.apply(worker).snapshot());
    }
    return sum;
  }

  /** What waits to be sent on all connections. */
  public SendQueueFigures sendQueues() {
    long queuedBytes = 0;
    long largestBytes = 0;
    int backlogged = 0;
    for (Connection connection : connections.values()) {
      long bytes = connection.queuedBytes();
      queuedBytes += bytes;
      largestBytes = Math.max(largestBytes, bytes);
      backlogged += connection.isBacklogged() ? 1 : 0;
    }
    return new SendQueueFigures(queuedBytes, largestBytes, backlogged);
  }

  void handled(PortWorker worker) {
    workers.get(worker.index()).handlerDelayNanos().record(clock.nanoTime() - worker.batchNanos());
  }

  ConnectionLoad population() {
    return population;
  }

  /** Whether draining lets new connections in. */
  boolean isAccepting() {
    return drain.isAccepting();
  }

  TimerWheel timers() {
    return timers;
  }

  ContextPool contextPool() {
    return contextPool;
  }

  CompletionPort port() {
    return port;
  }

  NanoClock clock() {
    return clock;
  }

  long nanosSince(long nanos) {
    return clock.nanoTime() - nanos;
  }

  void closed(Connection connection, CloseCause cause) {
    connections.remove(connection.id());
    receivedBytes.add(connection.receivedBytes());
    sentBytes.add(connection.sentBytes());
    closeCauses.increment(cause);
    try {
      gone.accept(connection.id());
    } catch (RuntimeException e) {
      counters.increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("Whoever waits for the end of connection {} failed", connection.id(), e);
    }
    connection.admitted().ifPresent(policy::release);
    population.leave(connection.worker());
  }

  private void leave(InetSocketAddress remote, boolean outbound) {
    if (!outbound) {
      policy.release(remote.getAddress());
    }
  }

  private boolean awaitNoConnections(Duration limit) throws InterruptedException {
    return await(() -> population.count() == 0, limit);
  }

  private boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
    // Saturates: a limit that means "for ever" is no reason to fail.
    long deadline = clock.nanoTime() + TimeUnit.NANOSECONDS.convert(limit);
    while (!condition.getAsBoolean()) {
      if (clock.nanoTime() - deadline >= 0) {
        return false;
      }
      execution.sleep(POLL);
    }
    return true;
  }

  /**
   * Makes a connection of a channel that is open, and counted. In the channel's context.
   *
   * @return whether there is a handler for it; else the channel is reset
   */
  boolean register(
      StreamChannel channel,
      boolean outbound,
      SecurityLayer.@Nullable Factory security,
      Supplier<? extends ConnectionHandler> handlers) {
    ConnectionContext context = contextPool.take();
    Connection connection;
    try {
      connection =
          new Connection(
              ids.incrementAndGet(), this, channel, context, outbound, security, handlers.get());
    } catch (Throwable e) {
      contextPool.giveBack(context);
      channel.close(CloseMode.ABORTIVE, uncountingClose(channel, outbound));
      counters.increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("There is no handler for a connection", e);
      return false;
    }
    context.begin(connection);
    connections.put(connection.id(), connection);
    connection.start();
    if (stopping) {
      // Accepted before, registered after the others were told.
      connection.stopping();
    }
    if (connection.admitted().filter(policy::isBanned).isPresent()) {
      // Likewise: the others may have been ended already.
      connection.abort(CloseCause.POLICY);
    }
    return true;
  }

  CloseOperation uncountingClose(StreamChannel channel, boolean outbound) {
    return new UncountingClose(channel, outbound);
  }

  /** Has the policy forget what has expired. */
  private final class Sweeping extends TimerWheel.Timer {

    void schedule(long nowNanos) {
      timers.schedule(this, nowNanos + SWEEP_INTERVAL.toNanos());
    }

    @Override
    public void fired() {
      policy.sweep();
      schedule(clock.nanoTime());
    }
  }

  /** Ends a channel that never became a connection. */
  private final class UncountingClose extends CloseOperation {

    private final StreamChannel channel;
    private final boolean outbound;

    UncountingClose(StreamChannel channel, boolean outbound) {
      this.channel = channel;
      this.outbound = outbound;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      leave(channel.remoteAddress(), outbound);
      population.leave(channel.worker().index());
    }
  }

  private static final class CountingClose extends CloseOperation {

    private final CountDownLatch closed;

    CountingClose(CountDownLatch closed) {
      this.closed = closed;
    }

    @Override
    protected void completed(CompletionStatus status, long bytes, int nativeCode) {
      closed.countDown();
    }
  }
}
