package io.iocp.connection;

/** Whether connections are let go. */
public enum DrainState {
  /** They come and stay. */
  SERVING,
  /** One after the other is told to leave. */
  DRAINING,
  /** All have been told, and nobody is let in. */
  DRAINED
}
