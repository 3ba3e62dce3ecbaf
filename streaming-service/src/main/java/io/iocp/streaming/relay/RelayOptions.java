package io.iocp.streaming.relay;

import io.iocp.streaming.stream.CacheLimits;
import java.time.Duration;

/**
 * Options of the relay.
 *
 * @param cache bounds of each stream's group-of-pictures cache
 * @param lag what happens to viewers that cannot keep up
 * @param maximumStreams streams at once
 */
public record RelayOptions(CacheLimits cache, LagPolicy lag, int maximumStreams) {

  /** 4 MiB and 1,024 chunks cached a stream, 8 MiB queued a viewer, 10 s behind, 1,000 streams. */
  public static final RelayOptions DEFAULTS =
      new RelayOptions(
          new CacheLimits(4 << 20, 1024), new LagPolicy(8 << 20, Duration.ofSeconds(10)), 1000);

  public RelayOptions {
    if (maximumStreams < 1) {
      throw new IllegalArgumentException(
          "maximumStreams must be positive: maximumStreams=" + maximumStreams);
    }
  }
}
