package io.iocp.streaming.hls;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest segments of a stream, bounded in time and bytes. The oldest go, but never the last
 * two. Not thread-safe.
 */
final class SegmentWindow {

  private static final int KEPT_SEGMENTS = 2;

  /** What may be waited for: more is refused (RFC 8216bis, 6.2.5.2). */
  private static final int SOON_SEGMENTS = 1;

  /** How much of a difference to the clock each segment takes back. */
  private static final int DRIFT_SHARE = 16;

  private final double windowSeconds;
  private final Deque<Segment> segments = new ArrayDeque<>();
  private final List<InitSection> inits = new ArrayList<>();
  private long nextNumber;
  private long discontinuities;
  private long slotBytes;
  private boolean ended;

  /**
   * @param firstNumber of the first segment
   */
  SegmentWindow(double windowSeconds, long firstNumber) {
    this.windowSeconds = windowSeconds;
    this.nextNumber = firstNumber;
  }

  /** What follows needs this in front; the reference goes over. */
  void begin(InitSection init) {
    endSegment();
    inits.add(init);
    slotBytes += init.body().slotBytes();
  }

  /** Number of the segment that an init section would begin with now. */
  long nextNumber() {
    return nextNumber;
  }

  /** Adds a part, whose body's references go over. There is an init section. */
  void add(CutPart cut, SharedBytes body, long maximumBytes) {
    Segment segment = segments.peekLast();
    if (segment == null || segment.isComplete()) {
      InitSection init = inits.get(inits.size() - 1);
      boolean discontinuity =
          cut.discontinuity() || (segment != null && segment.init().number() != init.number());
      segment =
          new Segment(
              nextNumber++, init, segment != null && discontinuity, start(cut, discontinuity));
      segments.add(segment);
    }
    segment.add(new Part(cut.seconds(), cut.independent(), body), cut.pictures());
    slotBytes += body.slotBytes();
    if (cut.endsSegment()) {
      segment.complete();
    }
    shrink(maximumBytes);
  }

  /** Goes on from the segment before, and follows the clock slowly. */
  private long start(CutPart cut, boolean discontinuity) {
    Segment before = segments.peekLast();
    if (before == null || discontinuity) {
      return cut.arrivalMillis();
    }
    long counted = before.startMillis() + Math.round(before.seconds() * 1000);
    return counted + (cut.arrivalMillis() - counted) / DRIFT_SHARE;
  }

  /** The segment that is being filled has no more parts. */
  void endSegment() {
    Segment segment = segments.peekLast();
    if (segment != null) {
      segment.complete();
    }
  }

  /** Nothing comes any more. */
  void end() {
    endSegment();
    ended = true;
  }

  /** Gives up the oldest until no more than this is taken, or the last two are left. */
  void shrink(long maximumBytes) {
    double seconds = segments.stream().mapToDouble(Segment::seconds).sum();
    while (segments.size() > KEPT_SEGMENTS
        && (slotBytes > maximumBytes || seconds - segments.getFirst().seconds() >= windowSeconds)) {
      Segment oldest = segments.removeFirst();
      seconds -= oldest.seconds();
      slotBytes -= oldest.slotBytes();
      discontinuities += oldest.isDiscontinuity() ? 1 : 0;
      oldest.release();
    }
    Iterator<InitSection> all = inits.iterator();
    long firstInit = segments.isEmpty() ? Long.MIN_VALUE : segments.getFirst().init().number();
    while (all.hasNext()) {
      InitSection init = all.next();
      if (init.number() < firstInit) {
        slotBytes -= init.body().slotBytes();
        init.body().release();
        all.remove();
      }
    }
  }

  /** Gives everything back. */
  void release() {
    segments.forEach(Segment::release);
    inits.forEach(init -> init.body().release());
    segments.clear();
    inits.clear();
    slotBytes = 0;
  }

  /** The segments, the oldest first; the last one may be incomplete. */
  List<Segment> segments() {
    return List.copyOf(segments);
  }

  boolean isEmpty() {
    return segments.isEmpty();
  }

  /** Whether there is a segment for players that know no parts. */
  boolean hasCompleteSegment() {
    return !segments.isEmpty() && segments.getFirst().isComplete();
  }

  /** How many segments with a discontinuity have gone. */
  long discontinuities() {
    return discontinuities;
  }

  /** Memory of the pool. */
  long slotBytes() {
    return slotBytes;
  }

  boolean isEnded() {
    return ended;
  }

  /** The init section of what comes now; null before there is any. */
  @Nullable InitSection init() {
    return inits.isEmpty() ? null : inits.get(inits.size() - 1);
  }

  Optional<InitSection> init(long number) {
    return inits.stream().filter(init -> init.number() == number).findFirst();
  }

  Optional<Segment> segment(long number) {
    return segments.stream().filter(segment -> segment.number() == number).findFirst();
  }

  /** Number of the segment that the next part belongs to. */
  long currentNumber() {
    Segment last = segments.peekLast();
    return last == null || last.isComplete() ? nextNumber : last.number();
  }

  /** Number of the next part in its segment. */
  int currentPart() {
    Segment last = segments.peekLast();
    return last == null || last.isComplete() ? 0 : last.parts().size();
  }

  /** Whether a segment is complete, or has come so far. What has gone counts as there. */
  boolean has(long number, int part) {
    long current = currentNumber();
    return number < current || (number == current && part < currentPart());
  }

  /** Whether there was such a segment, or will be one soon. */
  boolean isPlausible(long number) {
    return number <= currentNumber() + SOON_SEGMENTS;
  }
}
