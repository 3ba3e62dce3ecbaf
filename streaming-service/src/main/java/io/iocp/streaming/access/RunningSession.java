package io.iocp.streaming.access;

import java.util.concurrent.atomic.AtomicBoolean;

/** A session that was let in. Any thread. */
public final class RunningSession implements AutoCloseable {

  private final RunningSessions sessions;
  private final Grant grant;
  private final RunningSessions.Ending ending;
  private final boolean limited;
  private final long overNanos;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param limited whether it is over some time, then at {@code overNanos}
   */
  RunningSession(
      RunningSessions sessions,
      Grant grant,
      RunningSessions.Ending ending,
      boolean limited,
      long overNanos) {
    this.sessions = sessions;
    this.grant = grant;
    this.ending = ending;
    this.limited = limited;
    this.overNanos = overNanos;
  }

  Grant grant() {
    return grant;
  }

  RunningSessions.Ending ending() {
    return ending;
  }

  boolean isOver(long nowNanos) {
    return limited && nowNanos - overNanos >= 0;
  }

  /** The session has ended; its place is free. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      sessions.ended(this);
    }
  }
}
