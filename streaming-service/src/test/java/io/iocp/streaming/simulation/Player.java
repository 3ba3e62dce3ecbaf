package io.iocp.streaming.simulation;

import io.iocp.streaming.simulation.LiveEdge.Decision;
import io.iocp.streaming.simulation.LiveEdge.Range;
import java.util.ArrayList;
import java.util.List;

/** A video element and the page's decisions about it: plays what has arrived. */
final class Player {

  /** A picture's time. */
  static final double STEP_SECONDS = 0.04;

  private static final int MOST_RANGES = 20;

  private final LiveEdge edge = new LiveEdge();
  private final boolean heedsLive;
  private final List<Range> ranges = new ArrayList<>();
  private double position;
  private double rate = 1;
  private double playedUntil;
  private int jumps;

  /**
   * @param heedsLive false for a player that neither jumps to live nor hurries
   */
  Player(boolean heedsLive) {
    this.heedsLive = heedsLive;
  }

  /** Another stream goes on in the same place. */
  void restart() {
    ranges.clear();
    edge.restart();
    rate = 1;
  }

  /** A picture has arrived; its number is its time. */
  void arrived(int number, double now) {
    play(now);
    double start = number * STEP_SECONDS;
    Range last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
    if (last != null && Math.abs(start - last.end()) < STEP_SECONDS / 2) {
      ranges.set(ranges.size() - 1, new Range(last.start(), start + STEP_SECONDS));
    } else {
      ranges.add(new Range(start, start + STEP_SECONDS));
    }
    if (ranges.size() > MOST_RANGES) {
      ranges.remove(0);
    }
    decide(now);
  }

  /** Time has passed. */
  void decide(double now) {
    play(now);
    if (ranges.isEmpty()) {
      return;
    }
    boolean first = Double.isNaN(shownUntil());
    Decision decision = edge.decide(ranges, position, STEP_SECONDS, now);
    rate = heedsLive ? decision.rate() : 1;
    if (!Double.isNaN(decision.seekTo())
        && (heedsLive || first || decision.reason().equals("gap"))) {
      position = decision.seekTo();
      jumps++;
    }
  }

  private void play(double now) {
    double end = shownUntil();
    if (!Double.isNaN(end)) {
      position = Math.min(end, position + (now - playedUntil) * rate);
    }
    playedUntil = now;
  }

  /** End of the range that the position is in; NaN when it is in none. */
  private double shownUntil() {
    for (Range range : ranges) {
      if (position >= range.start() - STEP_SECONDS / 2 && position <= range.end() + 1e-9) {
        return range.end();
      }
    }
    return Double.NaN;
  }

  /** Number of the picture that is seen; -1 when none is. */
  int shown() {
    double end = shownUntil();
    return Double.isNaN(end)
        ? -1
        : (int) Math.floor(Math.min(position, end - STEP_SECONDS / 2) / STEP_SECONDS + 1e-6);
  }

  int jumps() {
    return jumps;
  }
}
