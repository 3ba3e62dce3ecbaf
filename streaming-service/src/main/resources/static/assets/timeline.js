const BACK_TOLERANCE_SECONDS = 0.5;
const AHEAD_TOLERANCE_SECONDS = 3;
/** How far apart the same moment can be in a container's times and in the browser's ranges, because of edit lists. */
const KEYFRAME_TOLERANCE_SECONDS = 0.5;
const STEP_MEMORY = 8;

/**
 * The player's time, which never goes back and has no long gap, whatever the publisher's stamps do. Media whose stamps
 * jump is shifted to where the media before it ends. Pure: what a container's times say comes in, a shift goes out.
 *
 * It also keeps where groups of pictures start: only whole groups that were played may be given up, because a browser that
 * removes a part of one removes all the pictures that depend on it.
 */
export class Timeline {
  #shift = 0;
  #edge = null;
  #ends = new Map();
  #groupStarts = [];
  #steps = [];
  #restarting = false;

  /** Whether media has come that can be started at. */
  get startable() {
    return this.#groupStarts.length > 0;
  }

  /** Whether any media has come. */
  get begun() {
    return this.#edge !== null;
  }

  /** Where the newest media ends, in the player's time; null when there is none of what the publisher sends now. */
  get edge() {
    return this.#restarting ? null : this.#edge;
  }

  /** The longest of the latest fragments, in seconds; 0 before the first. */
  get fragmentSeconds() {
    return Math.max(0, ...this.#steps);
  }

  /** What is added to the times of the media, in seconds. */
  get shift() {
    return this.#shift;
  }

  /** What comes next has nothing to do with what came: a publisher begins anew. */
  restart() {
    this.#restarting = this.#edge !== null;
    this.#ends.clear();
    this.#steps = [];
  }

  /**
   * Takes the times of the next message.
   *
   * @returns the new shift in seconds if it changes with this message, or undefined
   */
  add({ spans, keyframes, restartable }) {
    if (spans.length === 0) {
      return undefined;
    }
    const jumps = this.#restarting || spans.some((span) => this.#isJump(span));
    let changed;
    if (jumps && !restartable) {
      this.#restarting = true;
      return undefined;
    }
    if (jumps) {
      this.#restarting = false;
      this.#shift = this.#edge - Math.min(...spans.map(({ start }) => start));
      this.#ends.clear();
      changed = this.#shift;
    }
    for (const { track, start, end } of spans) {
      this.#ends.set(track, end + this.#shift);
      this.#edge = Math.max(this.#edge ?? 0, end + this.#shift);
    }
    this.#steps.push(Math.max(...spans.map(({ start, end }) => end - start)));
    this.#steps.splice(0, this.#steps.length - STEP_MEMORY);
    this.#groupStarts.push(...keyframes.map((time) => time + this.#shift));
    return changed;
  }

  #isJump({ track, start }) {
    if (this.#edge === null) {
      return false;
    }
    const placed = start + this.#shift;
    const end = this.#ends.get(track);
    return placed > this.#edge + AHEAD_TOLERANCE_SECONDS || (end !== undefined && placed < end - BACK_TOLERANCE_SECONDS);
  }

  /**
   * The time before which everything may be removed so that the group that holds `position` stays whole, or null if
   * there is nothing to remove. Groups that start before `keepFrom` are of no use any more.
   */
  removableBefore(keepFrom, position) {
    const limit = Math.min(keepFrom, position - KEYFRAME_TOLERANCE_SECONDS);
    const index = this.#groupStarts.findLastIndex((start) => start <= limit);
    if (index <= 0) {
      return null;
    }
    this.#groupStarts.splice(0, index);
    // A browser extends a removal to the next keyframe: this ends within the group before it.
    return Math.max(0, this.#groupStarts[0] - KEYFRAME_TOLERANCE_SECONDS);
  }
}
