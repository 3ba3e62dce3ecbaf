package io.iocp.connection;

import io.iocp.access.AccessPolicy;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CloseOperation;
import io.iocp.completion.CompletionPort;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.PortFile;
import io.iocp.completion.PortWorker;
import io.iocp.completion.StreamChannel;
import io.iocp.statistics.Counters;
import io.iocp.time.NanoClock;
import io.iocp.time.TimerWheel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one completion port: makes them of channels, knows them by id, gives them what
 * they want of their host, and has the figures about all of them.
 *
 * <p>Any thread, unless a method says otherwise.
 */
final class Connections implements ConnectionHost {

  private static final Logger logger = LoggerFactory.getLogger(Connections.class);

  private final CompletionPort port;
  private final AccessPolicy policy;
  private final NanoClock clock;
  private final TimerWheel timers;
  // Takes a worker of which a receive has come to its handler.
  private final Consumer<PortWorker> handled;
  private final Map<Long, Connection> byId = new ConcurrentHashMap<>();
  private final AtomicLong ids = new AtomicLong();
  private final ConnectionLoad load;
  private final ContextPool contexts;
  private final Counters<ConnectionCounter> counters = new Counters<>(ConnectionCounter.class);
  private final Counters<CloseCause> closeCauses = new Counters<>(CloseCause.class);
  // Of connections that have ended.
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private volatile ConnectionOptions options;
  private volatile boolean stopping;
  private volatile LongConsumer gone = id -> {};

  Connections(
      CompletionPort port,
      ConnectionOptions options,
      AccessPolicy policy,
      NanoClock clock,
      TimerWheel timers,
      Consumer<PortWorker> handled) {
    this.port = port;
    this.options = options;
    this.policy = policy;
    this.clock = clock;
    this.timers = timers;
    this.handled = handled;
    this.load = new ConnectionLoad(port.workers());
    this.contexts = new ContextPool(options.maximumFreeContexts());
  }

  // ── what connections want of their host ───────────────────────────────────────────────────────

  @Override
  public ConnectionOptions options() {
    return options;
  }

  @Override
  public AccessPolicy accessPolicy() {
    return policy;
  }

  @Override
  public Counters<ConnectionCounter> counters() {
    return counters;
  }

  @Override
  public TimerWheel timers() {
    return timers;
  }

  @Override
  public NanoClock clock() {
    return clock;
  }

  @Override
  public PortFile openFile(Path path) throws IOException {
    return port.openFile(path);
  }

  @Override
  public void handled(PortWorker worker) {
    handled.accept(worker);
  }

  @Override
  public void closed(long id, CloseCause cause) {
    Connection connection = byId.remove(id);
    if (connection == null) {
      return; // A connection is closed once.
    }
    receivedBytes.add(connection.receivedBytes());
    sentBytes.add(connection.sentBytes());
    closeCauses.increment(cause);
    try {
      gone.accept(id);
    } catch (RuntimeException e) {
      counters.increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("End callback failed for connection {}", id, e);
    }
    connection.admitted().ifPresent(policy::release);
    load.leave(connection.worker());
  }

  // ── the registry ──────────────────────────────────────────────────────────────────────────────

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
    ConnectionContext context = contexts.take();
    Connection connection;
    try {
      connection =
          new Connection(
              ids.incrementAndGet(),
              this,
              contexts,
              channel,
              context,
              outbound,
              security,
              handlers.get());
    } catch (Throwable e) {
      contexts.giveBack(context);
      reset(channel, outbound);
      counters.increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("Creating the handler of a connection failed", e);
      return false;
    }
    byId.put(connection.id(), connection);
    connection.core().start();
    if (stopping) {
      // Accepted before, registered after the others were told.
      connection.core().stopping();
    }
    if (connection.admitted().filter(policy::isBanned).isPresent()) {
      // Likewise: the others may have been ended already.
      connection.abort(CloseCause.POLICY);
    }
    return true;
  }

  /** Resets a channel that is counted, and will not be a connection. In the channel's context. */
  void reset(StreamChannel channel, boolean outbound) {
    channel.close(CloseMode.ABORTIVE, new UncountingClose(channel, outbound));
  }

  @Nullable Connection find(long id) {
    return byId.get(id);
  }

  /** All of them now, in no particular order. */
  Collection<Connection> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** Sets who is told the id of each connection after its last call. */
  void whenGone(LongConsumer listener) {
    gone = listener;
  }

  /** Other options, for those that are open, too. */
  void options(ConnectionOptions changed) {
    options = changed;
    contexts.maximumFree(changed.maximumFreeContexts());
    byId.values().forEach(connection -> connection.core().optionsChanged());
  }

  /** Whether from now on whoever is registered is told at once that the transport stops. */
  void stopping(boolean now) {
    stopping = now;
  }

  /** Tells all that the transport stops. */
  void tellStopping() {
    byId.values().forEach(connection -> connection.execute(connection.core()::stopping));
  }

  /** Whether it stops. */
  boolean isStopping() {
    return stopping;
  }

  // ── figures ───────────────────────────────────────────────────────────────────────────────────

  /** How many there are, and where. */
  ConnectionLoad load() {
    return load;
  }

  Map<CloseCause, Long> closeCauses() {
    return closeCauses.asMap();
  }

  /** The contexts now. Looks at each connection. */
  ContextStatistics contexts() {
    long closing =
        byId.values().stream().filter(connection -> connection.state().isFinal()).count();
    return new ContextStatistics(
        load.count(), load.peak(), (int) closing, contexts.free(), contexts.made());
  }

  Traffic traffic() {
    long received = receivedBytes.sum();
    long sent = sentBytes.sum();
    for (Connection connection : byId.values()) {
      received += connection.receivedBytes();
      sent += connection.sentBytes();
    }
    return new Traffic(received, sent);
  }

  SendQueueFigures sendQueues() {
    long queuedBytes = 0;
    long largestBytes = 0;
    int backlogged = 0;
    for (Connection connection : byId.values()) {
      long bytes = connection.queuedBytes();
      queuedBytes += bytes;
      largestBytes = Math.max(largestBytes, bytes);
      backlogged += connection.isBacklogged() ? 1 : 0;
    }
    return new SendQueueFigures(queuedBytes, largestBytes, backlogged);
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
      if (!outbound) {
        policy.release(channel.remoteAddress().getAddress());
      }
      load.leave(channel.worker().index());
    }
  }
}
