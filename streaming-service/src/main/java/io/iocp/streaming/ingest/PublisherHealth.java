package io.iocp.streaming.ingest;

import io.iocp.streaming.media.ChunkSink;
import io.iocp.streaming.media.MediaWarning;
import io.iocp.streaming.relay.StreamHealth;
import io.iocp.streaming.relay.StreamHealth.Warning;
import io.iocp.streaming.stream.MediaChunk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Watches what a publisher sends for all that hurts viewers: keyframes that are far apart, large
 * fragments, pictures that arrive unevenly, times that jump, packets that are lost, pictures that
 * wait for others.
 *
 * <p>Written in the publisher's context, read on any thread.
 */
final class PublisherHealth {

  static final Duration LONG_KEYFRAME_INTERVAL = Duration.ofSeconds(4);
  static final Duration LARGE_STEP = Duration.ofMillis(500);
  static final Duration LARGE_JITTER = Duration.ofMillis(150);

  private static final long UNKNOWN = Long.MIN_VALUE;
  private static final long ROUNDING_MICROS = 1_000;
  private static final long JUMP_MICROS = 1_000_000;
  private static final long RATE_WINDOW_MICROS = 2_000_000;
  private static final long RECENT_NANOS = Duration.ofMinutes(1).toNanos();

  /** The share of a new difference in the jitter, as RFC 3550 has it. */
  private static final int JITTER_SHARE = 16;

  // All guarded by this.
  private List<MediaWarning> found = List.of();
  private double framesPerSecond;
  private long windowStartMicros = UNKNOWN;
  private int windowPictures;

  private long decodeMicros = UNKNOWN;
  private long firstOffsetMicros = UNKNOWN;
  private boolean reordered;
  private long timeJumps;
  private long jumpedNanos;
  private long lostPackets;
  private long lostNanos;

  // Of the chunk that is open, and of the one before.
  private boolean chunkBegins = true;
  private long chunkMicros = UNKNOWN;
  private long chunkNanos;
  private long stepMicros;
  private double jitterMicros;

  private long captureDelayNanos = MediaChunk.NOT_CAPTURED;
  private long captureKnownNanos;

  private long keyframeNanos = UNKNOWN;
  private long keyframeIntervalNanos;

  /** A picture has come; see {@link ChunkSink#picture}. */
  synchronized void picture(long decode, long presentation, long nowNanos) {
    boolean timed = decode != ChunkSink.UNTIMED;
    long time = timed ? decode : nowNanos / 1_000;
    if (decodeMicros != UNKNOWN && Math.abs(time - decodeMicros) > JUMP_MICROS) {
      if (timed) {
        timeJumps++;
        jumpedNanos = nowNanos;
      }
      windowStartMicros = UNKNOWN;
      chunkMicros = UNKNOWN;
    }
    decodeMicros = time;
    reordered |= timed && isReordered(presentation - decode);
    count(time);
    if (timed && chunkBegins) {
      chunkBegins = false;
      chunk(time, nowNanos);
    }
  }

  /** Composition offsets that are all the same only shift the time. */
  private boolean isReordered(long offsetMicros) {
    if (firstOffsetMicros == UNKNOWN) {
      firstOffsetMicros = offsetMicros;
    }
    // Rounding to microseconds is no other order.
    return Math.abs(firstOffsetMicros - offsetMicros) > ROUNDING_MICROS;
  }

  private void count(long micros) {
    if (windowStartMicros == UNKNOWN) {
      windowStartMicros = micros;
      windowPictures = 0;
      return;
    }
    windowPictures++;
    long elapsed = micros - windowStartMicros;
    if (elapsed >= RATE_WINDOW_MICROS) {
      framesPerSecond = windowPictures * 1e6 / elapsed;
      windowStartMicros = micros;
      windowPictures = 0;
    }
  }

  private void chunk(long micros, long nowNanos) {
    if (chunkMicros != UNKNOWN) {
      long step = micros - chunkMicros;
      stepMicros = Math.max(0, step);
      long difference = Math.abs((nowNanos - chunkNanos) / 1_000 - step);
      jitterMicros += (difference - jitterMicros) / JITTER_SHARE;
    }
    chunkMicros = micros;
    chunkNanos = nowNanos;
  }

  /**
   * A chunk is complete.
   *
   * @param captureDelay nanoseconds since it was captured, or {@link MediaChunk#NOT_CAPTURED}
   */
  synchronized void chunkEnded(boolean keyframe, long captureDelay, long nowNanos) {
    chunkBegins = true;
    if (captureDelay != MediaChunk.NOT_CAPTURED) {
      captureDelayNanos = captureDelay;
      captureKnownNanos = nowNanos;
    }
    if (keyframe) {
      keyframeIntervalNanos = keyframeNanos == UNKNOWN ? 0 : nowNanos - keyframeNanos;
      keyframeNanos = nowNanos;
    }
  }

  /** The publisher begins anew: what was measured says nothing about what follows. */
  synchronized void begin() {
    windowStartMicros = UNKNOWN;
    decodeMicros = UNKNOWN;
    chunkMicros = UNKNOWN;
    firstOffsetMicros = UNKNOWN;
    reordered = false;
    chunkBegins = true;
    stepMicros = 0;
    jitterMicros = 0;
    captureDelayNanos = MediaChunk.NOT_CAPTURED;
  }

  /**
   * What readers have found in the container.
   *
   * @param lost parts of it that are missing so far
   */
  synchronized void found(List<MediaWarning> warnings, long lost, long nowNanos) {
    found = warnings;
    if (lost > lostPackets) {
      lostPackets = lost;
      lostNanos = nowNanos;
    }
  }

  /** All of it now. */
  synchronized StreamHealth at(long nowNanos) {
    Duration keyframeInterval =
        keyframeNanos == UNKNOWN
            ? Duration.ZERO
            : Duration.ofNanos(Math.max(keyframeIntervalNanos, nowNanos - keyframeNanos));
    Duration step = Duration.ofNanos(stepMicros * 1_000);
    Duration jitter = Duration.ofNanos((long) (jitterMicros * 1_000));
    return new StreamHealth(
        framesPerSecond,
        keyframeInterval,
        step,
        jitter,
        captureDelay(nowNanos),
        reordered,
        timeJumps,
        lostPackets,
        warnings(keyframeInterval, step, jitter, nowNanos));
  }

  private @Nullable Duration captureDelay(long nowNanos) {
    boolean known =
        captureDelayNanos != MediaChunk.NOT_CAPTURED && nowNanos - captureKnownNanos < RECENT_NANOS;
    return known ? Duration.ofNanos(captureDelayNanos) : null;
  }

  private List<Warning> warnings(
      Duration keyframeInterval, Duration step, Duration jitter, long nowNanos) {
    List<Warning> all = new ArrayList<>();
    for (MediaWarning warning : found) {
      all.add(new Warning(warning.kind().name(), warning.text()));
    }
    if (keyframeInterval.compareTo(LONG_KEYFRAME_INTERVAL) > 0) {
      all.add(
          new Warning(
              "LONG_KEYFRAME_INTERVAL",
              "a keyframe every " + seconds(keyframeInterval) + ": late viewers wait"));
    }
    if (step.compareTo(LARGE_STEP) > 0) {
      all.add(
          new Warning(
              "LARGE_FRAGMENTS",
              "media comes "
                  + seconds(step)
                  + " at a time: viewers are behind by as much; send a fragment a frame"));
    }
    if (jitter.compareTo(LARGE_JITTER) > 0) {
      all.add(
          new Warning(
              "UNEVEN_ARRIVAL",
              "media arrives unevenly, by "
                  + jitter.toMillis()
                  + " ms: viewers stutter or buffer more"));
    }
    if (reordered) {
      all.add(
          new Warning(
              "REORDERED_PICTURES",
              "B-frames: each picture waits for later ones; encode without them for less delay"));
    }
    if (timeJumps > 0 && nowNanos - jumpedNanos < RECENT_NANOS) {
      all.add(new Warning("TIME_JUMPS", "timestamps jump (" + timeJumps + " times so far)"));
    }
    if (lostPackets > 0 && nowNanos - lostNanos < RECENT_NANOS) {
      all.add(
          new Warning(
              "LOST_PACKETS",
              "packets are lost on the way here ("
                  + lostPackets
                  + " so far): pictures break or are left out"));
    }
    return all;
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1_000.0);
  }
}
