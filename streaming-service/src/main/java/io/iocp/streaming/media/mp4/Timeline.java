package io.iocp.streaming.media.mp4;

/**
 * The time that viewers see, which goes on when the time of the source begins anew. All tracks are
 * shifted by the same, so that sound and picture stay together.
 */
final class Timeline {

  /** A step that is larger is no gap in the same time, but another time. */
  static final int MAX_GAP_SECONDS = 1;

  /** Ticks a second of this class: a multiple of all timescales in use, so that nothing rounds. */
  private static final int FLICKS = 705_600_000;

  private long shiftFlicks;
  private long endFlicks;
  private boolean undecided;

  /** The source may begin anew with its next sample. */
  void restart() {
    undecided = true;
  }

  /** What to add to the times of this track, given the time of its next sample. */
  long shift(TrackTime time, long sourceTicks) {
    int timescale = time.track().timescale();
    if (undecided) {
      undecided = false;
      long source = TrackTime.rescale(sourceTicks, timescale, FLICKS);
      long own = time.isStarted() ? TrackTime.rescale(time.decodeTime(), timescale, FLICKS) : 0;
      long shifted = source + shiftFlicks;
      if (endFlicks > 0) {
        boolean goesOn = shifted >= own && shifted <= endFlicks + MAX_GAP_SECONDS * (long) FLICKS;
        shiftFlicks = goesOn ? shiftFlicks : endFlicks - source;
      } else if (source < 0) {
        shiftFlicks = -source;
      }
    }
    return TrackTime.rescale(shiftFlicks, FLICKS, timescale);
  }

  /** A sample of this track has been written. */
  void reached(TrackTime time) {
    long end = TrackTime.rescale(time.endTicks(), time.track().timescale(), FLICKS);
    endFlicks = Math.max(endFlicks, end);
  }
}
