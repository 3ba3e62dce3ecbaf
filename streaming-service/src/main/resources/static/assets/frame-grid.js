/**
 * The places in time that pictures take, one after the other at an even pace. Pure. Screens send a picture when something
 * moves and cameras send fewer in the dark, but players take a long pause for the end of what they can show: pictures that
 * are missing are filled in with the one before.
 */

/** More than that is not filled in: what follows begins with a keyframe. */
const FILL_AT_MOST = 8;
/** A filler comes so much after its time: the picture itself may still be on its way. */
const LATE_PART = 1.25;

export class FrameGrid {
  #last = null;
  #lastIsFiller = false;

  constructor(framesPerSecond) {
    this.intervalMicros = 1e6 / framesPerSecond;
  }

  timeOf(place) {
    return Math.round(place * this.intervalMicros);
  }

  placeOf(micros) {
    return Math.round(micros / this.intervalMicros);
  }

  /**
   * A picture has come.
   *
   * @returns {{place: number, fill: number[], gap: boolean}|null} its place, and those before it that want the picture
   *     before; `gap` if too many are missing; null if another picture has its place
   */
  take(micros) {
    // One that was thought missing takes the place behind its filler.
    const place = this.placeOf(micros) + (this.#lastIsFiller && this.placeOf(micros) === this.#last ? 1 : 0);
    this.#lastIsFiller = false;
    return this.#advance(place);
  }

  #advance(place) {
    const missing = this.#last === null ? 0 : place - this.#last - 1;
    if (missing < 0) {
      return null;
    }
    const gap = missing > FILL_AT_MOST;
    const fill = gap ? [] : Array.from({ length: missing }, (_, index) => place - missing + index);
    this.#last = place;
    return { place, fill, gap };
  }

  /** Time has passed: the places that want the picture before once more. */
  due(nowMicros) {
    const place = Math.floor(nowMicros / this.intervalMicros - LATE_PART);
    if (this.#last === null || place <= this.#last) {
      return [];
    }
    this.#lastIsFiller = true;
    const { fill, gap } = this.#advance(place);
    return gap ? [place] : [...fill, place];
  }
}
