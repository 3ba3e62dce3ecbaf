/** What is in hand beyond the stream's own steps: for the decoder, and for what was not foreseen. */
const RESERVE_SECONDS = 0.15;
const JUMP_BEYOND_SECONDS = 3;
/** Where nothing but jumps brings the position nearer; twice that after each jump that has not helped for long. */
const JUMP_BEYOND_STEADY_SECONDS = 1;
const LONGEST_BEYOND_STEADY_SECONDS = 16;
const SETTLING_SECONDS = 1;
const SETTLING_TOLERANCE_SECONDS = 0.25;
const LONGEST_NEED_SECONDS = 30;
const MEMORY_SECONDS = 20;
/** From so many seconds with arrivals on, the worst one is taken for a hiccup. */
const SECONDS_TO_KNOW = 10;
const GAP_TOLERANCE_SECONDS = 0.1;
const RATE_TOLERANCE_SECONDS = 0.08;

/**
 * Decides where playback should stand in what is buffered. Pure: time and ranges come in, a decision goes out.
 *
 * Media that is played a fixed delay after the time it is for has to have arrived by then. So each arrival tells what
 * delay it needs: how late it is, measured by the earliest of the twenty seconds before it, and what its step was, because until
 * then there was only what came before it. The delay is the largest need, and at least the length of a fragment, and
 * a reserve: a stream of single frames stands a quarter of a second behind, one of long fragments a fragment behind.
 * Once needs are known for ten seconds, the worst second of them is left out: one large step alone is a hiccup of the
 * network, to be caught up with.
 */
export class LiveEdge {
  #joinedAtSeconds = null;
  #previousEdge = null;
  /** For each second of the wall clock with arrivals: the earliest offset of the clocks, and the largest need. */
  #seconds = [];
  #rate = 1;
  /** When it jumped because it was late, in the last seconds. */
  #lateJumps = [];

  /** The position is to be found anew, such as after a pause; what is known of the stream stays. */
  rejoin() {
    this.#joinedAtSeconds = null;
  }

  /** Another stream goes on in the same place. */
  restart() {
    this.#seconds = [];
    this.#previousEdge = null;
    this.#joinedAtSeconds = null;
  }

  /**
   * `ranges` are `[start, end]` pairs in order, `currentTime` the position, `fragmentSeconds` the length of the
   * stream's fragments, all in seconds of media time; `nowSeconds` is the wall clock; `steady` where the speed is not to be
   * changed. Returns `{aheadSeconds, rate,
   * seekTo, reason}`; without `seekTo` the position is right. The reasons: `join` (first picture), `gap` (media
   * missing), `late` (too far behind).
   */
  decide({ ranges, currentTime, fragmentSeconds, nowSeconds, steady = false }) {
    if (ranges.length === 0) {
      return { aheadSeconds: 0, rate: 1 };
    }
    const [lastStart, edge] = ranges[ranges.length - 1];
    const joining = this.#joinedAtSeconds === null;
    this.#joinedAtSeconds ??= nowSeconds;
    this.#arrived(edge, nowSeconds);

    const target = this.#needSeconds(fragmentSeconds) + RESERVE_SECONDS;
    const delay = nowSeconds - this.#offset() - currentTime;
    const livePoint = Math.min(edge, Math.max(lastStart, currentTime + delay - target));
    const forward = livePoint - currentTime > GAP_TOLERANCE_SECONDS;
    if (joining) {
      return this.#seek(livePoint, 'join', edge);
    }
    // The cached group of pictures arrives in one burst: while it does, stay near its end at once.
    const settling = nowSeconds - this.#joinedAtSeconds < SETTLING_SECONDS;
    if (settling && forward && delay - target > SETTLING_TOLERANCE_SECONDS) {
      return this.#seek(livePoint, 'join', edge);
    }
    if (forward && delay - target > (steady ? this.#steadyLimit(nowSeconds) : JUMP_BEYOND_SECONDS)) {
      this.#lateJumps = [...this.#lateJumps.slice(-8), nowSeconds];
      return this.#seek(livePoint, 'late', edge);
    }
    const afterGap = positionAfterGap(ranges, currentTime);
    if (afterGap !== undefined) {
      return this.#seek(afterGap, 'gap', edge);
    }
    this.#rate = steady ? 1 : chaseRate(delay - target, this.#rate);
    return { aheadSeconds: edge - currentTime, rate: this.#rate };
  }

  /** A jump takes a slow decoder longer than it gains: one after the other, it would never show anything. */
  #steadyLimit(nowSeconds) {
    this.#lateJumps = this.#lateJumps.filter((atSeconds) => nowSeconds - atSeconds < MEMORY_SECONDS);
    return Math.min(LONGEST_BEYOND_STEADY_SECONDS, JUMP_BEYOND_STEADY_SECONDS * 2 ** this.#lateJumps.length);
  }

  #seek(seekTo, reason, edge) {
    this.#rate = 1;
    return { aheadSeconds: edge - seekTo, rate: 1, seekTo, reason };
  }

  #arrived(edge, nowSeconds) {
    if (edge === this.#previousEdge) {
      return;
    }
    const second = Math.floor(nowSeconds);
    if (this.#seconds.at(-1)?.second !== second) {
      this.#seconds.push({ second, offset: Infinity, need: 0 });
    }
    const current = this.#seconds.at(-1);
    if (this.#previousEdge !== null) {
      current.need = Math.max(current.need, nowSeconds - this.#offset() - this.#previousEdge);
    }
    current.offset = Math.min(current.offset, nowSeconds - edge);
    this.#previousEdge = edge;
    // Of a stream whose steps are long, two are kept, however old.
    while (this.#seconds.length > 2 && second - this.#seconds[0].second > MEMORY_SECONDS) {
      this.#seconds.shift();
    }
  }

  /** The wall clock minus the time of media that arrives as early as any. */
  #offset() {
    return Math.min(...this.#seconds.map(({ offset }) => offset));
  }

  #needSeconds(fragmentSeconds) {
    const needs = this.#seconds.map(({ need }) => need).sort((a, b) => b - a);
    const need = needs[needs.length > SECONDS_TO_KNOW ? 1 : 0];
    return Math.min(LONGEST_NEED_SECONDS, Math.max(need, fragmentSeconds));
  }
}

/** The start of the next range when the position is in a gap or about to run into one. */
function positionAfterGap(ranges, currentTime) {
  for (const [index, [start, end]] of ranges.entries()) {
    if (currentTime < start - GAP_TOLERANCE_SECONDS / 2) {
      return start;
    }
    if (currentTime < end - GAP_TOLERANCE_SECONDS || index === ranges.length - 1) {
      return undefined;
    }
  }
  return undefined;
}

/** A little faster while behind, a little slower while too little is in hand; with hysteresis, so that the rate does not flutter. */
function chaseRate(excessSeconds, previousRate) {
  if (excessSeconds > 1) {
    return 1.1;
  }
  if (excessSeconds > (previousRate > 1 ? 0 : RATE_TOLERANCE_SECONDS)) {
    return 1.05;
  }
  return excessSeconds < (previousRate < 1 ? 0 : -RATE_TOLERANCE_SECONDS) ? 0.95 : 1;
}
