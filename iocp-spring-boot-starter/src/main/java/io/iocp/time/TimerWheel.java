package io.iocp.time;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One hashed timer wheel for all connections. Scheduling is constant time; a timer fires within one
 * tick after its deadline, never before it. A deadline further away than one turn simply stays in
 * its slot until its turn has come.
 *
 * <p>Any thread schedules; one thread calls {@link #advance}.
 */
public final class TimerWheel {

  public static final long TICK_NANOS = Duration.ofMillis(100).toNanos();
  private static final int SLOTS = 512;

  private final long originNanos;
  // Guarded by this. Each slot is a doubly linked list.
  private final @Nullable Timer[] slots = new @Nullable Timer[SLOTS];
  // Guarded by this. First tick that has not been looked at.
  private long nextTick;
  // Guarded by this.
  private int scheduled;
  // Only accessed by the thread that advances.
  private final ArrayDeque<Timer> due = new ArrayDeque<>();

  public TimerWheel(NanoClock clock) {
    this.originNanos = clock.nanoTime();
  }

  /** Sets the timer, or sets it anew. */
  public synchronized void schedule(Timer timer, long deadlineNanos) {
    unlink(timer);
    timer.deadlineNanos = deadlineNanos;
    // The tick in which the deadline has certainly passed; not one that was looked at already.
    long tick = Math.max(nextTick, (deadlineNanos - originNanos) / TICK_NANOS + 1);
    int slot = (int) (tick & (SLOTS - 1));
    timer.slot = slot;
    timer.next = slots[slot];
    if (timer.next != null) {
      timer.next.previous = timer;
    }
    slots[slot] = timer;
    scheduled++;
  }

  /** Timers in the wheel: at most one a connection. Any thread. */
  public synchronized int scheduled() {
    return scheduled;
  }

  /** Takes the timer out. One that is due already may still fire once. */
  public synchronized void cancel(Timer timer) {
    unlink(timer);
  }

  /** Fires what is due; outside the lock, on the calling thread. */
  public void advance(long nowNanos) {
    takeDue(nowNanos);
    // One that fails is not fired again and does not keep the others from their turn.
    for (Timer timer = due.poll(); timer != null; timer = due.poll()) {
      timer.fired();
    }
  }

  private synchronized void takeDue(long nowNanos) {
    long lastTick = (nowNanos - originNanos) / TICK_NANOS;
    // After a long pause one look at every slot finds everything.
    long firstTick = Math.max(nextTick, lastTick - SLOTS + 1);
    for (long tick = firstTick; tick <= lastTick; tick++) {
      Timer timer = slots[(int) (tick & (SLOTS - 1))];
      while (timer != null) {
        Timer following = timer.next;
        if (timer.deadlineNanos - nowNanos <= 0) {
          unlink(timer);
          due.add(timer);
        }
        timer = following;
      }
    }
    nextTick = lastTick + 1;
  }

  private void unlink(Timer timer) {
    if (timer.slot < 0) {
      return;
    }
    if (timer.previous != null) {
      timer.previous.next = timer.next;
    } else {
      slots[timer.slot] = timer.next;
    }
    if (timer.next != null) {
      timer.next.previous = timer.previous;
    }
    timer.previous = null;
    timer.next = null;
    timer.slot = -1;
    scheduled--;
  }

  /** Something with a deadline. It links itself into the wheel: no allocation a scheduling. */
  public abstract static class Timer {

    private long deadlineNanos;
    private int slot = -1;
    private @Nullable Timer next;
    private @Nullable Timer previous;

    /** The deadline has passed. On the wheel's thread; must not block. */
    public abstract void fired();
  }
}
