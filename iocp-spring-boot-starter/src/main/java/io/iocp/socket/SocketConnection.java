package io.iocp.socket;

import io.iocp.buffer.BufferPool;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.PausableHandler;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of an application's own protocol.
 *
 * <p>All methods run in the connection's context, unless they say otherwise.
 */
final class SocketConnection extends PausableHandler {

  private static final int GOING_AWAY = 1001;

  private final SocketListener listener;
  private final SocketHandler handler;
  private final BufferPool pool;
  private volatile @Nullable SocketSession session;
  // The handler has paused while it had a piece: the rest comes again.
  private boolean leavesRest;
  private boolean ending;
  private boolean peerFinished;

  SocketConnection(SocketListener listener, BufferPool pool) {
    this.listener = listener;
    this.handler = listener.handler();
    this.pool = pool;
  }

  @Override
  public String protocol() {
    return listener.protocol();
  }

  /** The session, once the connection is there. Any thread. */
  @Nullable SocketSession session() {
    return session;
  }

  private SocketSession openSession() {
    return Objects.requireNonNull(session);
  }

  @Override
  public void opened(Connection opened) {
    super.opened(opened);
    SocketSession begun = new DefaultSocketSession(opened, this, pool);
    session = begun;
    handler.onOpen(begun);
  }

  @Override
  protected void read(ByteBuffer input) {
    // Once more when the handler has paused and resumed in between.
    while (!isPaused() && input.hasRemaining()) {
      leavesRest = false;
      if (!isEnding()) {
        handler.onPiece(openSession(), input);
      }
      if (!leavesRest) {
        input.position(input.limit());
      }
    }
  }

  @Override
  public void pause() {
    super.pause();
    leavesRest = true;
  }

  @Override
  protected void inputEnded() {
    if (isEnding()) {
      connection().close();
    } else if (!peerFinished) {
      peerFinished = true;
      handler.onPeerFinished(openSession());
    }
  }

  @Override
  public void drained(Connection drained) {
    if (!isEnding()) {
      handler.onDrained(openSession());
    }
  }

  @Override
  public boolean leavesLast() {
    return handler.leavesLast();
  }

  @Override
  public void stopping(Connection stopping) {
    end(GOING_AWAY, "stopping");
  }

  /** Whether nothing more that comes is the handler's. */
  private boolean isEnding() {
    return ending || connection().state().isFinal();
  }

  /** Ends the session with what the protocol has to say about that. */
  void end(int code, String reason) {
    if (!isEnding()) {
      handler.onEnding(openSession(), code, reason);
      close();
    }
  }

  /** Ends the session; what the peer still sends is read and ignored. */
  void close() {
    if (!ending) {
      ending = true;
      resume();
      connection().close();
    }
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    super.closed(closed, cause);
    SocketSession ended = session;
    if (ended != null) {
      ended.pieces().clear();
      handler.onClosed(ended);
    }
  }
}
