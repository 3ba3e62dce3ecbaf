package io.iocp.streaming.ingest;

import java.time.Duration;

/**
 * How fast chunks may come: each costs something for each viewer, however small it is. Far more
 * than pictures and sound need, with room for what a publisher has waiting when it begins.
 *
 * <p>Not thread-safe.
 */
final class ChunkPace {

  /** Chunks a second in the long run. */
  static final int PER_SECOND = 2_000;

  /** Chunks that may come at once. */
  static final int BURST = 10_000;

  /** What an init segment counts for: publishers begin anew now and then, not all the time. */
  static final int INIT_SEGMENT = 50;

  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos() / PER_SECOND;

  // When all that came so far would have come at the pace.
  private long dueNanos;

  ChunkPace(long nowNanos) {
    dueNanos = nowNanos;
  }

  /**
   * Counts chunks.
   *
   * @return whether they came at the pace, or early by no more than a burst
   */
  boolean keeps(int chunks, long nowNanos) {
    if (dueNanos - nowNanos < 0) {
      dueNanos = nowNanos;
    }
    dueNanos += chunks * INTERVAL_NANOS;
    return dueNanos - nowNanos <= BURST * INTERVAL_NANOS;
  }
}
