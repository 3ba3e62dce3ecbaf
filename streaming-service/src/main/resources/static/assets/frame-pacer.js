const MEMORY_MILLIS = 20_000;
const SLOT_MILLIS = 1_000;
/** For what decoding and the timer add. */
const RESERVE_MILLIS = 4;
/** Times that jump by more than this belong to another timeline. */
const JUMP_MILLIS = 10_000;
const LONGEST_DELAY_MILLIS = 30_000;

/**
 * Decides when a frame is due, so that frames that come in bursts are shown evenly, and single ones at once. Pure: times
 * come in and go out, in milliseconds.
 *
 * What is shown a fixed delay after the time it is for has to have arrived by then: the delay is how late the latest frame
 * was, measured by the earliest, both of the last twenty seconds.
 */
export class FramePacer {
  /** For each second: the earliest offset of the clocks, and the latest. */
  #slots = [];
  #lastPts = null;

  /** Time begins anew. */
  restart() {
    this.#slots = [];
    this.#lastPts = null;
  }

  /** A frame of the track that leads has come. Those of the group that a viewer is sent when it joins are not `live`. */
  arrived(ptsMillis, nowMillis) {
    if (this.#lastPts !== null && Math.abs(ptsMillis - this.#lastPts) > JUMP_MILLIS) {
      this.restart();
    }
    this.#lastPts = ptsMillis;
    const offset = nowMillis - ptsMillis;
    const slot = Math.floor(nowMillis / SLOT_MILLIS);
    if (this.#slots.at(-1)?.slot !== slot) {
      this.#slots.push({ slot, earliest: Infinity, latest: -Infinity });
    }
    const current = this.#slots.at(-1);
    if (offset < this.#offset() - this.delayMillis - SLOT_MILLIS) {
      // It was the group before that was late, not the stream: what is live now is the measure.
      this.#slots = [{ slot, earliest: offset, latest: offset }];
      return;
    }
    current.earliest = Math.min(current.earliest, offset);
    current.latest = Math.max(current.latest, offset);
    while (this.#slots.length > 2 && slot - this.#slots[0].slot > MEMORY_MILLIS / SLOT_MILLIS) {
      this.#slots.shift();
    }
  }

  /** How long after its earliest time a frame is shown. */
  get delayMillis() {
    if (this.#slots.length === 0) {
      return RESERVE_MILLIS;
    }
    // The first of all tells of the burst with which a viewer begins.
    const slots = this.#slots.length > 1 ? this.#slots.slice(1) : this.#slots;
    const latest = Math.max(...slots.map((slot) => slot.latest));
    const need = this.#slots.length > 1 ? Math.max(0, latest - this.#offset()) : 0;
    return Math.min(LONGEST_DELAY_MILLIS, need) + RESERVE_MILLIS;
  }

  /** When a frame is to be shown. */
  dueMillis(ptsMillis) {
    return this.#slots.length === 0 ? -Infinity : ptsMillis + this.#offset() + this.delayMillis;
  }

  #offset() {
    return Math.min(...this.#slots.map(({ earliest }) => earliest));
  }
}
