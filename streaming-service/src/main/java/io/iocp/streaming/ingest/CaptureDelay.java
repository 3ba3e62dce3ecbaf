package io.iocp.streaming.ingest;

import io.iocp.streaming.stream.MediaChunk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * How long ago media was captured when it arrives, of a publisher that says when it was. Its clock
 * is not ours: a time that cannot be is as if it were not said.
 *
 * <p>Only accessed in the publisher's serial context.
 */
final class CaptureDelay {

  /** What is older was not captured for a live stream. */
  static final Duration LONGEST = Duration.ofMinutes(5);

  /** By so much a publisher's clock may be ahead of ours; it counts as no delay. */
  static final Duration AHEAD = Duration.ofSeconds(1);

  private static final long NANOS_A_MICRO = 1_000;

  private final InstantSource clock;
  private long capturedMicros;
  private boolean told;

  /**
   * @param clock the time of day
   */
  CaptureDelay(InstantSource clock) {
    this.clock = clock;
  }

  /** What arrives next was captured then, in microseconds since 1970. */
  void captured(long unixMicros) {
    capturedMicros = unixMicros;
    told = true;
  }

  /**
   * What was captured then has arrived.
   *
   * @return nanoseconds since, or {@link MediaChunk#NOT_CAPTURED} if that is not known
   */
  long take() {
    if (!told) {
      return MediaChunk.NOT_CAPTURED;
    }
    told = false;
    long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    long micros = nowMicros - capturedMicros;
    boolean possible =
        micros >= -AHEAD.toNanos() / NANOS_A_MICRO && micros <= LONGEST.toNanos() / NANOS_A_MICRO;
    return possible ? Math.max(0, micros) * NANOS_A_MICRO : MediaChunk.NOT_CAPTURED;
  }
}
