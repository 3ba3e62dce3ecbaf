package io.iocp.streaming.hls;

import java.time.Duration;

/**
 * How streams are cut for HLS.
 *
 * @param partDuration what parts are not longer than, unless a single picture is; 100 ms to 2 s
 * @param segmentDuration what segments are not shorter than; each begins with the next keyframe,
 *     and is cut without one when it is twice as long; 1 to 10 s
 * @param window how much of a stream is kept, three of the longest segments at least
 * @param maximumBytes buffers that the kept media of one stream may take
 * @param idleAfter for how long nobody asks before nothing is made any more
 * @param maximumWaiting most requests that wait for media, over all streams
 */
public record HlsOptions(
    Duration partDuration,
    Duration segmentDuration,
    Duration window,
    long maximumBytes,
    Duration idleAfter,
    int maximumWaiting) {

  private static final Duration SHORTEST_PART = Duration.ofMillis(100);
  private static final Duration LONGEST_PART = Duration.ofSeconds(2);
  private static final Duration SHORTEST_SEGMENT = Duration.ofSeconds(1);
  private static final Duration LONGEST_SEGMENT = Duration.ofSeconds(10);
  private static final long LEAST_BYTES = 1 << 20;

  /** Checks that they go together. */
  public HlsOptions {
    requireWithin("part-duration", partDuration, SHORTEST_PART, LONGEST_PART);
    requireWithin("segment-duration", segmentDuration, SHORTEST_SEGMENT, LONGEST_SEGMENT);
    if (partDuration.multipliedBy(2).compareTo(segmentDuration) > 0) {
      throw new IllegalArgumentException(
          "segment-duration must be twice part-duration at least: "
              + segmentDuration
              + ", "
              + partDuration);
    }
    requireWithin("window", window, segmentDuration, Duration.ofHours(1));
    requireWithin("idle-after", idleAfter, Duration.ofSeconds(2), Duration.ofHours(1));
    if (maximumBytes < LEAST_BYTES) {
      throw new IllegalArgumentException(
          "max-memory must be " + LEAST_BYTES + " at least: " + maximumBytes);
    }
    if (maximumWaiting < 1) {
      throw new IllegalArgumentException("max-waiting must be positive: " + maximumWaiting);
    }
  }

  private static void requireWithin(
      String name, Duration value, Duration atLeast, Duration atMost) {
    if (value.compareTo(atLeast) < 0 || value.compareTo(atMost) > 0) {
      throw new IllegalArgumentException(
          name + " must be " + atLeast + " to " + atMost + ": " + value);
    }
  }

  /** Seconds that no segment is longer than, in whole: {@code EXT-X-TARGETDURATION}. */
  int targetSeconds() {
    return (int) Math.max(2, (segmentDuration.multipliedBy(2).toMillis() + 999) / 1000);
  }
}
