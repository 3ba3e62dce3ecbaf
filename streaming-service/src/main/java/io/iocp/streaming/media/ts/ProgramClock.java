package io.iocp.streaming.media.ts;

/**
 * The timeline of a program. Stamps have 33 bits and wrap after 26 hours, and they jump when a
 * publisher starts over; here time goes on, by the same for all streams, so that sound and picture
 * stay together. All times are ticks of {@value #TIMESCALE} a second.
 */
final class ProgramClock {

  static final int TIMESCALE = 90_000;

  /** A step of a stream that is longer than its samples by more than this is a jump. */
  private static final int MAX_GAP = TIMESCALE;

  /** How far streams can be from each other in the same time. */
  private static final int MAX_SKEW = 10 * TIMESCALE;

  /** Leaves room for streams that start before the one that came first. */
  private static final int START = MAX_SKEW;

  private static final int STAMP_BITS = 33;

  // Of the stream that came last: its stamp and where that is on the timeline.
  private int epoch;
  private long stamp;
  private long time;

  /** Ticks from one stamp to another, the shorter way around. */
  static long difference(long later, long earlier) {
    int unused = Long.SIZE - STAMP_BITS;
    return (later - earlier) << unused >> unused;
  }

  /** Where the next stamp of a stream is on the timeline: never before the one before it. */
  long place(StreamTime stream, long nextStamp) {
    if (epoch == 0) {
      begin(nextStamp, START);
      stream.epoch = epoch;
      return stream.set(nextStamp, START);
    }
    long shared = time + difference(nextStamp, stamp);
    if (stream.epoch == 0) {
      stream.epoch = epoch;
      boolean near = Math.abs(shared - time) < MAX_SKEW;
      return stream.set(nextStamp, near ? shared : time);
    }
    long step = difference(nextStamp, stream.stamp);
    long next = stream.time + step;
    if (step < 0 || step > MAX_GAP + stream.durationTicks) {
      long expected = stream.time + stream.durationTicks;
      boolean another = stream.epoch != epoch && Math.abs(shared - expected) < MAX_SKEW;
      next = another ? shared : expected;
      if (!another) {
        begin(nextStamp, next);
      }
      stream.epoch = epoch;
    }
    if (stream.epoch == epoch) {
      stamp = nextStamp;
      time = next;
    }
    return stream.set(nextStamp, Math.max(next, stream.time));
  }

  private void begin(long nextStamp, long nextTime) {
    epoch++;
    stamp = nextStamp;
    time = nextTime;
  }

  /** Where one stream is. */
  static final class StreamTime {

    // 0 before the first stamp.
    private int epoch;
    private long stamp;
    private long time;
    private long durationTicks;

    private long set(long nextStamp, long nextTime) {
      stamp = nextStamp;
      time = nextTime;
      return nextTime;
    }

    /** Says how long what came with the last stamp is. */
    void lasts(long ticks) {
      durationTicks = ticks;
    }

    long durationTicks() {
      return durationTicks;
    }

    boolean isStarted() {
      return epoch > 0;
    }

    long time() {
      return time;
    }

    /** Moves on without a stamp. */
    long advance() {
      return set(stamp + durationTicks, time + durationTicks);
    }
  }
}
