package io.iocp.streaming.relay;

import io.iocp.statistics.Counters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a stream's publisher for keyframes, not too often. Guarded by the stream's lock. */
final class KeyframeRequests {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

  private final Counters<RelayCounter> counters;
  private long dueNanos;

  KeyframeRequests(Counters<RelayCounter> counters, long nowNanos) {
    this.counters = counters;
    this.dueNanos = nowNanos;
  }

  /**
   * The publisher's ear, unless it has been asked a moment ago: what is asked for takes a while.
   *
   * @param publisher null while there is none
   */
  @Nullable Runnable take(@Nullable PublisherInfo publisher, long nowNanos) {
    Runnable request = publisher == null ? null : publisher.keyframeRequest();
    if (request == null || nowNanos - dueNanos < 0) {
      return null;
    }
    dueNanos = nowNanos + INTERVAL_NANOS;
    counters.increment(RelayCounter.KEYFRAMES_REQUESTED);
    return request;
  }
}
