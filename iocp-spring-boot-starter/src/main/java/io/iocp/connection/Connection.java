package io.iocp.connection;

import io.iocp.access.AccessRefusal;
import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.ChannelFile;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.OperationKind;
import io.iocp.completion.Packet;
import io.iocp.completion.PortFile;
import io.iocp.completion.PortWorker;
import io.iocp.completion.StreamChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: its {@linkplain ConnectionState state}, what comes in and who hears of it. What
 * goes out, who the client is, how long it may take and what the port works on are objects of their
 * own behind it.
 *
 * <p>Methods say who may call them. "Context" is the serial context of {@link ConnectionHandler}:
 * everything there happens one at a time. {@link #execute} leads into it from any thread.
 */
public final class Connection {

  private static final Logger logger = LoggerFactory.getLogger(Connection.class);

  // One receive in 16 is measured: enough for a distribution, and next to nothing for the others.
  private static final int MEASURED_OF = 16 - 1;

  private final long id;
  private final ConnectionServer server;
  private final StreamChannel channel;
  private final ConnectionHandler handler;
  private final boolean outbound;
  private final ClientIdentity client;
  private final Lifetime lifetime;
  private final SendPath outgoing;
  // Only accessed in the serial context, except for figures.
  private ConnectionContext context;
  // Only where something stands between the socket's bytes and the handler's.
  private final @Nullable SecuredTraffic secured;
  private final Attention attention = new Attention();
  // Made when it is first wanted; most connections never post. Guarded by this.
  private @Nullable PostedQueue posted;
  // Guarded by this.
  private boolean gone;

  // Written in the context, read by any thread.
  private volatile ConnectionState state = ConnectionState.OPENING;

  // Written in the context. Other threads read them for figures only, which may be a moment old.
  private int readSequence;
  private long receivedBytes;

  // Only accessed in the context.
  private @Nullable CloseCause cause;
  private boolean paused;
  private boolean finishedByPeer;
  private boolean toldToStop;
  // FIN is sent, or the connection over.
  private boolean finished;
  private boolean closed;

  // Set by whoever changed the options.
  private volatile boolean optionsChanged;

  Connection(
      long id,
      ConnectionServer server,
      StreamChannel channel,
      ConnectionContext context,
      boolean outbound,
      SecurityLayer.@Nullable Factory security,
      ConnectionHandler handler) {
    this.id = id;
    this.outbound = outbound;
    this.server = server;
    this.channel = channel;
    this.handler = handler;
    this.context = context;
    this.client = new ClientIdentity(server.accessPolicy(), channel.remoteAddress(), outbound);
    this.lifetime = new Lifetime(this, server, channel.worker().batchNanos());
    SendQueue queue = new SendQueue(server.options().sendQueueBytes(), context.ring());
    this.outgoing = new SendPath(this, channel, server.counters(), attention, queue);
    this.secured = security == null ? null : new SecuredTraffic(this, channel, outgoing, security);
  }

  // ── any thread ────────────────────────────────────────────────────────────────────────────────

  /** Unique during the life of the transport, in order of acceptance. */
  public long id() {
    return id;
  }

  /** Whether we connected to the peer, rather than the peer to us. */
  public boolean isOutbound() {
    return outbound;
  }

  /** The client: the peer, or whom a trusted proxy connects for once it has said so. */
  public InetSocketAddress remoteAddress() {
    return client.address();
  }

  public InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  public ConnectionState state() {
    return state;
  }

  /** What protects the connection; {@code null} before that is agreed on, or if nothing does. */
  public @Nullable SecuritySession security() {
    return secured == null ? null : secured.session();
  }

  /** Index of the worker that serves the connection. */
  public int worker() {
    return channel.worker().index();
  }

  /** Whether the calling thread is in the connection's serial context now. */
  public boolean inContext() {
    return channel.inContext();
  }

  /**
   * Runs the task in the connection's serial context: at once if the caller is in it. An exception
   * ends the connection, like one of the handler.
   */
  public void execute(Runnable task) {
    channel.execute(Packet.of(() -> call(task)));
  }

  /**
   * Work for the connection's worker. An exception is logged and counted; the worker goes on.
   *
   * @return posts it, and answers whether it will run; posted while it waits it changes nothing,
   *     posted while it runs it runs once more
   */
  public BooleanSupplier workerTask(Runnable work) {
    PortWorker worker = channel.worker();
    Packet packet =
        Packet.of(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                server.counters().increment(ConnectionCounter.HANDLER_FAILED);
                logger.error("A task of worker {} failed", worker.index(), e);
              }
            });
    return () -> worker.post(packet);
  }

  /**
   * Has work done in parts that go through the port between I/O completions: a long computation
   * that must see the connection's state, and must not keep its worker from the other connections.
   * Work of one connection is done in the order in which it was posted.
   *
   * @return {@code FULL} when 64 pieces of work wait
   */
  public PostOutcome post(PostedWork work) {
    return posted().post(work);
  }

  private synchronized PostedQueue posted() {
    if (posted == null) {
      posted = new PostedQueue(channel, server.counters(), new Calling());
      if (gone) {
        posted.close();
      }
    }
    return posted;
  }

  /** Bytes of buffer slots that wait or are in flight. */
  public long queuedBytes() {
    return outgoing.queue().queuedBytes();
  }

  /** Whether the send queue is at its bound: the peer does not read what it is sent. */
  public boolean isBacklogged() {
    return outgoing.queue().isFull();
  }

  /** The protocol on top. */
  public ConnectionHandler handler() {
    return handler;
  }

  /** Sets another bound for this connection's send queue, in bytes of buffer slots. */
  public void sendQueueBound(long bytes) {
    outgoing.queue().bound(bytes);
  }

  /**
   * Offers a buffer without starting the send; {@link #flush()} does. (What another thread offers
   * may be on its way before that.) The queue takes a reference of its own if it accepts; the
   * caller keeps its own in any case.
   *
   * @return {@code QUEUED}, {@code FULL} or {@code CLOSED}
   */
  public SendOutcome offer(SharedBuffer buffer) {
    return offer(List.of(buffer));
  }

  /** Offers a message of several buffers: all of them or none, back to back. */
  public SendOutcome offer(List<SharedBuffer> message) {
    return outgoing.offer(message);
  }

  /**
   * Says {@code FULL} to a sender, also for want of buffers; the handler hears {@code drained} when
   * something has gone out and half of the queue is free.
   */
  public SendOutcome refuse() {
    return outgoing.refuse();
  }

  /**
   * Sends a buffer: {@link #offer(SharedBuffer)} and {@link #flush()}.
   *
   * @return any outcome; {@code SENT} if nothing was before it
   */
  public SendOutcome send(SharedBuffer buffer) {
    return outgoing.send(List.of(buffer));
  }

  /** Sends a message of several buffers. */
  public SendOutcome send(List<SharedBuffer> message) {
    return outgoing.send(message);
  }

  /**
   * Sends a protocol's control frame: it goes behind what is queued, and the bound does not apply
   * to it.
   */
  public SendOutcome sendControl(SharedBuffer buffer) {
    return outgoing.sendControl(buffer);
  }

  /**
   * Opens a file, from some byte to its end, for {@link #sendFile}. May wait for the disk: best
   * called on a thread that may.
   *
   * @param fromByte where to begin, 0 or more
   * @param listener hears how it goes after a connection has accepted it; a failure of it ends the
   *     connection
   * @throws IOException when there is no such file, it may not be read, or it has no such byte
   */
  public OutboundFile openFile(Path path, long fromByte, FileListener listener) throws IOException {
    PortFile file = open(path);
    try {
      return new OutboundFile(file, fromByte, listener);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Opens a range of a file: see {@link #openFile(Path, long, FileListener)}.
   *
   * @param bytes how many of it
   * @throws IOException also when the file is shorter than that
   */
  public OutboundFile openFile(Path path, long fromByte, long bytes, FileListener listener)
      throws IOException {
    PortFile file = open(path);
    try {
      return new OutboundFile(file, fromByte, bytes, listener);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private PortFile open(Path path) throws IOException {
    return secured == null ? server.port().openFile(path) : ChannelFile.open(path);
  }

  /**
   * Sends a buffer and a file, back to back. In the queue it is one entry, of a fixed size. The
   * queue takes a reference of its own to the buffer, and the file is the connection's, if it
   * accepts; else both stay with the caller.
   *
   * @param head not shared with others, and no part of what is queued already
   * @return any outcome; {@code SENT} if nothing was before it and the port has begun with it
   */
  public SendOutcome sendFile(SharedBuffer head, OutboundFile file) {
    return outgoing.sendFile(head, file);
  }

  /**
   * Starts sending what is queued, unless a send is in flight: then its completion goes on.
   *
   * @return whether everything queued was handed to the port now
   */
  public boolean flush() {
    return outgoing.flush();
  }

  /**
   * Ends the connection in order: what is queued goes out, then FIN, then the peer's FIN is
   * awaited.
   */
  public void close() {
    if (channel.inContext()) {
      beginClosing();
    } else {
      execute(this::beginClosing);
    }
  }

  /** Ends the connection at once with a reset. The first cause counts. */
  public void abort(CloseCause why) {
    if (channel.inContext()) {
      terminate(CloseMode.ABORTIVE, why);
    } else {
      execute(() -> terminate(CloseMode.ABORTIVE, why));
    }
  }

  /** The server has other options: the deadline may be another. */
  void optionsChanged() {
    optionsChanged = true;
    attend();
  }

  /** There is something to look at: has the context do so. */
  void attend() {
    channel.execute(attention);
  }

  /** Bytes received so far. */
  long receivedBytes() {
    return receivedBytes;
  }

  /** Bytes that the kernel took so far. */
  long sentBytes() {
    return outgoing.bytes();
  }

  /** What the connection looks like now. */
  public ConnectionSnapshot snapshot() {
    Map<OperationKind, Integer> pending = context.pending();
    if (secured != null) {
      pending.merge(OperationKind.SEND, secured.sendsInFlight(), Integer::sum);
    }
    return new ConnectionSnapshot(
        id,
        remoteAddress(),
        worker(),
        state,
        pending,
        readSequence,
        outgoing.sequence(),
        outgoing.nextSequence(),
        receivedBytes,
        outgoing.bytes(),
        queuedBytes(),
        lifetime.ageNanos(),
        lifetime.quietNanos(),
        security());
  }

  // ── context only ──────────────────────────────────────────────────────────────────────────────

  /** The handshake is done: from now on the idle timeout applies. Context only. */
  public void opened() {
    if (secured != null && secured.delaysOpening()) {
      return; // It comes again once the peers have agreed.
    }
    if (state == ConnectionState.OPENING) {
      state = ConnectionState.OPEN;
      lifetime.opened(now());
    }
  }

  /**
   * Throws away what is queued and not in flight yet. A message of several buffers may be cut
   * between them. Context only.
   */
  public void dropBacklog() {
    outgoing.dropBacklog(false);
  }

  /** Throws away the queued messages of which nothing is in flight or out yet. Context only. */
  public void dropMessages() {
    outgoing.dropBacklog(true);
  }

  /** Whether the client is behind a trusted proxy that has not named it so far. Context only. */
  public boolean isClientUnnamed() {
    return client.isUnnamed();
  }

  /** Whether the address is that of a trusted proxy. */
  public boolean isTrustedProxy(InetAddress address) {
    return client.isTrustedProxy(address);
  }

  /**
   * A trusted proxy has named its client: from now on the connection is the client's, and the
   * access policy decides about it. Context only.
   *
   * @return null if the client may stay; else the connection is to be ended
   */
  public @Nullable AccessRefusal named(InetSocketAddress namedClient) {
    return client.name(namedClient);
  }

  /** What a trusted proxy said about its client could not be read. Context only. */
  public void proxyHeaderMalformed() {
    client.malformed();
  }

  /** The address that the access policy counts the connection for. Context only. */
  Optional<InetAddress> admitted() {
    return client.admitted();
  }

  /**
   * Stops reading; a few pieces may still arrive. A connection that is closing reads on: else it
   * would not see the peer's FIN. Context only.
   */
  public void pause() {
    if (state == ConnectionState.CLOSING) {
      return;
    }
    paused = true;
    updateReading();
  }

  /** Reads on. Context only. */
  public void resume() {
    paused = false;
    updateReading();
  }

  void updateReading() {
    if (!context.receiving().inFlight() || state.isFinal()) {
      return;
    }
    if (secured == null ? paused : secured.isStalled() || (paused && secured.mayPause())) {
      channel.pause();
    } else {
      channel.resume();
    }
  }

  /** Sends a probe that does not count as activity: only the peer's answer does. Context only. */
  public void sendProbe(SharedBuffer buffer) {
    outgoing.sendProbe(buffer);
  }

  /**
   * Whether a ping of the peer is answered, by the control frame that is sent next: no more than 64
   * answers wait, and none when the queue is at its bound. Context only.
   */
  public boolean beginReply() {
    return outgoing.beginReply();
  }

  /** Whether nothing is in flight any more, and nothing will be. */
  boolean isClosed() {
    return closed;
  }

  void deliver(SharedBuffer buffer) {
    call(() -> handler.received(this, buffer));
  }

  /** Begins: told by the server once the connection is registered. */
  void start() {
    lifetime.opening();
    call(() -> handler.opened(this));
    if (!state.isFinal()) {
      channel.receive(context.receiving());
      if (paused) {
        updateReading();
      }
      if (secured != null) {
        secured.start();
      }
    }
  }

  /**
   * The transport lets its connections go, one after the other. Context only.
   *
   * @param everybody also those that others live on
   */
  void leave(boolean everybody) {
    if (everybody || !handler.leavesLast()) {
      stopping();
    }
  }

  /** The transport stops; further calls do nothing. Context only. */
  void stopping() {
    if (!toldToStop && !state.isFinal()) {
      toldToStop = true;
      call(() -> handler.stopping(this));
    }
  }

  boolean acceptsData() {
    ConnectionState current = state;
    return current == ConnectionState.OPEN || current == ConnectionState.OPENING;
  }

  /** Whether nothing follows: FIN is sent, or the connection over. Context only. */
  boolean isFinished() {
    return finished || state.isFinal();
  }

  /** Nothing is queued and nothing in flight. Context only. */
  void everythingSent() {
    if (state == ConnectionState.CLOSING) {
      finishSending();
    }
  }

  /** A byte has gone out. Context only. */
  void active() {
    lifetime.active(now());
  }

  /** There is room again for whoever was refused. Context only. */
  void drained() {
    call(() -> handler.drained(this));
  }

  void receiveStarved() {
    server.counters().increment(ConnectionCounter.RECEIVE_STARVED);
  }

  void closeCompleted() {
    closed = true;
    gone();
  }

  ConnectionContext context() {
    return context;
  }

  SendPath outgoing() {
    return outgoing;
  }

  @Nullable SecuredTraffic secured() {
    return secured;
  }

  void received(SharedBuffer buffer) {
    readSequence = SequenceNumbers.after(readSequence);
    receivedBytes += buffer.length();
    lifetime.active(now());
    if (state.isFinal()) {
      buffer.release();
      return;
    }
    if ((readSequence & MEASURED_OF) == 1) {
      server.handled(channel.worker());
    }
    if (client.awaitsProxyHeader() && !readProxyHeader(buffer)) {
      buffer.release();
    } else if (secured != null) {
      secured.received(buffer);
    } else {
      deliver(buffer);
    }
  }

  /**
   * Reads what comes before the client's first byte.
   *
   * @return whether bytes of the client are left in the buffer
   */
  private boolean readProxyHeader(SharedBuffer buffer) {
    ByteBuffer input = buffer.view();
    CloseCause why = client.readProxyHeader(input);
    if (why != null) {
      terminate(CloseMode.ABORTIVE, why);
      return false;
    }
    int end = buffer.start() + buffer.length();
    buffer.region(end - input.remaining(), end);
    return input.hasRemaining();
  }

  void receiveEnded(CompletionStatus status) {
    if (status != CompletionStatus.END_OF_STREAM) {
      broken(status);
      return;
    }
    if (secured != null && !secured.endOfStream()) {
      return;
    }
    peerFinished();
  }

  void peerFinished() {
    finishedByPeer = true;
    if (state == ConnectionState.CLOSING) {
      if (finished) {
        terminate(CloseMode.ORDERLY, CloseCause.CLOSED_BY_US);
      } else {
        outgoing.sendNext();
      }
    } else if (!state.isFinal()) {
      call(() -> handler.peerFinished(this));
    }
  }

  void broken(CompletionStatus status) {
    // ABORTED is ours, and the state final already. If it is not, nothing else would go on.
    terminate(
        CloseMode.ABORTIVE,
        status == CompletionStatus.RESET ? CloseCause.RESET_BY_PEER : CloseCause.IO_FAILED);
    outgoing.sendNext();
  }

  private void beginClosing() {
    if (state == ConnectionState.CLOSING || state.isFinal()) {
      return;
    }
    state = ConnectionState.CLOSING;
    if (cause == null) {
      cause = finishedByPeer ? CloseCause.CLOSED_BY_PEER : CloseCause.CLOSED_BY_US;
    }
    lifetime.closing(now());
    // A peer's FIN can only be seen by reading.
    resume();
    outgoing.sendNext();
  }

  /** Nothing can be sent any more, whether something is queued or not. */
  void sendingEnded() {
    dropBacklog();
    if (state == ConnectionState.CLOSING) {
      finishSending();
    } else {
      beginClosing();
    }
  }

  /** Closing, and everything is sent. */
  private void finishSending() {
    if (finishedByPeer) {
      terminate(CloseMode.ORDERLY, CloseCause.CLOSED_BY_PEER);
    } else {
      finished = true;
      channel.shutdownSending();
    }
  }

  void terminate(CloseMode mode, CloseCause why) {
    if (state.isFinal()) {
      return;
    }
    state = mode == CloseMode.ORDERLY ? ConnectionState.CLOSED : ConnectionState.ABORTED;
    if (cause == null || mode == CloseMode.ABORTIVE) {
      cause = why;
    }
    lifetime.end();
    finished = true;
    channel.close(mode, context.closing());
  }

  void gone() {
    if (secured != null) {
      if (secured.isAway()) {
        return; // It comes again when that is home.
      }
      secured.ended();
    }
    outgoing.discard();
    dropPosted();
    CloseCause why = Objects.requireNonNull(cause);
    call(() -> handler.closed(this, why));
    endContext();
    server.closed(this, why);
  }

  private void endContext() {
    outgoing.queue().end();
    ConnectionContext free = context;
    context = ConnectionContext.GONE;
    free.end();
    server.contextPool().giveBack(free);
  }

  private synchronized void dropPosted() {
    gone = true;
    if (posted != null) {
      posted.close();
    }
  }

  /** The deadline has passed. Context only. */
  void expired(CloseCause why) {
    terminate(CloseMode.ABORTIVE, why);
  }

  /** It has been quiet for a while. Context only. */
  void keepAliveDue() {
    call(() -> handler.keepAliveDue(this));
  }

  private long now() {
    return channel.worker().batchNanos();
  }

  /**
   * Calls the handler; its failure ends this connection and nothing else. Checked exceptions, too:
   * other languages throw them undeclared, and one that got through would end the worker.
   */
  void call(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      server.counters().increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("Handler of connection {} failed", id, e);
      handlerFailed();
    }
  }

  private void handlerFailed() {
    if (state.isFinal()) {
      return;
    }
    if (cause == null) {
      cause = CloseCause.HANDLER_FAILED;
    }
    try {
      handler.failed(this);
    } catch (Throwable e) {
      logger.error("Handler of connection {} failed again", id, e);
      terminate(CloseMode.ABORTIVE, CloseCause.HANDLER_FAILED);
    }
  }

  /** Runs parts of posted work like the handler's methods. */
  private final class Calling implements PostedQueue.Guard {

    private boolean more;

    @Override
    public boolean isOpen() {
      return !state.isFinal();
    }

    @Override
    public boolean run(BooleanSupplier part) {
      more = false;
      call(() -> more = part.getAsBoolean());
      return more;
    }
  }

  /** The connection's one place in the worker's packet queue: there is something to look at. */
  private final class Attention extends Packet {

    @Override
    protected void run() {
      if (lifetime.pollPassed()) {
        lifetime.check();
      }
      if (optionsChanged) {
        optionsChanged = false;
        lifetime.scheduleOpen();
      }
      outgoing.tellDrained();
      outgoing.sendNext();
    }
  }
}
