package io.iocp.connection;

/** What became of work that was posted. */
public enum PostOutcome {
  /** It will run, unless the connection ends before. */
  POSTED,
  /** As much work as may wait does. Nothing was taken. */
  FULL,
  /** The connection has ended, or the port has. */
  CLOSED
}
