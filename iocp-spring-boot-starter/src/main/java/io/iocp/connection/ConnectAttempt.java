package io.iocp.connection;

/** A connection that is being made. */
@FunctionalInterface
public interface ConnectAttempt {

  /** Calls it off, unless it has ended: the outcome is told soon. Any thread. */
  void cancel();
}
