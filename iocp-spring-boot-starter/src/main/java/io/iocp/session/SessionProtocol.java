package io.iocp.session;

import io.iocp.buffer.BufferPool;
import io.iocp.buffer.SharedBuffer;
import io.iocp.connection.CloseCause;
import io.iocp.connection.Connection;
import io.iocp.connection.PausableHandler;
import io.iocp.connection.SendOutcome;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How sessions end, and how their peers are asked for a sign of life, under every protocol.
 *
 * <pre>
 *   (handshake) ──▶ OPEN ── closed by us, violation, handler failed ──────────▶ CLOSING
 *                    │                                                           ▲
 *                    └── peer's close or FIN ──▶ CLOSED BY PEER ── answered ─────┘
 * </pre>
 *
 * <p>In CLOSED BY PEER nothing comes any more, but what is sent still arrives: a protocol may let
 * the work end that the peer's last messages have begun.
 *
 * <p>All methods run in the connection's context, unless they say otherwise.
 *
 * @param <S> the protocol's session
 * @param <C> the protocol's reason to close
 */
public abstract class SessionProtocol<S extends Session, C> extends PausableHandler {

  private final BufferPool pool;
  private volatile @Nullable S session;
  private @Nullable C closedByPeer;
  private @Nullable C closedByUs;
  // The peer has closed or finished, and the protocol knows.
  private boolean peerEnded;
  // The handler's exception may have left the reader in the middle of something.
  private boolean failed;

  protected SessionProtocol(BufferPool pool) {
    this.pool = pool;
  }

  // ── what a protocol says ──────────────────────────────────────────────────────────────────────

  /** Reads messages: see {@link PausableHandler#read}. */
  protected abstract void readMessages(ByteBuffer input);

  /** Writes what tells the peer why the session ends; nothing if there is no more to say. */
  protected abstract void writeClose(ByteBuffer out, C status);

  /** A ping, with a reference for the caller; null when there is no buffer for it. */
  protected abstract @Nullable SharedBuffer acquirePing();

  /** Most bytes of a close, ping or pong on the wire. */
  protected abstract int maximumControlBytes();

  /** A reason of the transport's own. */
  protected abstract C status(Ending ending);

  /** A ping was not answered, because the peer does not read: to be counted. */
  protected abstract void pongSkipped();

  /** The pool had no buffer for control data: to be counted. */
  protected abstract void controlWithoutBuffer();

  /**
   * The peer has ended its side. Answers at once, unless the protocol overrides it.
   *
   * @param status what the peer said; that of {@link Ending#BROKEN} after a FIN without a word
   * @param answer ends our side
   */
  protected void peerEnded(C status, Runnable answer) {
    answer.run();
  }

  /** Why the transport itself ends a session. */
  protected enum Ending {
    /** The transport stops. */
    STOPPING,
    /** The handler threw an exception. */
    HANDLER_FAILED,
    /** The connection ended without a word. */
    BROKEN
  }

  // ── the session ───────────────────────────────────────────────────────────────────────────────

  /** The session begins. */
  protected final void begin(S begun) {
    session = begun;
  }

  /** The session, once it has begun. Any thread. */
  public final @Nullable S session() {
    return session;
  }

  /** The session, which has begun. */
  protected final S openSession() {
    return Objects.requireNonNull(session);
  }

  /** Whether the handler is told what comes: nobody has ended the session. */
  protected final boolean isOpen() {
    return closedByUs == null && !connection().state().isFinal();
  }

  /** Whether we have said goodbye. */
  protected final boolean isClosing() {
    return closedByUs != null;
  }

  @Override
  protected final void read(ByteBuffer input) {
    if (failed) {
      input.position(input.limit());
    } else {
      readMessages(input);
    }
  }

  // ── pings ─────────────────────────────────────────────────────────────────────────────────────

  /** Answers a ping; pongs that wait share one buffer. */
  protected final void answerPing(Consumer<ByteBuffer> pong) {
    SharedBuffer waiting = connection().waitingReply();
    if (waiting != null) {
      addPong(waiting, pong);
      return;
    }
    if (pool.isScarce() && connection().queuedBytes() > 0) {
      // It has yet to read what it was sent: a slot for one answer more is not what memory is for.
      pongSkipped();
      return;
    }
    SharedBuffer alone = encode(maximumControlBytes(), pong);
    if (alone != null) {
      if (connection().sendReply(alone) == SendOutcome.FULL) {
        pongSkipped();
      }
      alone.release();
    }
  }

  /**
   * A peer that pings and does not read must not fill the queue with pongs: those that wait share
   * one buffer, and once that is full the latest is answered alone (RFC 6455, 5.5.3).
   */
  private void addPong(SharedBuffer waiting, Consumer<ByteBuffer> pong) {
    int start = waiting.start();
    ByteBuffer out = waiting.memory().clear().position(start + waiting.length());
    if (out.remaining() < maximumControlBytes()) {
      out.position(start);
      pongSkipped();
    }
    pong.accept(out);
    waiting.region(start, out.position());
  }

  @Override
  public final void keepAliveDue(Connection quiet) {
    SharedBuffer ping = session == null ? null : acquirePing();
    if (ping != null) {
      quiet.sendProbe(ping);
      ping.release();
    }
  }

  /**
   * Sends control data, behind what is queued.
   *
   * @return whether there was a buffer for it
   */
  protected final boolean sendControl(int maximumBytes, Consumer<ByteBuffer> encoder) {
    SharedBuffer buffer = encode(maximumBytes, encoder);
    if (buffer == null) {
      return false;
    }
    connection().sendControl(buffer);
    buffer.release();
    return true;
  }

  /** Control data in a buffer; null, and counted, when there is none. */
  protected final @Nullable SharedBuffer encode(int maximumBytes, Consumer<ByteBuffer> encoder) {
    SharedBuffer buffer = pool.tryAcquire(maximumBytes);
    if (buffer == null) {
      controlWithoutBuffer();
      return null;
    }
    encoder.accept(buffer.memory());
    buffer.region(0, buffer.memory().position());
    return buffer;
  }

  // ── the end ───────────────────────────────────────────────────────────────────────────────────

  /** Says goodbye; what the peer still sends is read and ignored. */
  protected final void endSession(C status) {
    if (closedByUs != null) {
      return;
    }
    closedByUs = status;
    SharedBuffer goodbye = encode(maximumControlBytes(), out -> writeClose(out, status));
    if (goodbye != null) {
      if (goodbye.length() > 0) {
        connection().sendLast(goodbye);
      }
      goodbye.release();
    }
    resume();
    connection().close();
  }

  /** The peer has said goodbye. */
  protected final void closedByPeer(C status) {
    closedByPeer = status;
    if (closedByUs == null && !peerEnded) {
      peerEnded = true;
      peerEnded(status, () -> endSession(status));
    }
  }

  @Override
  protected final void inputEnded() {
    if (session == null || closedByUs != null) {
      connection().close();
    } else if (!peerEnded) {
      peerEnded = true;
      peerEnded(status(Ending.BROKEN), connection()::close);
    }
  }

  @Override
  public final void failed(Connection connection) {
    if (session == null || closedByUs != null) {
      connection.abort(CloseCause.HANDLER_FAILED);
      return;
    }
    failed = true;
    endSession(status(Ending.HANDLER_FAILED));
  }

  @Override
  public final void stopping(Connection stopping) {
    if (session != null) {
      endSession(status(Ending.STOPPING));
    } else {
      stopping.close();
    }
  }

  @Override
  public void closed(Connection closed, CloseCause cause) {
    super.closed(closed, cause);
    S ended = session;
    if (ended != null) {
      ended.pieces().clear();
    }
  }

  /** What the peer said; if it said nothing what we said. */
  protected final C finalStatus() {
    if (closedByPeer != null) {
      return closedByPeer;
    }
    return closedByUs != null ? closedByUs : status(Ending.BROKEN);
  }
}
