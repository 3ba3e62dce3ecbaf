package io.iocp.streaming.relay;

import io.iocp.buffer.SharedBuffer;
import io.iocp.streaming.stream.MediaChunk;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a stream has been published so far, and when.
 *
 * <p>Guarded by the stream's lock.
 */
final class StreamProgress {

  private final long startedNanos;
  private final RateMeter rate;
  private long nextSequence;
  private long bytes;
  private long lastMediaNanos;

  StreamProgress(long nowNanos) {
    startedNanos = nowNanos;
    lastMediaNanos = nowNanos;
    rate = new RateMeter(nowNanos);
  }

  /** A publisher has come: silence counts from now on. */
  void publisherCame(long nowNanos) {
    lastMediaNanos = nowNanos;
  }

  /**
   * The next chunk; the references are taken over.
   *
   * @param upstream where it comes from
   * @param captureDelayNanos how long ago it was captured, or {@link MediaChunk#NOT_CAPTURED}
   */
  MediaChunk chunk(
      boolean keyframe,
      List<SharedBuffer> frames,
      long payloadBytes,
      Upstream upstream,
      long captureDelayNanos,
      long nowNanos) {
    lastMediaNanos = nowNanos;
    bytes += payloadBytes;
    rate.add(payloadBytes, nowNanos);
    return new MediaChunk(
        nextSequence++,
        nowNanos - upstream.delay().toNanos(),
        upstream.withoutDelay(captureDelayNanos),
        keyframe,
        frames,
        payloadBytes);
  }

  /** The next chunk was lost: its number is not used again. */
  void lost() {
    nextSequence++;
  }

  /** Whether there has been a chunk. */
  boolean hasBegun() {
    return nextSequence > 0;
  }

  /** Number of the next chunk. */
  long nextSequence() {
    return nextSequence;
  }

  /** Media bytes so far. */
  long bytes() {
    return bytes;
  }

  /** Media bytes in the last second. */
  long bytesPerSecond(long nowNanos) {
    return rate.bytesPerSecond(nowNanos);
  }

  /** Media bytes a second, over some seconds. */
  long averageBytesPerSecond(long nowNanos) {
    return rate.average(nowNanos);
  }

  /** What viewers hear now. */
  LiveTick tick(
      long serverTimeMillis, long nowNanos, Upstream upstream, @Nullable Duration captureDelay) {
    return new LiveTick(
        nextSequence,
        serverTimeMillis,
        nowNanos,
        averageBytesPerSecond(nowNanos),
        upstream,
        captureDelay);
  }

  /** Time since the last chunk was complete, or since the stream was begun. */
  Duration silence(long nowNanos) {
    return Duration.ofNanos(nowNanos - lastMediaNanos);
  }

  /** Time since the stream was begun. */
  Duration age(long nowNanos) {
    return Duration.ofNanos(nowNanos - startedNanos);
  }
}
