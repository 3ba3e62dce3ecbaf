package io.iocp.streaming.relay;

import io.iocp.streaming.stream.CacheLimits;
import java.time.Duration;

/**
 * Options of the relay.
 *
 * @param cache bounds of each stream's group-of-pictures cache
 * @param lag what happens to viewers that cannot keep up
 * @param publishers what happens when publishers go and others come
 * @param maximumStreams streams at once
 * @param maximumWaiting viewers at once that wait for streams which nobody publishes
 */
public record RelayOptions(
    CacheLimits cache,
    LagPolicy lag,
    PublisherPolicy publishers,
    int maximumStreams,
    int maximumWaiting) {

  /** What the service's properties are if nobody sets them. */
  public static final RelayOptions DEFAULTS =
      new RelayOptions(
          new CacheLimits(4 << 20, 1024),
          new LagPolicy(8 << 20, Duration.ofMillis(1500), Duration.ofSeconds(30)),
          PublisherPolicy.DEFAULTS,
          1000,
          1000);

  /** Checks that there is room for something. */
  public RelayOptions {
    if (maximumStreams < 1) {
      throw new IllegalArgumentException(
          "maximumStreams must be positive: maximumStreams=" + maximumStreams);
    }
    if (maximumWaiting < 0) {
      throw new IllegalArgumentException(
          "maximumWaiting must not be negative: maximumWaiting=" + maximumWaiting);
    }
  }
}
