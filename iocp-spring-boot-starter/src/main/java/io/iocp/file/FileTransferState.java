package io.iocp.file;

/**
 * Where a transfer is.
 *
 * <pre>
 *   PREPARING ──▶ OFFERED ──▶ RUNNING ──▶ CHECKING ──▶ COMPLETED
 *       └────────────┴───────────┴────────────┴──────▶ FAILED
 * </pre>
 */
public enum FileTransferState {
  /** This side reads its file, or the part it has, for its hash. */
  PREPARING,
  /** This side has said what it has, and waits for the peer. */
  OFFERED,
  /** The content is on its way. */
  RUNNING,
  /** All of it has gone; the receiver compares. */
  CHECKING,
  /** The receiver has it, and the hash is right. */
  COMPLETED,
  /** It was given up. */
  FAILED;

  /** Whether nothing more happens to it. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED;
  }
}
