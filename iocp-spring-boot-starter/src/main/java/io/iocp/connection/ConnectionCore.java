package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.OperationKind;
import io.iocp.completion.StreamChannel;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection from within: puts its parts together and hears from them, calls the handler, and
 * takes it from each {@linkplain ConnectionLifecycle state} to the next.
 *
 * <pre>
 *   port ─▶ ReceivePath ─▶ (SecuredTraffic) ─▶ handler
 *   port ◀─ SendPath ◀──── (SecuredTraffic) ◀── offers
 * </pre>
 *
 * <p>Methods are for the connection's context, unless they say otherwise.
 */
final class ConnectionCore extends ConnectionEvents {

  private final Connection connection;
  private final long id;
  private final ConnectionHost host;
  private final StreamChannel channel;
  private final ConnectionHandler handler;
  private final ContextPool contexts;
  private final ClientIdentity client;
  private final CallbackGuard guard;
  private final Lifetime lifetime;
  private final SendPath sending;
  private final ReceivePath receiving;
  // Only where something stands between the socket's bytes and the handler's.
  private final @Nullable SecuredTraffic secured;
  private final WakePacket wake = new WakePacket(this);
  // Only accessed in the serial context, except for figures.
  private ConnectionContext context;

  // Made when it is first wanted; most connections never post. Guarded by this.
  private @Nullable PostedQueue posted;
  // Guarded by this.
  private boolean gone;

  private @Nullable CloseCause cause;
  private boolean toldToStop;

  // Set by whoever changed the options.
  private volatile boolean optionsChanged;

  ConnectionCore(
      Connection connection,
      long id,
      ConnectionHost host,
      ContextPool contexts,
      StreamChannel channel,
      ConnectionContext context,
      boolean outbound,
      SecurityLayer.@Nullable Factory security,
      ConnectionHandler handler) {
    this.connection = connection;
    this.id = id;
    this.host = host;
    this.contexts = contexts;
    this.channel = channel;
    this.context = context;
    this.handler = handler;
    this.client = new ClientIdentity(host.accessPolicy(), channel.remoteAddress(), outbound);
    this.guard = new CallbackGuard(id, this, host.counters());
    this.lifetime = new Lifetime(this, host, now());
    this.sending =
        new SendPath(
            this,
            channel,
            host.counters(),
            guard,
            wake,
            new SendBudget(host.options().sendQueueBytes()),
            context.pipeline());
    this.secured = security == null ? null : new SecuredTraffic(this, channel, sending, security);
    this.receiving = new ReceivePath(this, host, channel, context.receiving(), client, secured);
  }

  private long now() {
    return channel.worker().batchNanos();
  }

  // ── what the connection shows ─────────────────────────────────────────────────────────────────

  /** Any thread. */
  SendPath sending() {
    return sending;
  }

  /** Any thread. */
  ReceivePath receiving() {
    return receiving;
  }

  ClientIdentity client() {
    return client;
  }

  /** Any thread. */
  ConnectionHost host() {
    return host;
  }

  /** Whether a security layer reads and writes what passes. Any thread. */
  boolean isSecured() {
    return secured != null;
  }

  /** Any thread. */
  @Nullable SecuritySession security() {
    return secured == null ? null : secured.session();
  }

  /** Any thread, for figures. */
  ConnectionSnapshot snapshot() {
    Map<OperationKind, Integer> pending = context.pending();
    if (secured != null) {
      pending.merge(OperationKind.SEND, secured.sendsInFlight(), Integer::sum);
    }
    return new ConnectionSnapshot(
        id,
        client.address(),
        channel.worker().index(),
        state(),
        pending,
        receiving.sequence(),
        sending.sequence(),
        sending.nextSequence(),
        receiving.bytes(),
        sending.bytes(),
        sending.budget().queuedBytes(),
        channel.unsentBytes(),
        lifetime.ageNanos(),
        lifetime.quietNanos(),
        security());
  }

  /** Runs a task like a method of the handler. */
  void call(Runnable task) {
    guard.call(task);
  }

  /** See {@link Connection#post}. Any thread. */
  PostOutcome post(PostedWork work) {
    return posted().post(work);
  }

  private synchronized PostedQueue posted() {
    if (posted == null) {
      posted = new PostedQueue(channel, host.counters(), guard);
      if (gone) {
        posted.close();
      }
    }
    return posted;
  }

  private synchronized void dropPosted() {
    gone = true;
    if (posted != null) {
      posted.close();
    }
  }

  // ── what the server tells ─────────────────────────────────────────────────────────────────────

  /** Begins: the connection is registered. */
  void start() {
    context.begin(this);
    sending.begin(secured);
    lifetime.opening();
    call(() -> handler.opened(connection));
    if (!lifecycle().isFinal()) {
      receiving.start();
    }
  }

  /** There are other options: the deadline may be another. Any thread. */
  void optionsChanged() {
    optionsChanged = true;
    attend();
  }

  /** The transport stops; further calls do nothing. */
  void stopping() {
    if (!toldToStop && !lifecycle().isFinal()) {
      toldToStop = true;
      call(() -> handler.stopping(connection));
    }
  }

  // ── waking ────────────────────────────────────────────────────────────────────────────────────

  @Override
  void attend() {
    channel.execute(wake);
  }

  @Override
  void look() {
    if (lifetime.pollPassed()) {
      lifetime.check();
    }
    if (optionsChanged) {
      optionsChanged = false;
      lifetime.scheduleOpen();
    }
    sending.tellDrained();
    sending.sendNext();
  }

  // ── what the parts tell ───────────────────────────────────────────────────────────────────────

  @Override
  void received(SharedBuffer buffer) {
    receiving.received(buffer);
  }

  @Override
  void receiveStarved() {
    host.counters().increment(ConnectionCounter.RECEIVE_STARVED);
  }

  @Override
  void receiveEnded(CompletionStatus status) {
    receiving.ended(status);
  }

  @Override
  void deliver(SharedBuffer buffer) {
    call(() -> handler.received(connection, buffer));
  }

  @Override
  void updateReading() {
    receiving.update();
  }

  @Override
  void active() {
    lifetime.active(now());
  }

  @Override
  long sendProgress() {
    return sending.budget().queuedBytes() == 0 ? -1 : sending.bytes();
  }

  @Override
  long begunUnit() {
    return receiving.begunUnit();
  }

  @Override
  void keepAliveDue() {
    call(() -> handler.keepAliveDue(connection));
  }

  @Override
  void drained() {
    call(() -> handler.drained(connection));
  }

  // ── from state to state ───────────────────────────────────────────────────────────────────────

  @Override
  void opened() {
    if (secured != null && secured.delaysOpening()) {
      return; // It comes again once the peers have agreed.
    }
    ConnectionLifecycle next = lifecycle().opened();
    if (next != lifecycle()) {
      lifecycle(next);
      lifetime.opened(now());
    }
  }

  /** See {@link Reopening}. */
  void reopening() {
    ConnectionLifecycle next = lifecycle().reopening();
    if (next != lifecycle()) {
      lifecycle(next);
      client.nextRequest();
      sending.budget().bound(host.options().sendQueueBytes());
      lifetime.reopening(now());
    }
  }

  @Override
  void handshakeOverdue() {
    call(() -> handler.handshakeOverdue(connection));
  }

  @Override
  void peerFinished() {
    ConnectionLifecycle next = lifecycle().peerFinished();
    if (lifecycle().isFinal()) {
      return;
    }
    if (next == ConnectionLifecycle.CLOSED) {
      terminate(CloseMode.ORDERLY, CloseCause.CLOSED_BY_US);
      return;
    }
    lifecycle(next);
    if (next.isClosing()) {
      sending.sendNext();
    } else {
      call(() -> handler.peerFinished(connection));
    }
  }

  /** Ends in order: what is queued goes out, then FIN, then the peer's FIN is awaited. */
  void close() {
    ConnectionLifecycle next = lifecycle().close();
    if (next == lifecycle()) {
      return;
    }
    sending.seal();
    lifecycle(next);
    if (cause == null) {
      cause = next.isPeerFinished() ? CloseCause.CLOSED_BY_PEER : CloseCause.CLOSED_BY_US;
    }
    lifetime.closing(now());
    // A peer's FIN can only be seen by reading.
    receiving.resume();
    sending.sendNext();
  }

  @Override
  void everythingSent() {
    ConnectionLifecycle next = lifecycle().everythingSent();
    if (next == ConnectionLifecycle.FIN_SENT) {
      lifecycle(next);
      channel.shutdownSending();
    } else if (next == ConnectionLifecycle.CLOSED) {
      terminate(CloseMode.ORDERLY, CloseCause.CLOSED_BY_PEER);
    }
  }

  @Override
  void sendingEnded() {
    sending.dropBacklog(false);
    if (lifecycle().isClosing()) {
      everythingSent();
    } else {
      close();
    }
  }

  @Override
  void broken(CompletionStatus status) {
    // ABORTED is ours, and the state final already. If it is not, nothing else would follow.
    terminate(
        CloseMode.ABORTIVE,
        status == CompletionStatus.RESET ? CloseCause.RESET_BY_PEER : CloseCause.IO_FAILED);
    sending.sendNext();
  }

  @Override
  void terminate(CloseMode mode, CloseCause why) {
    if (lifecycle().isFinal()) {
      return;
    }
    sending.seal();
    lifecycle(lifecycle().end(mode));
    if (cause == null || mode == CloseMode.ABORTIVE) {
      cause = why;
    }
    lifetime.end();
    channel.close(mode, context.closing());
  }

  @Override
  void handlerFailed() {
    if (lifecycle().isFinal()) {
      return;
    }
    if (cause == null) {
      cause = CloseCause.HANDLER_FAILED;
    }
    handler.failed(connection);
  }

  @Override
  void closeCompleted() {
    lifecycle(lifecycle().closeCompleted());
    gone();
  }

  @Override
  void gone() {
    if (secured != null) {
      if (secured.isAway()) {
        return; // It comes again when that is complete.
      }
      secured.ended();
    }
    sending.discard();
    dropPosted();
    CloseCause why = Objects.requireNonNull(cause);
    call(() -> handler.closed(connection, why));
    endContext();
    host.closed(id, why);
  }

  private void endContext() {
    sending.end();
    ConnectionContext free = context;
    context = ConnectionContext.GONE;
    free.end();
    contexts.giveBack(free);
  }
}
