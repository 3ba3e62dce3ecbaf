package io.iocp.streaming.relay;

import java.time.Duration;

/**
 * What happens to a viewer that cannot keep up: once its queue is at its bound it gets nothing
 * until a keyframe comes and half of the queue is free, and if that takes too long it is closed
 * with 1013.
 *
 * @param queueBytes bound of a viewer's send queue, in native memory
 * @param closeAfter how long a viewer may stay behind
 */
public record LagPolicy(long queueBytes, Duration closeAfter) {

  public LagPolicy {
    if (queueBytes <= 0 || closeAfter.isNegative() || closeAfter.isZero()) {
      throw new IllegalArgumentException(
          "lag policy must be positive: queueBytes=" + queueBytes + ", closeAfter=" + closeAfter);
    }
  }
}
