const TARGET_SECONDS = 1;
const JUMP_BEYOND_SECONDS = 4;
const RESERVE_SECONDS = 0.5;
const LONGEST_STEP_SECONDS = 8;
const STEP_MEMORY_SECONDS = 20;
const SETTLING_SECONDS = 1;
/** What arrives in pieces within this time is one step. */
const ONE_STEP_SECONDS = 1;
const HOLE_TOLERANCE_SECONDS = 0.1;

/**
 * Decides where playback should stand in what is buffered. Pure: time and ranges come in, a decision goes out.
 *
 * The target is about a second behind the live edge. A stream whose edge moves in larger steps (a fragment
 * for each group of pictures, a network that delivers in bursts) needs more in hand than that, or it would stall before
 * every step; so the target follows the second largest step of the last twenty seconds. The second, because one
 * large step alone is a hiccup of the network, to be caught up with.
 */
export class LiveEdge {
  #joinedAtSeconds = null;
  #previousEdge = null;
  #steps = [];
  #rate = 1;

  /**
   * `ranges` are `[start, end]` pairs in order, `currentTime` the position, all in seconds of media time; `nowSeconds`
   * is the wall clock. Returns `{behindSeconds, rate, seekTo, reason}`; without `seekTo` the position is right. The
   * reasons: `join` (first picture), `hole` (media missing), `late` (too far behind).
   */
  decide(ranges, currentTime, nowSeconds) {
    if (ranges.length === 0) {
      return { behindSeconds: 0, rate: 1 };
    }
    const [lastStart, edge] = ranges[ranges.length - 1];
    const joining = this.#joinedAtSeconds === null;
    this.#joinedAtSeconds ??= nowSeconds;
    const settling = nowSeconds - this.#joinedAtSeconds < SETTLING_SECONDS;
    this.#rememberStep(lastStart, edge, nowSeconds, settling);

    const target = this.targetSeconds;
    const behindSeconds = edge - currentTime;
    const livePoint = Math.max(lastStart, edge - target);
    if (joining) {
      return this.#seek(livePoint, 'join', edge);
    }
    // The cached group of pictures arrives in one burst: while it does, stay near its end at once.
    if (settling && behindSeconds > target + RESERVE_SECONDS && livePoint - currentTime > HOLE_TOLERANCE_SECONDS) {
      return this.#seek(livePoint, 'join', edge);
    }
    if (behindSeconds > JUMP_BEYOND_SECONDS + target - TARGET_SECONDS && livePoint > currentTime) {
      return this.#seek(livePoint, 'late', edge);
    }
    const afterHole = positionAfterHole(ranges, currentTime);
    if (afterHole !== undefined) {
      return this.#seek(afterHole, 'hole', edge);
    }
    this.#rate = chaseRate(behindSeconds, target, this.#rate);
    return { behindSeconds, rate: this.#rate };
  }

  get targetSeconds() {
    const [, usualStep = 0] = this.#steps.map(({ seconds }) => seconds).sort((a, b) => b - a);
    return Math.max(TARGET_SECONDS, Math.min(usualStep, LONGEST_STEP_SECONDS) + RESERVE_SECONDS);
  }

  #seek(seekTo, reason, edge) {
    this.#rate = 1;
    return { behindSeconds: edge - seekTo, rate: 1, seekTo, reason };
  }

  #rememberStep(lastStart, edge, nowSeconds, settling) {
    const contiguous = this.#previousEdge !== null && lastStart <= this.#previousEdge;
    const seconds = edge - this.#previousEdge;
    if (contiguous && !settling && seconds > RESERVE_SECONDS) {
      const latest = this.#steps.at(-1);
      if (latest !== undefined && nowSeconds - latest.atSeconds < ONE_STEP_SECONDS) {
        latest.seconds += seconds;
      } else {
        this.#steps.push({ atSeconds: nowSeconds, seconds });
      }
    }
    this.#previousEdge = edge;
    this.#steps = this.#steps.filter(({ atSeconds }) => nowSeconds - atSeconds < STEP_MEMORY_SECONDS);
  }
}

/** The start of the next range when the position is in a hole or about to run into one. */
function positionAfterHole(ranges, currentTime) {
  for (const [index, [start, end]] of ranges.entries()) {
    if (currentTime < start - HOLE_TOLERANCE_SECONDS / 2) {
      return start;
    }
    if (currentTime < end - HOLE_TOLERANCE_SECONDS) {
      return undefined;
    }
    if (currentTime <= end && index === ranges.length - 1) {
      return undefined;
    }
  }
  // Past everything that is buffered: timestamps went back without a new stream.
  const [lastStart, edge] = ranges[ranges.length - 1];
  return currentTime > edge + TARGET_SECONDS ? Math.max(lastStart, edge - TARGET_SECONDS) : undefined;
}

/** A little faster while a little behind, a little slower while next to nothing is in hand; with hysteresis, so that the rate does not flutter. */
function chaseRate(behindSeconds, target, previousRate) {
  if (behindSeconds < (previousRate < 1 ? RESERVE_SECONDS : RESERVE_SECONDS - 0.1)) {
    return 0.95;
  }
  const excessSeconds = behindSeconds - target;
  if (excessSeconds > 1) {
    return 1.1;
  }
  if (excessSeconds > 0.35) {
    return Math.max(previousRate, 1.05);
  }
  return excessSeconds > 0.05 && previousRate > 1 ? 1.05 : 1;
}
