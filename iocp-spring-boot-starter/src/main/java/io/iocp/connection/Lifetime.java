package io.iocp.connection;

import io.iocp.completion.CloseMode;
import io.iocp.time.TimerWheel;
import java.time.Duration;

/**
 * The deadline of one connection: one timer, whose meaning is the connection's state. A deadline
 * that moves on, with each byte, costs a field; the timer finds that out when it fires.
 *
 * <p>Only accessed in the connection's context, except where a method says otherwise.
 */
final class Lifetime extends TimerWheel.Timer {

  private final ConnectionEvents connection;
  private final ConnectionHost host;
  private final long openedAtNanos;

  // Written in the context, read by any thread for figures.
  private long lastActivityNanos;

  private long deadlineNanos;
  private long lastProbeNanos;

  // What the peer keeps us from ending, as it was when it was seen last to move, and when that was.
  private long sendProgress = -1;
  private long sendProgressNanos;
  private long begunUnit = -1;
  private long begunUnitNanos;

  // Set by the timer wheel's thread.
  private volatile boolean passed;

  Lifetime(ConnectionEvents connection, ConnectionHost host, long nowNanos) {
    this.connection = connection;
    this.host = host;
    this.openedAtNanos = nowNanos;
    this.lastActivityNanos = nowNanos;
    this.lastProbeNanos = nowNanos;
  }

  /** Time since it began. Any thread. */
  long ageNanos() {
    return host.clock().nanoTime() - openedAtNanos;
  }

  /** Time since a byte came or went. Any thread. */
  long quietNanos() {
    return Math.max(0, host.clock().nanoTime() - lastActivityNanos);
  }

  /** A byte has come or gone. */
  void active(long nowNanos) {
    lastActivityNanos = nowNanos;
  }

  /** Waits for the handshake. */
  void opening() {
    schedule(openedAtNanos, host.options().handshakeTimeout());
  }

  /** Waits for the next handshake on a connection that has been open. */
  void reopening(long nowNanos) {
    schedule(nowNanos, host.options().handshakeTimeout());
  }

  /** The handshake is done: quiet time counts from now on. */
  void opened(long nowNanos) {
    lastActivityNanos = nowNanos;
    lastProbeNanos = nowNanos;
    scheduleOpen();
  }

  /** Waits for the end. */
  void closing(long nowNanos) {
    schedule(nowNanos, host.options().closeTimeout());
  }

  /** Waits for nothing more. */
  void end() {
    host.timers().cancel(this);
  }

  /** Whether the timer has fired since it was asked last. */
  boolean pollPassed() {
    if (!passed) {
      return false; // Without a write: it may fire between the two.
    }
    passed = false;
    return true;
  }

  /** The timer has fired: what that means. */
  void check() {
    long now = host.clock().nanoTime();
    if (now - deadlineNanos < 0) {
      return; // An earlier deadline, which no longer applies.
    }
    switch (connection.state()) {
      case OPENING -> connection.handshakeOverdue();
      case OPEN -> {
        if (now - lastActivityNanos >= host.options().idleTimeout().toNanos()) {
          expire(CloseCause.IDLE_TIMEOUT);
          return;
        }
        if (isHeldUp(now)) {
          return;
        }
        if (now - quietSinceNanos() >= host.options().keepAliveInterval().toNanos()) {
          lastProbeNanos = now;
          connection.keepAliveDue();
        }
        scheduleOpen();
      }
      case CLOSING -> expire(CloseCause.CLOSE_TIMEOUT);
      case CLOSED, ABORTED -> {}
    }
  }

  /**
   * Whether the peer, busy as it may be, has let us finish nothing: it reads nothing of what waits
   * for it, or it has begun a record and does not end it. Both hold memory that others need. Looked
   * at whenever the deadline is, so at the latest after the keep-alive interval.
   */
  private boolean isHeldUp(long now) {
    long sent = connection.sendProgress();
    if (sent < 0 || sent != sendProgress) {
      sendProgress = sent;
      sendProgressNanos = now;
    } else if (now - sendProgressNanos >= host.options().idleTimeout().toNanos()) {
      expire(CloseCause.IDLE_TIMEOUT);
      return true;
    }
    long begun = connection.begunUnit();
    if (begun < 0 || begun != begunUnit) {
      begunUnit = begun;
      begunUnitNanos = now;
    } else if (now - begunUnitNanos >= host.options().handshakeTimeout().toNanos()) {
      expire(CloseCause.SECURITY_FAILED);
      return true;
    }
    return false;
  }

  private void expire(CloseCause why) {
    connection.terminate(CloseMode.ABORTIVE, why);
  }

  /** Sets the timer anew by the options of now, if the connection is open. */
  void scheduleOpen() {
    if (connection.state() == ConnectionState.OPEN) {
      long idle = lastActivityNanos + host.options().idleTimeout().toNanos();
      long probe = quietSinceNanos() + host.options().keepAliveInterval().toNanos();
      schedule(idle - probe < 0 ? idle : probe);
    }
  }

  private long quietSinceNanos() {
    return lastProbeNanos - lastActivityNanos > 0 ? lastProbeNanos : lastActivityNanos;
  }

  private void schedule(long fromNanos, Duration time) {
    schedule(fromNanos + time.toNanos());
  }

  private void schedule(long nanos) {
    deadlineNanos = nanos;
    host.timers().schedule(this, nanos);
  }

  @Override
  public void fired() {
    passed = true;
    connection.attend();
  }
}
