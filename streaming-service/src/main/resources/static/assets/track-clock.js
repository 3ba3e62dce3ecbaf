/**
 * Puts the stamps of a captured track, whose zero is its own, on the page's time. Pure. The difference is taken once, so that
 * the jitter of arrival is not added to the stamps; it is taken anew when the two have drifted apart, as after sleep.
 */
const DRIFT_MICROS = 300_000;

export class TrackClock {
  #offset = null;

  /**
   * @param stampMicros when it was captured, by the track
   * @param nowMicros now, by the page
   * @returns {number} when it was captured, by the page
   */
  toPage(stampMicros, nowMicros) {
    if (this.#offset === null || Math.abs(nowMicros - stampMicros - this.#offset) > DRIFT_MICROS) {
      this.#offset = nowMicros - stampMicros;
    }
    return stampMicros + this.#offset;
  }
}
