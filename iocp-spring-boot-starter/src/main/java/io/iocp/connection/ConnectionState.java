package io.iocp.connection;

/**
 * Where a connection is in its life.
 *
 * <pre>
 *   OPENING ──▶ OPEN ──▶ CLOSING ──▶ CLOSED
 *      │          │         │
 *      └──────────┴─────────┴──────▶ ABORTED
 * </pre>
 */
public enum ConnectionState {
  /** Accepted; the protocol's handshake is under way, bounded by the handshake timeout. */
  OPENING,
  /** In use, bounded by the idle timeout. */
  OPEN,
  /**
   * We have said that we are done; what is queued goes out, then FIN; bounded by the close timeout.
   */
  CLOSING,
  /** Ended in order. Nothing is in flight any more, or will not be in a moment. */
  CLOSED,
  /**
   * Ended by reset, by error or by us. Nothing is in flight any more, or will not be in a moment.
   */
  ABORTED;

  /** Whether nothing more can be sent or received. */
  public boolean isFinal() {
    return this == CLOSED || this == ABORTED;
  }
}
