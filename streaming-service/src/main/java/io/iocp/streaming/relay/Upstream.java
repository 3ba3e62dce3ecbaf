package io.iocp.streaming.relay;

import io.iocp.streaming.stream.MediaChunk;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream comes from that another server of ours has.
 *
 * @param hops servers between its publisher and this one: 0 where it is published here
 * @param delay age that media has when it arrives here, since it arrived at the first server
 * @param server address of the server that it is fetched from, or null where it is published here
 */
public record Upstream(int hops, Duration delay, @Nullable String server) {

  /** The stream is published here. */
  public static final Upstream NONE = new Upstream(0, Duration.ZERO, null);

  /** The part of this time since media was captured that it took to the first server. */
  long withoutDelay(long captureDelayNanos) {
    return captureDelayNanos == MediaChunk.NOT_CAPTURED
        ? captureDelayNanos
        : Math.max(0, captureDelayNanos - delay.toNanos());
  }

  /** The same with another delay. */
  public Upstream withDelay(Duration other) {
    return new Upstream(hops, other, server);
  }
}
