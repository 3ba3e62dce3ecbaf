package io.iocp.connection;

import io.iocp.buffer.SharedBuffer;
import io.iocp.completion.CloseMode;
import io.iocp.completion.CompletionStatus;

/**
 * A connection as its parts see it: what they tell it, and where it is in its life. The parts know
 * nothing else of it, and nothing of each other but what they are given.
 *
 * <p>A class, and with one subclass: what is called for every completion is then called directly.
 * Methods are for the connection's context, unless they say otherwise.
 */
abstract class ConnectionEvents {

  // Written in the context, read by any thread.
  private volatile ConnectionLifecycle lifecycle = ConnectionLifecycle.OPENING;

  /** Any thread. */
  final ConnectionLifecycle lifecycle() {
    return lifecycle;
  }

  final void lifecycle(ConnectionLifecycle next) {
    lifecycle = next;
  }

  /** Any thread. */
  final ConnectionState state() {
    return lifecycle.state();
  }

  // ── receiving ─────────────────────────────────────────────────────────────────────────────────

  /** A piece from the socket, with its reference. */
  abstract void received(SharedBuffer buffer);

  /** Data waits because the buffer pool is empty. */
  abstract void receiveStarved();

  /** Nothing more comes from the socket. */
  abstract void receiveEnded(CompletionStatus status);

  /** A piece for the handler, with its reference. */
  abstract void deliver(SharedBuffer buffer);

  /** The peer will send nothing more. */
  abstract void peerFinished();

  /** Whether to read may have changed. */
  abstract void updateReading();

  // ── life ──────────────────────────────────────────────────────────────────────────────────────

  /** There is something to look at: has the context do so. Any thread. */
  abstract void attend();

  /** Looks at everything that others may have left for the connection. */
  abstract void look();

  /** The peers have agreed. */
  abstract void opened();

  /** They have not, and the time for it is over. */
  abstract void handshakeOverdue();

  /** A byte has come or gone. */
  abstract void active();

  /** Bytes that the kernel took so far; negative when it owes us nothing. */
  abstract long sendProgress();

  /** See {@link SecurityLayer#begunUnit()}. */
  abstract long begunUnit();

  /** It has been quiet for a while. */
  abstract void keepAliveDue();

  // ── sending ───────────────────────────────────────────────────────────────────────────────────

  /** There is room again for whoever was refused. */
  abstract void drained();

  /** Nothing is queued and nothing in flight. */
  abstract void everythingSent();

  /** Nothing can be sent any more, whether something is queued or not. */
  abstract void sendingEnded();

  // ── the end ───────────────────────────────────────────────────────────────────────────────────

  /** An operation failed: the connection has ended. */
  abstract void broken(CompletionStatus status);

  /** Ends it now, unless it has ended. The first cause counts, but a reset's before others. */
  abstract void terminate(CloseMode mode, CloseCause why);

  /** Its close is complete. */
  abstract void closeCompleted();

  /** Nothing of it is in flight any more, nor being done outside of its context. */
  abstract void gone();

  /** A method of the handler has thrown: it ends the connection. */
  abstract void handlerFailed();
}
