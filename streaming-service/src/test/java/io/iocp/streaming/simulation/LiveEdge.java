package io.iocp.streaming.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where the page's player stands: what {@code live-edge.js} decides, decision for decision. The
 * table that both are tested against is {@code live-edge-decisions.json}.
 */
final class LiveEdge {

  private static final double RESERVE = 0.15;
  private static final double JUMP_BEYOND = 3;
  private static final double SETTLING = 1;
  private static final double SETTLING_TOLERANCE = 0.25;
  private static final double LONGEST_NEED = 30;
  private static final int MEMORY_SECONDS = 20;
  private static final int SECONDS_TO_KNOW = 10;
  private static final double GAP_TOLERANCE = 0.1;
  private static final double RATE_TOLERANCE = 0.08;

  /** Media without a gap, in seconds of media time. */
  record Range(double start, double end) {}

  /**
   * What the player should do.
   *
   * @param seekTo {@code NaN} when the position is right
   */
  record Decision(double rate, double seekTo, String reason) {}

  private static final class Second {
    private final double second;
    private double offset = Double.POSITIVE_INFINITY;
    private double need;

    private Second(double second) {
      this.second = second;
    }
  }

  private double joinedAt = Double.NaN;
  private double previousEdge = Double.NaN;
  private final List<Second> seconds = new ArrayList<>();
  private double rate = 1;

  void restart() {
    seconds.clear();
    previousEdge = Double.NaN;
    joinedAt = Double.NaN;
  }

  Decision decide(List<Range> ranges, double position, double fragmentSeconds, double now) {
    if (ranges.isEmpty()) {
      return new Decision(1, Double.NaN, "");
    }
    Range last = ranges.get(ranges.size() - 1);
    boolean joining = Double.isNaN(joinedAt);
    if (joining) {
      joinedAt = now;
    }
    arrived(last.end(), now);
    double target = need(fragmentSeconds) + RESERVE;
    double delay = now - offset() - position;
    double livePoint = Math.min(last.end(), Math.max(last.start(), position + delay - target));
    boolean forward = livePoint - position > GAP_TOLERANCE;
    if (joining) {
      return seek(livePoint, "join");
    }
    boolean settling = now - joinedAt < SETTLING;
    if (settling && forward && delay - target > SETTLING_TOLERANCE) {
      return seek(livePoint, "join");
    }
    if (forward && delay - target > JUMP_BEYOND) {
      return seek(livePoint, "late");
    }
    double afterGap = positionAfterGap(ranges, position);
    if (!Double.isNaN(afterGap)) {
      return seek(afterGap, "gap");
    }
    rate = chaseRate(delay - target, rate);
    return new Decision(rate, Double.NaN, "");
  }

  private Decision seek(double seekTo, String reason) {
    rate = 1;
    return new Decision(1, seekTo, reason);
  }

  private void arrived(double edge, double now) {
    if (edge == previousEdge) {
      return;
    }
    double second = Math.floor(now);
    if (seconds.isEmpty() || seconds.get(seconds.size() - 1).second != second) {
      seconds.add(new Second(second));
    }
    Second current = seconds.get(seconds.size() - 1);
    if (!Double.isNaN(previousEdge)) {
      current.need = Math.max(current.need, now - offset() - previousEdge);
    }
    current.offset = Math.min(current.offset, now - edge);
    previousEdge = edge;
    while (seconds.size() > 2 && second - seconds.get(0).second > MEMORY_SECONDS) {
      seconds.remove(0);
    }
  }

  private double offset() {
    return seconds.stream().mapToDouble(one -> one.offset).min().orElse(Double.POSITIVE_INFINITY);
  }

  private double need(double fragmentSeconds) {
    List<Double> needs =
        seconds.stream().map(one -> one.need).sorted(Comparator.reverseOrder()).toList();
    double need = needs.get(needs.size() > SECONDS_TO_KNOW ? 1 : 0);
    return Math.min(LONGEST_NEED, Math.max(need, fragmentSeconds));
  }

  private static double positionAfterGap(List<Range> ranges, double position) {
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      if (position < range.start() - GAP_TOLERANCE / 2) {
        return range.start();
      }
      if (position < range.end() - GAP_TOLERANCE || i == ranges.size() - 1) {
        return Double.NaN;
      }
    }
    return Double.NaN;
  }

  private static double chaseRate(double excess, double previousRate) {
    if (excess > 1) {
      return 1.1;
    }
    if (excess > (previousRate > 1 ? 0 : RATE_TOLERANCE)) {
      return 1.05;
    }
    return excess < (previousRate < 1 ? 0 : -RATE_TOLERANCE) ? 0.95 : 1;
  }
}
