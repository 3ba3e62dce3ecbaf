package io.iocp.streaming.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What viewers hear once a second.
 *
 * @param sequence number of the stream's next chunk
 * @param serverTimeMillis the server's time, milliseconds since 1970
 * @param nanos the same moment by the relay's clock
 * @param bytesPerSecond media bytes a second, over some seconds
 * @param upstream where the stream comes from
 * @param captureDelay age of media when it arrived here, since it was captured; null if unknown
 */
record LiveTick(
    long sequence,
    long serverTimeMillis,
    long nanos,
    long bytesPerSecond,
    Upstream upstream,
    @Nullable Duration captureDelay) {

  /** The server's time at another moment of the relay's clock, milliseconds since 1970. */
  long serverTimeMillis(long atNanos) {
    return serverTimeMillis - TimeUnit.NANOSECONDS.toMillis(nanos - atNanos);
  }

  /** Milliseconds from capture to the first server; null when that is not known. */
  @Nullable Long captureDelayMillis() {
    return captureDelay == null
        ? null
        : Duration.ofNanos(upstream.withoutDelay(captureDelay.toNanos())).toMillis();
  }
}
