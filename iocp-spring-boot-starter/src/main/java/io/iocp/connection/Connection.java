package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.Packet;
import io.iocp.completion.PortWorker;
import io.iocp.completion.StreamChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: what handlers and other threads may know of it and ask of it.
 *
 * <p>Methods say who may call them. "Context" is the serial context of {@link ConnectionHandler}:
 * everything there happens one at a time. {@link #execute} leads into it from any thread.
 */
public final class Connection {

  private static final Logger logger = LoggerFactory.getLogger(Connection.class);

  private final long id;
  private final StreamChannel channel;
  private final ConnectionHandler handler;
  private final boolean outbound;
  private final ConnectionCore core;
  private final SendPath sending;

  Connection(
      long id,
      ConnectionHost host,
      ContextPool contexts,
      StreamChannel channel,
      ConnectionContext context,
      boolean outbound,
      SecurityLayer.@Nullable Factory security,
      ConnectionHandler handler) {
    this.id = id;
    this.channel = channel;
    this.handler = handler;
    this.outbound = outbound;
    this.core =
        new ConnectionCore(this, id, host, contexts, channel, context, outbound, security, handler);
    this.sending = core.sending();
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
    return core.client().address();
  }

  public InetSocketAddress localAddress() {
    return channel.localAddress();
  }

  public ConnectionState state() {
    return core.state();
  }

  /** What protects the connection; {@code null} before that is agreed on, or if nothing does. */
  public @Nullable SecuritySession security() {
    return core.security();
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
    channel.execute(Packet.of(() -> core.call(task)));
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
                core.host().counters().increment(ConnectionCounter.HANDLER_FAILED);
                logger.error("Task of worker {} failed", worker.index(), e);
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
    return core.post(work);
  }

  /** Bytes of buffer slots that wait or are in flight. */
  public long queuedBytes() {
    return sending.budget().queuedBytes();
  }

  /** Whether the send queue is at its bound: the peer does not read what it is sent. */
  public boolean isBacklogged() {
    return sending.budget().isFull();
  }

  /** The protocol on top. */
  public ConnectionHandler handler() {
    return handler;
  }

  /** Sets another bound for this connection's send queue, in bytes of buffer slots. */
  public void sendQueueBound(long bytes) {
    sending.budget().bound(bytes);
  }

  /**
   * Offers a message of one or more buffers, all of them or none, back to back, without starting
   * the send; {@link #flush()} does. (What another thread offers may be on its way before that.)
   * The queue takes references of its own if it accepts; the caller keeps its own in any case.
   *
   * @return {@code QUEUED}, {@code FULL} or {@code CLOSED}
   */
  public SendOutcome offer(List<SharedBuffer> message) {
    return sending.offer(message);
  }

  /**
   * Offers a message that knows its time; otherwise like {@link #offer(List)}.
   *
   * @param stampNanos when it arrived at this server, by the transport's clock
   * @param droppable whether {@link #discardQueued()} may drop it
   */
  public SendOutcome offer(List<SharedBuffer> message, long stampNanos, boolean droppable) {
    return sending.offer(message, droppable ? MessageFlags.DROPPABLE : 0, stampNanos);
  }

  /**
   * Drops the droppable messages that wait and of which nothing has gone out, never control frames;
   * the others keep their order. In the context it is done at once. On any other thread it is done
   * soon, for what was offered before, and not for what the thread offers afterwards.
   *
   * @return bytes dropped; 0 when it is done later
   */
  public long discardQueued() {
    return sending.discardQueued();
  }

  /**
   * Time of the oldest message that has one and that the kernel has not taken whole, or {@code
   * Long.MIN_VALUE} if there is none. It may be a moment old.
   *
   * <p>What the kernel has taken and not sent is older than that; it is {@link #unsentBytes()}, and
   * no more than about {@link io.iocp.completion.SocketOptions#unsentLimitBytes()} where there is
   * such a limit.
   */
  public long oldestUnsentNanos() {
    return sending.budget().oldestUnsentNanos();
  }

  /**
   * Bytes that the kernel has taken and not sent yet: one system call. When the connection ends the
   * answer means nothing.
   *
   * @return 0 or more, or {@link StreamChannel#UNSENT_UNKNOWN}
   */
  public int unsentBytes() {
    return channel.unsentBytes();
  }

  /**
   * The kernel takes about so much and no more of what it cannot send yet. In the serial context.
   *
   * @param bytes more than 0
   * @return whether it does; not where the system has no such limit
   */
  public boolean limitUnsent(int bytes) {
    sending.pipeline().limitTimed(bytes);
    return channel.limitUnsent(bytes);
  }

  /**
   * Says {@code FULL} to a sender, also for want of buffers; the handler hears {@code drained} when
   * something has gone out and half of the queue is free.
   */
  public SendOutcome refuse() {
    return sending.refuse();
  }

  /**
   * Sends a buffer: {@link #offer(List)} and {@link #flush()}.
   *
   * @return any outcome; {@code SENT} if nothing was before it
   */
  public SendOutcome send(SharedBuffer buffer) {
    return sending.send(List.of(buffer));
  }

  /** Sends a message of several buffers. */
  public SendOutcome send(List<SharedBuffer> message) {
    return sending.send(message);
  }

  /**
   * Sends a protocol's control frame: it goes behind what is queued, and the bound does not apply
   * to it.
   *
   * @return {@code FULL} when 64 KiB of control frames wait
   */
  public SendOutcome sendControl(SharedBuffer buffer) {
    return sending.sendControl(buffer);
  }

  /** Opens files, and sends them. */
  public ConnectionFiles files() {
    return new ConnectionFiles(core);
  }

  /**
   * Starts sending what is queued, unless a send is in flight: then its completion goes on.
   *
   * @return whether everything queued was handed to the port now
   */
  public boolean flush() {
    return sending.flush();
  }

  /**
   * Ends the connection in order: what is queued goes out, then FIN, then the peer's FIN is
   * awaited.
   */
  public void close() {
    if (channel.inContext()) {
      core.close();
    } else {
      execute(core::close);
    }
  }

  /** Ends the connection at once with a reset. The first cause counts. */
  public void abort(CloseCause why) {
    if (channel.inContext()) {
      core.terminate(CloseMode.ABORTIVE, why);
    } else {
      execute(() -> core.terminate(CloseMode.ABORTIVE, why));
    }
  }

  /** Bytes received so far. */
  long receivedBytes() {
    return core.receiving().bytes();
  }

  /** Bytes that the kernel took so far; it may be a moment old. */
  public long sentBytes() {
    return sending.bytes();
  }

  /** What the connection looks like now. */
  public ConnectionSnapshot snapshot() {
    return core.snapshot();
  }

  // ── context only ──────────────────────────────────────────────────────────────────────────────

  /** The handshake is done: from now on the idle timeout applies. Context only. */
  public void opened() {
    core.opened();
  }

  /**
   * Throws away what is queued and not in flight yet. Context only.
   *
   * @param wholeMessages whether the rest of a message stays of which something is in flight or
   *     out; else a message of several buffers may be cut between them
   */
  public void dropBacklog(boolean wholeMessages) {
    sending.dropBacklog(wholeMessages);
  }

  /** Who is at the other end, as a trusted proxy may say. Context only. */
  public ClientIdentity client() {
    return core.client();
  }

  /** The address that the access policy counts the connection for. Context only. */
  Optional<InetAddress> admitted() {
    return core.client().admitted();
  }

  /**
   * Stops reading; a few pieces may still arrive. A connection that is closing reads on: else it
   * would not see the peer's FIN. Context only.
   */
  public void pause() {
    if (!core.lifecycle().isClosing()) {
      core.receiving().pause();
    }
  }

  /** Reads on. Context only. */
  public void resume() {
    core.receiving().resume();
  }

  /** Sends a probe that does not count as activity: only the peer's answer does. Context only. */
  public void sendProbe(SharedBuffer buffer) {
    sending.sendProbe(buffer);
  }

  /**
   * Sends a protocol's goodbye, which nothing follows: what any thread had offered before goes out
   * in front of it, and every later offer is answered {@code CLOSED}. The bound does not apply. The
   * caller {@linkplain #close() closes} the connection next. Context only.
   *
   * @return {@code SENT}, {@code QUEUED} or {@code CLOSED}
   */
  public SendOutcome sendLast(SharedBuffer buffer) {
    return sending.sendLast(buffer);
  }

  /**
   * Sends the answer to a ping of the peer, which may be rewritten while it {@linkplain
   * #waitingReply() waits}. Context only.
   *
   * @return {@code FULL} when 64 KiB of control frames wait
   */
  public SendOutcome sendReply(SharedBuffer buffer) {
    return sending.sendReply(buffer);
  }

  /**
   * The answer that was sent last, if nothing of it has been handed to the port: until the context
   * is left its memory and its region may be changed, to answer later pings with it. Context only.
   */
  public @Nullable SharedBuffer waitingReply() {
    return sending.pipeline().waitingReply();
  }

  /** For the server, which tells it what concerns all connections. */
  ConnectionCore core() {
    return core;
  }

  /**
   * The transport lets its connections go, one after the other. Context only.
   *
   * @param everybody also those that others live on
   */
  void leave(boolean everybody) {
    if (everybody || !handler.leavesLast()) {
      core.stopping();
    }
  }
}
