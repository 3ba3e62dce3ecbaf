/** A stream whose publisher falls behind is judged anew after so many marks, which come once a second. */
const MARKS = 5;

/**
 * When the media at a place of the player arrived at the server. Pure: now and then it is known of a place; media in front of it
 * was there as much sooner as it is earlier, for a publisher sends it as it happens. Of several marks the one counts that
 * arrived soonest: others were held up before they came.
 */
export class ArrivalTimes {
  #offsetsMillis = [];

  /** The newest media so far, which ends at this place, arrived at this time of the server. */
  mark(placeSeconds, arrivedMillis) {
    this.#offsetsMillis.push(arrivedMillis - placeSeconds * 1000);
    this.#offsetsMillis.splice(0, this.#offsetsMillis.length - MARKS);
  }

  /** What comes has nothing to do with what came. */
  restart() {
    this.#offsetsMillis = [];
  }

  /** The server's time at which the media at a place arrived; null when that is not known. */
  at(placeSeconds) {
    return this.#offsetsMillis.length === 0 ? null : Math.min(...this.#offsetsMillis) + placeSeconds * 1000;
  }
}
