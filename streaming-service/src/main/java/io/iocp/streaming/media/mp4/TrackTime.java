package io.iocp.streaming.media.mp4;

import io.iocp.streaming.media.Sample;
import io.iocp.streaming.media.Track;
import java.util.List;

/** Where a track is in the time that viewers see. */
final class TrackTime {

  /** Assumed of the first sample where nothing says how long it is. */
  private static final int FIRST_PER_SECOND = 25;

  private final Track track;
  private boolean started;
  private long decodeTime;
  private long durationTicks;
  private long compositionTicks;

  private TrackTime(Track track) {
    this.track = track;
    this.durationTicks = Math.max(1, track.timescale() / FIRST_PER_SECOND);
  }

  /** The time of a track that comes after others: not before the end of the first of its kind. */
  static TrackTime following(Track track, List<TrackTime> before) {
    TrackTime time = new TrackTime(track);
    for (TrackTime other : before) {
      if (other.track.codec().isVideo() == track.codec().isVideo() && other.started) {
        time.started = true;
        time.decodeTime = rescale(other.decodeTime, other.track.timescale(), track.timescale());
        time.durationTicks =
            Math.max(1, rescale(other.durationTicks, other.track.timescale(), track.timescale()));
        break;
      }
    }
    return time;
  }

  static long rescale(long ticks, int from, int to) {
    return Math.floorDiv(ticks, from) * to + Math.floorMod(ticks, (long) from) * to / from;
  }

  Track track() {
    return track;
  }

  /** Whether there was a sample, of this track or of the one before it. */
  boolean isStarted() {
    return started;
  }

  /**
   * Takes the time of the next sample.
   *
   * @param shiftTicks from its time to that of viewers
   */
  void next(Sample sample, long shiftTicks) {
    long shifted = Math.max(sample.decodeTime() + shiftTicks, started ? decodeTime : 0);
    long delta = shifted - decodeTime;
    if (sample.durationTicks() > 0) {
      durationTicks = Math.min(sample.durationTicks(), Integer.MAX_VALUE);
    } else if (started
        && delta > 0
        && delta < (long) track.timescale() * Timeline.MAX_GAP_SECONDS) {
      durationTicks = delta;
    }
    decodeTime = shifted;
    long composition = sample.presentationTime() - sample.decodeTime();
    compositionTicks = Math.max(-Integer.MAX_VALUE, Math.min(composition, Integer.MAX_VALUE));
    started = true;
  }

  long decodeTime() {
    return decodeTime;
  }

  long durationTicks() {
    return durationTicks;
  }

  /** From decoding to showing. */
  long compositionTicks() {
    return compositionTicks;
  }

  long endTicks() {
    return decodeTime + durationTicks;
  }
}
