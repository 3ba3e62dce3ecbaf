package io.iocp.streaming.relay;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a publisher does at one moment, as far as its viewers feel it.
 *
 * @param framesPerSecond pictures a second of its own time; 0 while unknown
 * @param keyframeInterval from keyframe to keyframe, or since the last one if that is longer; zero
 *     while unknown
 * @param step time in a chunk: the next one comes so much later; zero while unknown
 * @param jitter how unevenly chunks arrive, as in RFC 3550, 6.4.1; zero without times
 * @param captureDelay age that media has when it arrives, since it was captured, by the publisher's
 *     clock and ours; null unless the publisher says when that was
 * @param reordered whether pictures are shown in another order than they are decoded (B-frames)
 * @param timeJumps how often its time has jumped, either way, by more than a second
 * @param lostPackets parts of the container that were missing when it arrived, as far as it numbers
 *     them (MPEG-TS)
 * @param warnings what hurts viewers now, in words
 */
public record StreamHealth(
    double framesPerSecond,
    Duration keyframeInterval,
    Duration step,
    Duration jitter,
    @Nullable Duration captureDelay,
    boolean reordered,
    long timeJumps,
    long lostPackets,
    List<Warning> warnings) {

  /** Nothing is known. */
  public static final StreamHealth UNKNOWN =
      new StreamHealth(
          0, Duration.ZERO, Duration.ZERO, Duration.ZERO, null, false, 0, 0, List.of());

  /** Keeps the warnings as they are now. */
  public StreamHealth {
    warnings = List.copyOf(warnings);
  }

  /**
   * Something about a publisher that hurts its viewers although it is relayed.
   *
   * @param kind its name, such as {@code LONG_KEYFRAME_INTERVAL}
   * @param text one sentence
   */
  public record Warning(String kind, String text) {}
}
