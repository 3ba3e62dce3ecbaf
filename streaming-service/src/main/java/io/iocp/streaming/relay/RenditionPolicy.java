package io.iocp.streaming.relay;

import java.time.Duration;

/**
 * Whether a viewer should have a better or a smaller rendition, by what waits for it: down at once
 * when its link is too slow, up when nothing has waited for a while. An attempt that fails makes
 * the next one wait longer.
 *
 * <p>Not thread-safe.
 */
final class RenditionPolicy {

  /** What a viewer should do. */
  enum Advice {
    STAY,
    UP,
    DOWN
  }

  static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(5);
  static final Duration LONGEST_PATIENCE = Duration.ofMinutes(2);

  /** An ascent that lasts for less was a mistake. */
  static final Duration PROBATION = Duration.ofSeconds(15);

  private static final int LATE_TICKS = 2;

  private final long maxDelayNanos;
  private long patienceNanos = SHORTEST_PATIENCE.toNanos();
  private long easySinceNanos;
  private long ascentNanos;
  private boolean onProbation;
  private int lateTicks;

  RenditionPolicy(Duration maxDelay, long nowNanos) {
    this.maxDelayNanos = maxDelay.toNanos();
    this.easySinceNanos = nowNanos;
  }

  /** A second has passed. */
  Advice tick(long delayNanos, boolean behind, long nowNanos) {
    if (onProbation && nowNanos - ascentNanos > PROBATION.toNanos()) {
      onProbation = false;
      patienceNanos = SHORTEST_PATIENCE.toNanos();
    }
    lateTicks = behind || delayNanos > maxDelayNanos / 2 ? lateTicks + 1 : 0;
    if (behind || delayNanos > maxDelayNanos / 4) {
      easySinceNanos = nowNanos;
    }
    if (lateTicks >= LATE_TICKS) {
      return Advice.DOWN;
    }
    return nowNanos - easySinceNanos >= patienceNanos ? Advice.UP : Advice.STAY;
  }

  /** The viewer has moved up. */
  void movedUp(long nowNanos) {
    moved(nowNanos);
    onProbation = true;
    ascentNanos = nowNanos;
  }

  /** The viewer has moved down. */
  void movedDown(long nowNanos) {
    moved(nowNanos);
    if (onProbation) {
      onProbation = false;
      patienceNanos = Math.min(2 * patienceNanos, LONGEST_PATIENCE.toNanos());
    }
  }

  private void moved(long nowNanos) {
    lateTicks = 0;
    easySinceNanos = nowNanos;
  }
}
