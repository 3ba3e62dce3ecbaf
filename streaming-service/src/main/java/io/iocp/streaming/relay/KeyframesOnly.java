package io.iocp.streaming.relay;

import java.time.Duration;

/**
 * Whether a viewer gets keyframes only: for a while, once it has fallen behind in each of several
 * groups of pictures.
 *
 * <p>Only accessed by the viewer's fan-out.
 */
final class KeyframesOnly {

  private static final int DROPS_IN_A_ROW = 3;
  private static final long LASTS_NANOS = Duration.ofSeconds(10).toNanos();

  private int dropsInARow;
  private boolean on;
  private long untilNanos;

  boolean isOn() {
    return on;
  }

  /** The viewer got a whole group. */
  void wholeGroup() {
    dropsInARow = 0;
  }

  /**
   * The viewer fell behind within a group.
   *
   * @return whether it gets keyframes only from now on, or for longer
   */
  boolean fellBehind(long nowNanos) {
    dropsInARow++;
    if (dropsInARow < DROPS_IN_A_ROW) {
      return false;
    }
    on = true;
    untilNanos = nowNanos + LASTS_NANOS;
    return true;
  }

  /**
   * Ends it when its time is over.
   *
   * @return whether it has ended now
   */
  boolean endsAt(long nowNanos) {
    boolean ends = on && nowNanos - untilNanos >= 0;
    on &= !ends;
    return ends;
  }
}
