package io.iocp.streaming.relay;

import java.time.Duration;

/**
 * What happens to a viewer that cannot keep up: when the oldest byte that waits for it is older
 * than the bound, all that waits is discarded and it resumes at a keyframe; if it does not come
 * back in time it is closed with {@link Subscription#TOO_SLOW}.
 *
 * @param queueBytes bound of a viewer's send queue, in native memory; it protects the pool
 * @param maxDelay largest age, since it arrived at the server, of what a viewer has not been sent
 * @param closeAfter how long a viewer may get nothing because it is behind
 */
public record LagPolicy(long queueBytes, Duration maxDelay, Duration closeAfter) {

  /** The bounds of what a viewer may ask for as its own {@link #maxDelay}. */
  public static final Duration SHORTEST_DELAY = Duration.ofMillis(200);

  /** See {@link #SHORTEST_DELAY}. */
  public static final Duration LONGEST_DELAY = Duration.ofSeconds(30);

  /** Checks that the bounds are bounds. */
  public LagPolicy {
    if (queueBytes <= 0 || closeAfter.isNegative() || closeAfter.isZero()) {
      throw new IllegalArgumentException(
          "lag policy must be positive: queueBytes=" + queueBytes + ", closeAfter=" + closeAfter);
    }
    if (maxDelay.compareTo(SHORTEST_DELAY) < 0 || maxDelay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException(
          "maxDelay must be between 200 ms and 30 s: maxDelay=" + maxDelay);
    }
  }

  /** The same with another delay, which is brought within its bounds. */
  public LagPolicy withMaxDelay(Duration delay) {
    Duration bounded = delay.compareTo(SHORTEST_DELAY) < 0 ? SHORTEST_DELAY : delay;
    return new LagPolicy(
        queueBytes, bounded.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : bounded, closeAfter);
  }
}
