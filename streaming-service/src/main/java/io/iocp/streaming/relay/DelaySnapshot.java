package io.iocp.streaming.relay;

import java.time.Duration;

/**
 * How far the viewers of a stream are behind at the server: ages of the oldest bytes that have
 * arrived and are not sent.
 *
 * @param median half of the viewers are less behind
 * @param p99 one of a hundred is more behind
 * @param max the largest
 */
public record DelaySnapshot(Duration median, Duration p99, Duration max) {

  /** Nobody is behind. */
  public static final DelaySnapshot NONE =
      new DelaySnapshot(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /**
   * Of these delays.
   *
   * @param sortedNanos in ascending order
   */
  static DelaySnapshot of(long[] sortedNanos) {
    if (sortedNanos.length == 0) {
      return NONE;
    }
    int last = sortedNanos.length - 1;
    return new DelaySnapshot(
        Duration.ofNanos(sortedNanos[last / 2]),
        Duration.ofNanos(sortedNanos[(int) Math.ceil(last * 0.99)]),
        Duration.ofNanos(sortedNanos[last]));
  }
}
