package io.iocp.streaming.cluster;

import java.time.Duration;

/**
 * What a server knows of its lease of one name, and what it may do by it. Pure: knows neither clock
 * nor registry.
 *
 * <pre>
 *   CLAIMED ── granted ──▶ HELD ── granted again ──▶ HELD
 *      │                    │
 *      │ refused            │ refused, released, or not granted again in time
 *      ▼                    ▼
 *     LOST ◀────────────────┘        and never anything else
 * </pre>
 *
 * <p>The registry counts a lease from when it takes the request; the server counts from before it
 * sent it, and less by a margin. So the server's lease ends first, however long request and answer
 * take, as long as neither clock runs faster than the other by more than the margin is of the
 * lease. Times are those of the server's own clock, which must go on while the process sleeps.
 *
 * <p>Any thread may ask; one at a time tells.
 */
public final class Lease {

  /** This part of the lease is left out. */
  static final int MARGIN_PART = 5;

  private enum State {
    CLAIMED,
    HELD,
    LOST
  }

  private final long usableNanos;
  private volatile State state = State.CLAIMED;
  private volatile long untilNanos;

  /**
   * Claimed, and not yet granted.
   *
   * @param lease how long the registry keeps it
   */
  public Lease(Duration lease) {
    this.usableNanos = lease.toNanos() - lease.toNanos() / MARGIN_PART;
  }

  /**
   * The registry has granted the lease, or prolonged it.
   *
   * @param askedNanos when the server had asked: before it sent the request
   */
  public void granted(long askedNanos) {
    if (state == State.LOST) {
      return;
    }
    untilNanos = askedNanos + usableNanos;
    state = State.HELD;
  }

  /** The registry has said no, or the name has been given back. */
  public void lost() {
    state = State.LOST;
  }

  /** Whether the name is the server's at this time. */
  public boolean allows(long nowNanos) {
    return state == State.HELD && nowNanos - untilNanos < 0;
  }

  /**
   * Time has passed.
   *
   * @return whether the lease has ended now because it was not prolonged
   */
  public boolean expires(long nowNanos) {
    if (state == State.HELD && nowNanos - untilNanos >= 0) {
      state = State.LOST;
      return true;
    }
    return false;
  }

  /** Whether it is over. */
  public boolean isLost() {
    return state == State.LOST;
  }
}
