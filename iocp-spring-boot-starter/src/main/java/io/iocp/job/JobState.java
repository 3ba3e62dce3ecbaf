package io.iocp.job;

/**
 * Where a job is.
 *
 * <pre>
 *   NEW ── accepted ──▶ QUEUED ──▶ RUNNING ──▶ COMPLETED │ FAILED
 *                          └──────────┴─────▶ CANCELLED │ DROPPED
 * </pre>
 */
public enum JobState {
  /** Not submitted yet, or refused. */
  NEW,
  /** Accepted; waits for a worker. */
  QUEUED,
  /** A worker is at it. */
  RUNNING,
  /** Done. */
  COMPLETED,
  /** Its work threw. */
  FAILED,
  /** It was cancelled before it began, or asked to end while it ran. */
  CANCELLED,
  /** The queue stopped before it was done. */
  DROPPED
}
