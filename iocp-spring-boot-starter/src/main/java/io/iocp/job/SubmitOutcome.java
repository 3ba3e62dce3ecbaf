package io.iocp.job;

/** What became of a submission. */
public enum SubmitOutcome {
  /** It will run, unless it is cancelled or dropped when the queue stops. */
  ACCEPTED,
  /** The queue is at its bound. Nothing was taken: try later, or do without. */
  FULL,
  /** The queue has stopped. */
  CLOSED;

  /** Whether it was taken. */
  public boolean isAccepted() {
    return this == ACCEPTED;
  }
}
