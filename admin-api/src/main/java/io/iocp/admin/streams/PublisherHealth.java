package io.iocp.admin.streams;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the publisher of a stream does, as far as its viewers feel it.
 *
 * @param framesPerSecond pictures a second of the publisher's time; 0 while unknown
 * @param keyframeIntervalMillis time from keyframe to keyframe, or since the last one if that is
 *     longer; 0 while unknown
 * @param stepMillis media time between two chunks; 0 while unknown
 * @param jitterMillis how unevenly chunks arrive, as in RFC 3550
 * @param captureDelayMillis age of media when it arrives, since it was captured, by the publisher's
 *     clock; null unless the publisher says when that was
 * @param reordered whether pictures are shown in another order than they are decoded (B-frames)
 * @param timeJumps number of jumps of its timestamps by more than a second
 * @param lostPackets number of packets that were missing when the stream arrived, as far as its
 *     container numbers them (MPEG-TS); 0 for others
 * @param warnings what hurts viewers now; empty when nothing does
 */
public record PublisherHealth(
    double framesPerSecond,
    long keyframeIntervalMillis,
    long stepMillis,
    long jitterMillis,
    @Nullable Long captureDelayMillis,
    boolean reordered,
    long timeJumps,
    long lostPackets,
    List<PublisherWarning> warnings) {

  /** Keeps the warnings as they are now. */
  public PublisherHealth {
    warnings = List.copyOf(warnings);
  }
}
