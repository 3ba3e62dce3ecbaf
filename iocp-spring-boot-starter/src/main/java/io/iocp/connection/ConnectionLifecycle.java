package io.iocp.connection;

import io.iocp.completion.CloseMode;

/**
 * Where a connection is in its life, with both directions told apart; {@link ConnectionState} is
 * what others see of it. Each event answers the state that follows; one that means nothing changes
 * nothing.
 *
 * <pre>
 *          ◀ reopening
 *   OPENING ─ opened ─▶ OPEN ─ close ─▶ FLUSHING ─ everythingSent ─▶ FIN_SENT
 *      │                 │                 │                            │
 *      │ peerFinished    │ peerFinished    │ peerFinished               │ peerFinished
 *      ▼                 ▼                 ▼                            ▼
 *   OPENING_PEER_ ────▶ OPEN_PEER_ ────▶ FLUSHING_PEER_ ────────────▶ CLOSED
 *    FINISHED            FINISHED         FINISHED
 *
 *   each of them ─ end ─▶ CLOSED or ABORTED ─ closeCompleted ─▶ CLOSE_COMPLETE or ABORT_COMPLETE
 * </pre>
 */
enum ConnectionLifecycle {
  /** The handshake is under way. */
  OPENING(ConnectionState.OPENING),
  OPENING_PEER_FINISHED(ConnectionState.OPENING),
  /** In use. */
  OPEN(ConnectionState.OPEN),
  OPEN_PEER_FINISHED(ConnectionState.OPEN),
  /** What is queued goes out. */
  FLUSHING(ConnectionState.CLOSING),
  FLUSHING_PEER_FINISHED(ConnectionState.CLOSING),
  /** Nothing follows from us; the peer's FIN is awaited. */
  FIN_SENT(ConnectionState.CLOSING),
  /** Ended in order; the close is in flight. */
  CLOSED(ConnectionState.CLOSED),
  /** Ended otherwise; the close is in flight. */
  ABORTED(ConnectionState.ABORTED),
  /** Nothing is in flight any more. */
  CLOSE_COMPLETE(ConnectionState.CLOSED),
  ABORT_COMPLETE(ConnectionState.ABORTED);

  private final ConnectionState state;

  ConnectionLifecycle(ConnectionState state) {
    this.state = state;
  }

  /** What others see. */
  ConnectionState state() {
    return state;
  }

  // ── questions ─────────────────────────────────────────────────────────────────────────────────

  /** Whether it has ended: nothing more can be sent or received. */
  boolean isFinal() {
    return state.isFinal();
  }

  /** Whether nothing follows from us: FIN is sent, or it has ended. */
  boolean isFinished() {
    return this == FIN_SENT || isFinal();
  }

  boolean isClosing() {
    return state == ConnectionState.CLOSING;
  }

  boolean isPeerFinished() {
    return this == OPENING_PEER_FINISHED
        || this == OPEN_PEER_FINISHED
        || this == FLUSHING_PEER_FINISHED;
  }

  /** Whether nothing is in flight any more, and nothing will be. */
  boolean isComplete() {
    return this == CLOSE_COMPLETE || this == ABORT_COMPLETE;
  }

  // ── events ────────────────────────────────────────────────────────────────────────────────────

  /** The handshake is done. */
  ConnectionLifecycle opened() {
    return switch (this) {
      case OPENING -> OPEN;
      case OPENING_PEER_FINISHED -> OPEN_PEER_FINISHED;
      default -> this; // It was open, or is no longer.
    };
  }

  /** What was agreed on is over, and the next request is awaited. */
  ConnectionLifecycle reopening() {
    return switch (this) {
      case OPEN -> OPENING;
      case OPEN_PEER_FINISHED -> OPENING_PEER_FINISHED;
      default -> this; // It never began, or ends.
    };
  }

  /** The peer will send nothing more. */
  ConnectionLifecycle peerFinished() {
    return switch (this) {
      case OPENING -> OPENING_PEER_FINISHED;
      case OPEN -> OPEN_PEER_FINISHED;
      case FLUSHING -> FLUSHING_PEER_FINISHED;
      case FIN_SENT -> CLOSED;
      default -> this; // It is known, or of no interest.
    };
  }

  /** We are done: what is queued goes out, and nothing else. */
  ConnectionLifecycle close() {
    return switch (this) {
      case OPENING, OPEN -> FLUSHING;
      case OPENING_PEER_FINISHED, OPEN_PEER_FINISHED -> FLUSHING_PEER_FINISHED;
      default -> this; // It is closing, or closed.
    };
  }

  /** Nothing is queued and nothing in flight. */
  ConnectionLifecycle everythingSent() {
    return switch (this) {
      case FLUSHING -> FIN_SENT;
      case FLUSHING_PEER_FINISHED -> CLOSED;
      default -> this; // More may come, or it is said already.
    };
  }

  /** It ends now. */
  ConnectionLifecycle end(CloseMode mode) {
    if (isFinal()) {
      return this;
    }
    return mode == CloseMode.ORDERLY ? CLOSED : ABORTED;
  }

  /** Its close is complete, the last of its operations. */
  ConnectionLifecycle closeCompleted() {
    return switch (this) {
      case CLOSED -> CLOSE_COMPLETE;
      case ABORTED -> ABORT_COMPLETE;
      default -> this; // Nobody asked for it to be closed.
    };
  }
}
