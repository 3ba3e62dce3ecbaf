package io.iocp.connection;

import io.iocp.time.TimerWheel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lets all connections go without a burst: each tick of the timer wheel the next few are told to
 * leave, evenly over a time. Those that {@linkplain ConnectionHandler#leavesLast() others live on}
 * are told in a last round, with whoever came in between. It can be called off at any time; who was
 * told leaves all the same.
 *
 * <pre>
 *   SERVING ── begin ──▶ DRAINING ── last round ──▶ DRAINED
 *      ▲                     │                          │
 *      └────── cancel ───────┴────────── cancel ────────┘
 * </pre>
 *
 * <p>Any thread; fires on the wheel's.
 */
final class Drain extends TimerWheel.Timer {

  // So many that leave and come back hurt nobody: where there are few, it need not take longer.
  private static final long SLOWEST_PACE_NANOS = TimerWheel.TICK_NANOS;
  // By then the workers have told everybody else.
  private static final long LAST_ROUND_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Connections connections;
  private volatile DrainState state = DrainState.SERVING;
  private volatile boolean accepting = true;
  // Guarded by this.
  private List<Connection> leaving = List.of();
  private int told;
  private int total;
  private long beganNanos;
  private long durationNanos;

  Drain(Connections connections) {
    this.connections = connections;
  }

  /** Whether new connections are let in. */
  boolean isAccepting() {
    return accepting;
  }

  DrainState state() {
    return state;
  }

  synchronized DrainSnapshot snapshot() {
    long left =
        beganNanos + durationNanos + LAST_ROUND_DELAY_NANOS - connections.clock().nanoTime();
    return new DrainSnapshot(
        state, told, total, state == DrainState.DRAINING ? Math.max(0, left) : 0);
  }

  synchronized boolean begin(Duration over, boolean goOnAccepting) {
    if (state != DrainState.SERVING) {
      return false;
    }
    leaving = connections.all().stream().filter(connection -> !connection.isOutbound()).toList();
    told = 0;
    total = leaving.size();
    beganNanos = connections.clock().nanoTime();
    // Saturates: so long is for ever.
    durationNanos =
        Math.min(TimeUnit.NANOSECONDS.convert(over), leaving.size() * SLOWEST_PACE_NANOS);
    accepting = goOnAccepting;
    state = DrainState.DRAINING;
    connections.timers().schedule(this, beganNanos);
    return true;
  }

  synchronized boolean cancel() {
    if (state == DrainState.SERVING) {
      return false;
    }
    connections.timers().cancel(this);
    leaving = List.of();
    accepting = true;
    state = DrainState.SERVING;
    return true;
  }

  @Override
  public void fired() {
    boolean last = isLastRound();
    for (Connection connection : last ? connections.all() : next()) {
      if (!connection.isOutbound()) {
        connection.execute(() -> connection.leave(last));
      }
    }
  }

  private synchronized boolean isLastRound() {
    long elapsed = connections.clock().nanoTime() - beganNanos;
    boolean last =
        state == DrainState.DRAINING
            && (elapsed >= durationNanos + LAST_ROUND_DELAY_NANOS
                || connections.load().count() == 0);
    if (last) {
      told = total;
      leaving = List.of();
      accepting = false;
      state = DrainState.DRAINED;
    }
    return last;
  }

  private synchronized List<Connection> next() {
    if (state != DrainState.DRAINING) {
      return List.of();
    }
    long now = connections.clock().nanoTime();
    double part = durationNanos == 0 ? 1 : (double) (now - beganNanos) / durationNanos;
    int from = told;
    told = (int) Math.min(total, Math.ceil(part * total));
    connections.timers().schedule(this, now);
    return leaving.subList(from, Math.max(from, told));
  }
}
