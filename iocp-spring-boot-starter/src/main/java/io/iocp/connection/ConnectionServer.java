package io.iocp.connection;

import io.iocp.access.AccessLimits;
import io.iocp.access.AccessLists;
import io.iocp.access.AccessPolicy;
import io.iocp.access.TrustedProxies;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.SocketOptions;
import io.iocp.statistics.Counters;
import io.iocp.statistics.HistogramSnapshot;
import io.iocp.time.NanoClock;
import io.iocp.time.TimerWheel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

  private final AccessPolicy policy;
  private final NanoClock clock;
  private final Execution execution;
  private final TimerWheel timers;
  private final Workers workers;
  private final Connections connections;
  private final Drain drain;
  private final Listeners listeners;
  private final Connector connector;

  private ConnectionServer(
      CompletionPort port,
      ConnectionOptions options,
      AccessPolicy policy,
      NanoClock clock,
      Execution execution) {
    this.policy = policy;
    this.clock = clock;
    this.execution = execution;
    this.timers = new TimerWheel(clock);
    this.workers = new Workers(port, clock, timers, execution);
    this.connections = new Connections(port, options, policy, clock, timers, workers::handled);
    this.drain = new Drain(connections);
    this.listeners = new Listeners(port);
    this.connector = new Connector(port, policy, connections);
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
    server.workers.start(now);
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
    return listeners.listen(
        address, socketOptions, new Acceptor(connections, drain, security, handlers));
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
    return connector.connect(remote, socketOptions, timeout, security, handlers, ended);
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
    connections.whenGone(listener);
  }

  public int workerCount() {
    return workers.all().size();
  }

  public Optional<Connection> connection(long id) {
    return Optional.ofNullable(connections.find(id));
  }

  /** All connections at this moment, in no particular order. */
  public Collection<Connection> connections() {
    return connections.all();
  }

  /** Connections from acceptance to their last call. */
  public int connectionCount() {
    return connections.load().count();
  }

  /** The contexts now. Looks at each connection. */
  public ContextStatistics contexts() {
    return connections.contexts();
  }

  /** The workers now. */
  public List<WorkerState> workers() {
    return workers.all().stream()
        .map(
            worker ->
                new WorkerState(
                    worker.index(),
                    worker.threadName(),
                    worker.isAlive(),
                    clock.nanoTime() - worker.lastDequeueNanos(),
                    connections.load().count(worker.index())))
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
    return connections.counters();
  }

  /** How often connections ended for each cause. */
  public Map<CloseCause, Long> closeCauses() {
    return connections.closeCauses();
  }

  /**
   * What was moved so far. A connection that ends meanwhile may be missing; the next answer has it.
   */
  public Traffic traffic() {
    return connections.traffic();
  }

  /**
   * Measures how long it takes until each worker comes to what is posted to it.
   *
   * @param delayNanos takes one measurement of each worker, on the worker; must not block
   */
  public void measureWorkers(LongConsumer delayNanos) {
    workers.measure(delayNanos);
  }

  public ConnectionOptions options() {
    return connections.options();
  }

  /**
   * Sets other options. Idle timeout and keep-alive interval apply to the connections that are open
   * at once; the bound of the send queue to new ones; the other times to what begins later. The
   * maximum of connections is the access policy's.
   */
  public void options(ConnectionOptions changed) {
    connections.options(changed);
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
        () -> connectionCount() == 0 || drain.state() != DrainState.DRAINING,
        Duration.ofNanos(nanos).plus(options().closeTimeout()));
  }

  /**
   * Stops accepting and waits until the listeners' ports are free, for as long as a worker needs
   * that is not stuck.
   *
   * @return whether they are
   */
  public boolean stopListening() throws InterruptedException {
    return listeners.close(execution, options().closeTimeout());
  }

  /**
   * Ends what there is, and takes nothing new until {@link #resume()}: no new connections, every
   * handler is told, those that have not ended within the grace time are reset. The workers stay.
   * Not on a worker.
   *
   * @return whether every connection ended
   */
  public boolean suspend(Duration grace) throws InterruptedException {
    boolean ended = stopListening();
    connections.stopping(true);
    connector.stopping();
    connections.tellStopping();
    boolean alone = awaitNoConnections(grace);
    if (!alone) {
      logger.info(
          "Resetting {} connections that did not close within {}", connectionCount(), grace);
      connections.all().forEach(connection -> connection.abort(CloseCause.TRANSPORT_STOPPED));
      alone = awaitNoConnections(options().closeTimeout());
    }
    return ended && alone;
  }

  /** Lets connections be made again. */
  public void resume() {
    connections.stopping(false);
  }

  /**
   * Stops: no new connections, every handler is told, those that have not ended within the grace
   * time are reset, the workers exit. The port itself is left to its owner. Not on a worker.
   *
   * @return whether every connection ended and every worker has exited; if not {@link
   *     #hasRunningWorkers()} says whether the port is still in use
   */
  public boolean stop(Duration grace) throws InterruptedException {
    boolean ended = suspend(grace);
    return workers.stop(options().closeTimeout()) && ended;
  }

  /** Whether the thread of a worker still runs. */
  public boolean hasRunningWorkers() {
    return workers.isAnyAlive();
  }

  /** How many completions and packets the workers found at once. */
  public HistogramSnapshot batchSizes() {
    return workers.batchSizes();
  }

  /**
   * How long completions waited for those before them in their batch: times from the dequeue to the
   * handler, of one receive in 16 of each connection, beginning with its first.
   */
  public HistogramSnapshot handlerDelayNanos() {
    return workers.handlerDelayNanos();
  }

  /** What waits to be sent on all connections. */
  public SendQueueFigures sendQueues() {
    return connections.sendQueues();
  }

  /** The wheel for all timers; what it fires must not block. */
  public TimerWheel timers() {
    return timers;
  }

  private boolean awaitNoConnections(Duration limit) throws InterruptedException {
    return await(() -> connectionCount() == 0, limit);
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
}
