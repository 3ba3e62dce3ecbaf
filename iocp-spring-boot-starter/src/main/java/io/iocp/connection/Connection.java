package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CompletionStatus;
import io.iocp.completion.OperationKind;
import io.iocp.completion.Packet;
import io.iocp.completion.PortFile;
import io.iocp.completion.PortWorker;
import io.iocp.completion.SendOperation;
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
 * One connection: its {@linkplain ConnectionState state}, its operations in flight, its sequence
 * numbers, its send queue and its deadline.
 *
 * <p>Methods say who may call them. "Context" is the serial context of {@link ConnectionHandler}:
 * everything there happens one at a time. {@link #execute} leads into it from any thread.
 */
public final class Connection {

  private static final Logger logger = LoggerFactory.getLogger(Connection.class);

  // One send takes what is queued, but no more than this, so that progress is seen at least this
  // often with a slow peer.
  private static final long MAXIMUM_SEND_BYTES = 512 << 10;

  // One receive in 16 is measured: enough for a distribution, and next to nothing for the others.
  private static final int MEASURED_OF = 16 - 1;

  private final long id;
  private final ConnectionServer server;
  private final StreamChannel channel;
  private final long openedAtNanos;
  private final ConnectionHandler handler;
  private final boolean outbound;
  // Only accessed in the serial context, except for figures.
  private ConnectionContext context;
  private final SendQueue sendQueue;
  // Only where something stands between the socket's bytes and the handler's.
  private final @Nullable SecuredTraffic secured;
  private final Attention attention = new Attention();
  private final Deadline deadline = new Deadline();
  // Made when it is first wanted; most connections never post. Guarded by this.
  private @Nullable PostedQueue posted;
  // Guarded by this.
  private boolean gone;

  // Written in the context, read by any thread. Null until a proxy has named it.
  private volatile @Nullable InetSocketAddress client;

  // Written in the context, read by any thread.
  private volatile ConnectionState state = ConnectionState.OPENING;

  // Written in the context. Other threads read them for figures only, which may be a moment old.
  private int readSequence;
  private int sendSequence;
  private int nextSendSequence;
  private long receivedBytes;
  private long sentBytes;

  // Only accessed in the context.
  private @Nullable ProxyHeaderParser proxyHeader;
  private @Nullable InetAddress admitted;
  private @Nullable CloseCause cause;
  private long deadlineNanos;
  private long lastActivityNanos;
  private long lastProbeNanos;
  private boolean probing;
  private boolean paused;
  private boolean finishedByPeer;
  private boolean toldToStop;
  // FIN is sent, or the connection over.
  private boolean finished;
  private boolean closed;

  // Set by whoever was refused, cleared in the context when there is room again.
  private volatile boolean refused;
  // Set by the timer wheel's thread.
  private volatile boolean deadlinePassed;
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
    this.sendQueue = new SendQueue(server.options().sendQueueBytes(), context.ring());
    this.openedAtNanos = channel.worker().batchNanos();
    this.lastActivityNanos = openedAtNanos;
    this.lastProbeNanos = openedAtNanos;
    if (!outbound) {
      AccessPolicy policy = server.accessPolicy();
      this.admitted = channel.remoteAddress().getAddress();
      if (policy.trustedProxies().proxyProtocol() && policy.isTrustedProxy(admitted)) {
        this.proxyHeader = new ProxyHeaderParser();
      }
    }
    this.secured = security == null ? null : new SecuredTraffic(this, channel, sendQueue, security);
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
    InetSocketAddress named = client;
    return named == null ? channel.remoteAddress() : named;
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
    return sendQueue.queuedBytes();
  }

  /** Whether the send queue is at its bound: the peer does not read what it is sent. */
  public boolean isBacklogged() {
    return sendQueue.isFull();
  }

  /** The protocol on top. */
  public ConnectionHandler handler() {
    return handler;
  }

  /** Sets another bound for this connection's send queue, in bytes of buffer slots. */
  public void sendQueueBound(long bytes) {
    sendQueue.bound(bytes);
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
    if (!acceptsData()) {
      return SendOutcome.CLOSED;
    }
    long bytes = slotBytes(message);
    if (!sendQueue.tryReserve(bytes)) {
      return refuseWhenFull();
    }
    enqueue(message);
    return SendOutcome.QUEUED;
  }

  private SendOutcome refuseWhenFull() {
    SendOutcome refusal = refuse();
    if (sendQueue.isHalfEmpty() && !channel.inContext()) {
      // It drained before it could know that somebody waits for it.
      channel.execute(attention);
    }
    return refusal;
  }

  /**
   * Says {@code FULL} to a sender, also for want of buffers; the handler hears {@code drained} when
   * something has gone out and half of the queue is free.
   */
  public SendOutcome refuse() {
    refused = true;
    server.counters().increment(ConnectionCounter.SEND_QUEUE_FULL);
    return SendOutcome.FULL;
  }

  /**
   * Sends a buffer: {@link #offer(SharedBuffer)} and {@link #flush()}.
   *
   * @return any outcome; {@code SENT} if nothing was before it
   */
  public SendOutcome send(SharedBuffer buffer) {
    SendOutcome outcome = offer(buffer);
    return outcome == SendOutcome.QUEUED && flush() ? SendOutcome.SENT : outcome;
  }

  /** Sends a message of several buffers. */
  public SendOutcome send(List<SharedBuffer> message) {
    SendOutcome outcome = offer(message);
    return outcome == SendOutcome.QUEUED && flush() ? SendOutcome.SENT : outcome;
  }

  /**
   * Sends a protocol's control frame: it goes behind what is queued, and the bound does not apply
   * to it.
   */
  public SendOutcome sendControl(SharedBuffer buffer) {
    if (!acceptsData()) {
      return SendOutcome.CLOSED;
    }
    List<SharedBuffer> message = List.of(buffer);
    sendQueue.reserve(buffer.capacity());
    enqueue(message);
    return flush() ? SendOutcome.SENT : SendOutcome.QUEUED;
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
    return secured == null ? server.port().openFile(path) : SecuredFile.open(path);
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
    if (!acceptsData()) {
      return SendOutcome.CLOSED;
    }
    if (!sendQueue.tryReserve(head.capacity() + SendQueue.FILE_BYTES)) {
      return refuseWhenFull();
    }
    head.retain();
    file.head(head);
    if (channel.inContext()) {
      fetchHandedOver();
      sendQueue.append(file, head);
      nextSendSequence = SequenceNumbers.after(nextSendSequence);
      return sendNext() ? SendOutcome.SENT : SendOutcome.QUEUED;
    }
    sendQueue.hand(file, head);
    if (!channel.execute(attention)) {
      sendQueue.discardInbox();
    }
    return SendOutcome.QUEUED;
  }

  /**
   * Starts sending what is queued, unless a send is in flight: then its completion goes on.
   *
   * @return whether everything queued was handed to the port now
   */
  public boolean flush() {
    if (!channel.inContext()) {
      channel.execute(attention);
      return false;
    }
    return sendNext();
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
    channel.execute(attention);
  }

  /** Bytes received so far. */
  long receivedBytes() {
    return receivedBytes;
  }

  /** Bytes that the kernel took so far. */
  long sentBytes() {
    return sentBytes;
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
        sendSequence,
        nextSendSequence,
        receivedBytes,
        sentBytes,
        queuedBytes(),
        server.nanosSince(openedAtNanos),
        Math.max(0, server.nanosSince(lastActivityNanos)),
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
      lastActivityNanos = now();
      lastProbeNanos = lastActivityNanos;
      scheduleOpenDeadline();
    }
  }

  /** Throws away what is queued and not in flight yet. Context only. */
  public void dropBacklog() {
    fetchHandedOver();
    // Numbers that were never sent are given to what comes next: nothing is missing in between.
    nextSendSequence = SequenceNumbers.advance(nextSendSequence, -sendQueue.dropBacklog());
    tellEndedFiles();
  }

  /** Whether the client is behind a trusted proxy that has not named it so far. Context only. */
  public boolean isClientUnnamed() {
    return !outbound && isTrustedProxy(remoteAddress().getAddress());
  }

  /** Whether the address is that of a trusted proxy. */
  public boolean isTrustedProxy(InetAddress address) {
    return server.accessPolicy().isTrustedProxy(address);
  }

  /**
   * A trusted proxy has named its client: from now on the connection is the client's, and the
   * access policy decides about it. Context only.
   *
   * @return null if the client may stay; else the connection is to be ended
   */
  public @Nullable AccessRefusal named(InetSocketAddress namedClient) {
    // First seen, then judged: a ban in between finds the connection or is found by it.
    client = namedClient;
    admitted = null;
    AccessRefusal refusal = server.accessPolicy().admit(namedClient.getAddress());
    if (refusal == null) {
      admitted = namedClient.getAddress();
    }
    return refusal;
  }

  /** What a trusted proxy said about its client could not be read. Context only. */
  public void proxyHeaderMalformed() {
    server.accessPolicy().refused(AccessRefusal.PROXY_HEADER);
  }

  /** The address that the access policy counts the connection for. Context only. */
  Optional<InetAddress> admitted() {
    return Optional.ofNullable(admitted);
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
    probing = sendQueue.isEmpty();
    sendControl(buffer);
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
    schedule(openedAtNanos + server.options().handshakeTimeout().toNanos());
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

  private boolean acceptsData() {
    ConnectionState current = state;
    return current == ConnectionState.OPEN || current == ConnectionState.OPENING;
  }

  private void enqueue(List<SharedBuffer> message) {
    for (int i = 0; i < message.size(); i++) {
      message.get(i).retain();
    }
    if (channel.inContext()) {
      // Keeps the order of a thread that first offered from outside and is now inside.
      fetchHandedOver();
      for (int i = 0; i < message.size(); i++) {
        sendQueue.append(message.get(i));
      }
      nextSendSequence = SequenceNumbers.advance(nextSendSequence, message.size());
      return;
    }
    sendQueue.hand(List.copyOf(message));
    if (!channel.execute(attention)) {
      sendQueue.discardInbox();
    }
  }

  boolean sendNext() {
    if (state.isFinal() || finished) {
      // Nothing follows a FIN; whoever offered it was faster than the news.
      if (!isSending()) {
        discardQueue();
      }
      return false;
    }
    fetchHandedOver();
    if (isSending()) {
      return false;
    }
    if (secured != null) {
      return secured.sendNext();
    }
    if (sendQueue.nextFile() != null) {
      sendQueue.startFile();
      channel.transmitFile(context.transmitting());
      return sendQueue.size() == 1;
    }
    int count = sendQueue.startSending(SendOperation.MAXIMUM_BUFFERS, MAXIMUM_SEND_BYTES);
    if (count == 0) {
      if (state == ConnectionState.CLOSING) {
        finishSending();
      }
      return true;
    }
    channel.send(context.sending());
    return count == sendQueue.size();
  }

  private void fetchHandedOver() {
    int count = sendQueue.fetch();
    if (count > 0) {
      nextSendSequence = SequenceNumbers.advance(nextSendSequence, count);
    }
  }

  void sent(CompletionStatus status, long bytes) {
    account(bytes, sendQueue.sent(bytes));
    if (status != CompletionStatus.OK) {
      broken(status);
      return;
    }
    tellDrained();
    sendNext();
  }

  /**
   * Counts what has gone out.
   *
   * @param finished buffers of the queue that went out whole with these bytes
   */
  void account(long bytes, int finished) {
    sentBytes += bytes;
    // A probe that goes out in parts is a probe to its last byte.
    boolean beyondProbe = finished > 1 || (finished == 1 && sendQueue.headOffset() > 0);
    if (bytes > 0 && (!probing || beyondProbe)) {
      lastActivityNanos = now();
    }
    probing &= finished == 0;
    sendSequence = SequenceNumbers.advance(sendSequence, finished);
  }

  private boolean isSending() {
    return context.isSending() || (secured != null && secured.isSending());
  }

  void transmitted(CompletionStatus status, long bytes) {
    if (bytes > 0) {
      sentBytes += bytes;
      lastActivityNanos = now();
    }
    OutboundFile file = Objects.requireNonNull(sendQueue.nextFile());
    if (status != CompletionStatus.OK) {
      if (status == CompletionStatus.END_OF_STREAM || status == CompletionStatus.FAILED) {
        countFailed(file);
      }
      broken(status);
      return;
    }
    rangeSent(file, ConnectionContext.rangeBytes(file));
    if (file.isSent()) {
      fileSent();
      tellDrained();
    } else if (!state.isFinal()) {
      channel.transmitFile(context.transmitting());
      return;
    }
    sendNext();
  }

  void rangeSent(OutboundFile file, long bytes) {
    file.sent(bytes);
    call(file::tellProgress);
  }

  void countFailed(OutboundFile file) {
    server.counters().increment(ConnectionCounter.FILE_FAILED);
    file.failed();
  }

  void fileSent() {
    sendQueue.fileSent();
    sendSequence = SequenceNumbers.after(sendSequence);
    tellEndedFiles();
  }

  void receiveStarved() {
    server.counters().increment(ConnectionCounter.RECEIVE_STARVED);
  }

  void closeCompleted() {
    closed = true;
    gone();
  }

  SendQueue sendQueue() {
    return sendQueue;
  }

  private void discardQueue() {
    sendQueue.discard();
    tellEndedFiles();
  }

  private void tellEndedFiles() {
    OutboundFile file = sendQueue.pollEndedFile();
    while (file != null) {
      call(file::end);
      file = sendQueue.pollEndedFile();
    }
  }

  void tellDrained() {
    if (refused && sendQueue.isHalfEmpty() && acceptsData()) {
      refused = false;
      call(() -> handler.drained(this));
    }
  }

  void received(SharedBuffer buffer) {
    readSequence = SequenceNumbers.after(readSequence);
    receivedBytes += buffer.length();
    lastActivityNanos = now();
    if (state.isFinal()) {
      buffer.release();
      return;
    }
    if ((readSequence & MEASURED_OF) == 1) {
      server.handled(channel.worker());
    }
    if (proxyHeader != null && !readProxyHeader(proxyHeader, buffer)) {
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
  private boolean readProxyHeader(ProxyHeaderParser parser, SharedBuffer buffer) {
    ByteBuffer input = buffer.view();
    switch (parser.read(input)) {
      case INCOMPLETE -> {
        return false;
      }
      case MALFORMED -> {
        proxyHeaderMalformed();
        terminate(CloseMode.ABORTIVE, CloseCause.PROTOCOL_ERROR);
        return false;
      }
      case COMPLETE -> {}
    }
    proxyHeader = null;
    InetSocketAddress source = parser.source();
    if (source != null && named(source) != null) {
      terminate(CloseMode.ABORTIVE, CloseCause.POLICY);
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
        sendNext();
      }
    } else if (!state.isFinal()) {
      call(() -> handler.peerFinished(this));
    }
  }

  void broken(CompletionStatus status) {
    switch (status) {
      case RESET -> terminate(CloseMode.ABORTIVE, CloseCause.RESET_BY_PEER);
      // ABORTED is ours, and the state final already. If it is not, nothing else would go on.
      default -> terminate(CloseMode.ABORTIVE, CloseCause.IO_FAILED);
    }
    if (state.isFinal()) {
      sendNext();
    }
  }

  private void beginClosing() {
    if (state == ConnectionState.CLOSING || state.isFinal()) {
      return;
    }
    state = ConnectionState.CLOSING;
    cause = finishedByPeer ? CloseCause.CLOSED_BY_PEER : CloseCause.CLOSED_BY_US;
    schedule(now() + server.options().closeTimeout().toNanos());
    // A peer's FIN can only be seen by reading.
    resume();
    sendNext();
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
    server.timers().cancel(deadline);
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
    discardQueue();
    dropPosted();
    CloseCause why = Objects.requireNonNull(cause);
    call(() -> handler.closed(this, why));
    endContext();
    server.closed(this, why);
  }

  private void endContext() {
    sendQueue.end();
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

  private void checkDeadline() {
    long now = server.clock().nanoTime();
    if (now - deadlineNanos < 0) {
      return; // An earlier deadline, which no longer applies.
    }
    switch (state) {
      case OPENING -> terminate(CloseMode.ABORTIVE, CloseCause.HANDSHAKE_TIMEOUT);
      case OPEN -> {
        if (now - lastActivityNanos >= server.options().idleTimeout().toNanos()) {
          terminate(CloseMode.ABORTIVE, CloseCause.IDLE_TIMEOUT);
          return;
        }
        long quietSince = Math.max(lastActivityNanos, lastProbeNanos);
        if (now - quietSince >= server.options().keepAliveInterval().toNanos()) {
          lastProbeNanos = now;
          call(() -> handler.keepAliveDue(this));
        }
        scheduleOpenDeadline();
      }
      case CLOSING -> terminate(CloseMode.ABORTIVE, CloseCause.CLOSE_TIMEOUT);
      case CLOSED, ABORTED -> {}
    }
  }

  private void scheduleOpenDeadline() {
    if (state == ConnectionState.OPEN) {
      long idle = lastActivityNanos + server.options().idleTimeout().toNanos();
      long probe =
          Math.max(lastActivityNanos, lastProbeNanos)
              + server.options().keepAliveInterval().toNanos();
      schedule(idle - probe < 0 ? idle : probe);
    }
  }

  private void schedule(long nanos) {
    deadlineNanos = nanos;
    server.timers().schedule(deadline, nanos);
  }

  private long now() {
    return channel.worker().batchNanos();
  }

  /**
   * Calls the handler; its failure ends this connection and nothing else. Checked exceptions, too:
   * other languages throw them undeclared, and one that got through would end the worker.
   */
  private void call(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      terminate(CloseMode.ABORTIVE, CloseCause.HANDLER_FAILED);
      server.counters().increment(ConnectionCounter.HANDLER_FAILED);
      logger.error("Handler of connection {} failed", id, e);
    }
  }

  private static long slotBytes(List<SharedBuffer> message) {
    long bytes = 0;
    for (int i = 0; i < message.size(); i++) {
      bytes += message.get(i).capacity();
    }
    return bytes;
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
      if (deadlinePassed) {
        deadlinePassed = false;
        checkDeadline();
      }
      if (optionsChanged) {
        optionsChanged = false;
        scheduleOpenDeadline();
      }
      tellDrained();
      sendNext();
    }
  }

  private final class Deadline extends TimerWheel.Timer {

    @Override
    void fired() {
      deadlinePassed = true;
      channel.execute(attention);
    }
  }
}
