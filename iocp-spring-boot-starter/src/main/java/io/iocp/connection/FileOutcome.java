package io.iocp.connection;

/** How the sending of a file ended. */
public enum FileOutcome {
  /** The operating system has taken all of it. */
  SENT,
  /** It could not be read, or became shorter meanwhile; that has ended the connection. */
  FAILED,
  /** The connection ended before, or its backlog was dropped. */
  DROPPED
}
