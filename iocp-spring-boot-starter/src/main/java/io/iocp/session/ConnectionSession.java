package io.iocp.session;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.MessageAccumulator;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.OutboundFile;
import io.iocp.connection.PausableHandler;
import io.iocp.connection.PostOutcome;
import io.iocp.connection.PostedWork;
import io.iocp.connection.SecuritySession;
import io.iocp.connection.SendOutcome;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A session on a connection of the transport. Protocols add how a message looks. */
public abstract class ConnectionSession implements Session {

  private final Connection connection;
  private final PausableHandler protocol;
  private final BufferPool pool;
  private volatile @Nullable Object attachment;

  // Only accessed in the session's context.
  private final MessageAccumulator pieces = new MessageAccumulator();

  protected ConnectionSession(Connection connection, PausableHandler protocol, BufferPool pool) {
    this.connection = connection;
    this.protocol = protocol;
    this.pool = pool;
  }

  /** What the session is on. */
  protected final Connection connection() {
    return connection;
  }

  @Override
  public final long id() {
    return connection.id();
  }

  @Override
  public final boolean isOutbound() {
    return connection.isOutbound();
  }

  @Override
  public final InetSocketAddress remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public final @Nullable SecuritySession security() {
    return connection.security();
  }

  @Override
  public final int worker() {
    return connection.worker();
  }

  @Override
  public final @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public final void attach(@Nullable Object object) {
    attachment = object;
  }

  @Override
  public final MessageAccumulator pieces() {
    return pieces;
  }

  @Override
  public final void execute(Runnable task) {
    connection.execute(task);
  }

  @Override
  public final WorkerTask workerTask(Runnable work) {
    return connection.workerTask(work)::getAsBoolean;
  }

  @Override
  public final PostOutcome post(PostedWork work) {
    return connection.post(work);
  }

  @Override
  public final BufferPool buffers() {
    return pool;
  }

  @Override
  public final long queuedBytes() {
    return connection.queuedBytes();
  }

  @Override
  public final long sentBytes() {
    return connection.sentBytes();
  }

  @Override
  public final int unsentBytes() {
    return connection.unsentBytes();
  }

  @Override
  public final boolean limitUnsent(int bytes) {
    return connection.limitUnsent(bytes);
  }

  @Override
  public final void sendQueueBound(long bytes) {
    connection.sendQueueBound(bytes);
  }

  @Override
  public final void pause() {
    connection.execute(protocol::pause);
  }

  @Override
  public final void resume() {
    connection.execute(protocol::resume);
  }

  @Override
  public final void abort() {
    connection.abort(CloseCause.POLICY);
  }

  /**
   * Sends a message, and gives its buffers back.
   *
   * @param message one reference each; empty when the pool was
   */
  protected final SendOutcome send(List<SharedBuffer> message) {
    if (message.isEmpty()) {
      return connection.refuse();
    }
    try {
      return connection.send(message);
    } finally {
      message.forEach(SharedBuffer::release);
    }
  }

  /**
   * Sends a file behind a header; discards it if it is not accepted.
   *
   * @param headerBytes most that the header takes
   */
  protected final SendOutcome sendFile(
      OutboundFile file, int headerBytes, Consumer<ByteBuffer> header) {
    SendOutcome outcome = offerFile(file, headerBytes, header);
    if (!outcome.isAccepted()) {
      file.discard();
    }
    return outcome;
  }

  private SendOutcome offerFile(OutboundFile file, int headerBytes, Consumer<ByteBuffer> header) {
    SharedBuffer head = pool.tryAcquire(headerBytes);
    if (head == null) {
      return connection.refuse();
    }
    header.accept(head.memory());
    head.region(0, head.memory().position());
    SendOutcome outcome = connection.files().send(head, file);
    head.release();
    return outcome;
  }
}
