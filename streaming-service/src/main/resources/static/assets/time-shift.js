/** Marks are kept for so many moments: more than a browser buffers. */
const MOST_MARKS = 900;
const GAP_TOLERANCE_SECONDS = 0.1;
/** Who has come so close to live is at live. */
const LIVE_WITHIN_SECONDS = 2.5;
const SPEEDS = Object.freeze([0.5, 1, 1.5, 2]);

export { SPEEDS };

/**
 * Which moment is shown, how far one can go back, and where a moment is in the player. Pure: the server's messages and the
 * page's clock come in. Times are milliseconds, those of the server since 1970; places in the media are seconds.
 */
export class TimeShift {
  #fromMillis = null;
  #serverAheadMillis = null;
  #marks = [];
  #target = null;

  /** The answer to `window`: how far one can go back. */
  window({ from, now }, clockMillis) {
    this.#fromMillis = from === null ? null : Date.parse(from);
    this.#serverAheadMillis = Date.parse(now) - clockMillis;
  }

  /** There is another connection: what is known of the server is asked again. */
  reset() {
    this.#fromMillis = null;
    this.present();
  }

  /** Whether one can go back. */
  get available() {
    return this.#fromMillis !== null;
  }

  /** The server's time. */
  nowMillis(clockMillis) {
    return clockMillis + (this.#serverAheadMillis ?? 0);
  }

  /** The oldest moment that one can see, or null; the window moves on with time. */
  get fromMillis() {
    return this.#fromMillis;
  }

  /** Media of the past follows; `time` is what was asked for. */
  past({ time }) {
    this.#marks = [];
    this.#target = Date.parse(time);
  }

  /** What follows is live. */
  present() {
    this.#marks = [];
    this.#target = null;
  }

  /** The media at `place` arrived at the server then. */
  mark(timeMillis, place) {
    this.#marks.push({ timeMillis, place });
    this.#marks.splice(0, this.#marks.length - MOST_MARKS);
  }

  /** The moment that is at a place, or null when that is not known. */
  momentAt(place) {
    const mark = this.#marks.findLast((one) => one.place <= place) ?? this.#marks[0];
    return mark === undefined ? null : mark.timeMillis + (place - mark.place) * 1000;
  }

  /** Where a moment is, or null when that is not known. */
  placeOf(timeMillis) {
    const mark = this.#marks.findLast((one) => one.timeMillis <= timeMillis) ?? this.#marks[0];
    return mark === undefined ? null : mark.place + (timeMillis - mark.timeMillis) / 1000;
  }

  /**
   * Where the player has to go, or undefined when it is right: to the moment that was asked for as soon as that is there,
   * then over what is missing.
   */
  seekTo(ranges, place) {
    if (ranges.length === 0) {
      return undefined;
    }
    if (this.#target !== null) {
      const wanted = this.placeOf(this.#target);
      const [start, end] = ranges[0];
      if (wanted === null || wanted >= ranges.at(-1)[1]) {
        return undefined; // The media before it comes first: a browser cannot start without its keyframe.
      }
      this.#target = null;
      return Math.max(start, wanted > end && ranges.length === 1 ? start : wanted);
    }
    const inside = ranges.some(([start, end]) => place >= start - GAP_TOLERANCE_SECONDS / 2 && place < end - GAP_TOLERANCE_SECONDS);
    return inside ? undefined : ranges.find(([start]) => start > place)?.[0];
  }

  /** Whether somebody who sees this moment is as good as live. */
  static isLive(behindSeconds) {
    return behindSeconds < LIVE_WITHIN_SECONDS;
  }
}

/** How long ago, as on a clock: `-0:05`, `-12:00`, `-1:00:00`. */
export function agoText(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const twoDigits = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return `-${hours > 0 ? `${hours}:${twoDigits(minutes)}` : minutes}:${twoDigits(whole % 60)}`;
}

/** The next speed of a button that goes through all of them. */
export function nextSpeed(speed) {
  return SPEEDS[(SPEEDS.indexOf(speed) + 1) % SPEEDS.length];
}
