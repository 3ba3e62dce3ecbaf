package io.iocp.streaming.relay;

import io.iocp.flight.FlightRecording;

/**
 * What was kept from a viewer, and why last.
 *
 * <p>Written by the viewer's fan-out only. Administration reads the figures; they may be a moment
 * old.
 */
final class ViewerLosses {

  private int dropsToKeyframe;
  private long skippedChunks;
  private long discardedBytes;
  private String reason = "";

  /** It has to go on at a keyframe: counted, and noted in a flight recording. */
  void dropped(long viewer, String why, long delayNanos) {
    dropsToKeyframe++;
    if (FlightRecording.AVAILABLE) {
      DropToKeyframeEvent.record(viewer, why, delayNanos);
    }
  }

  void skipped() {
    skippedChunks++;
  }

  void discarded(long bytes) {
    discardedBytes += bytes;
  }

  void because(String why) {
    reason = why;
  }

  /** How often it had to go on at a keyframe. */
  int dropsToKeyframe() {
    return dropsToKeyframe;
  }

  /** Chunks that never came into its queue. */
  long skippedChunks() {
    return skippedChunks;
  }

  /** Bytes that were in its queue already. */
  long discardedBytes() {
    return discardedBytes;
  }

  /** Why it fell behind last; empty if it never did. */
  String reason() {
    return reason;
  }
}
