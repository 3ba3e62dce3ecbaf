/**
 * What a publisher does when its link is slower than its media. Pure: how long things wait goes in, what to do comes out.
 *
 * What waits for the link is delay for everybody. When it is a little, the encoder is to make less; when it is too much,
 * no picture is sent until it has gone out, and then a keyframe; sound goes on for longer. With a free link the bit rate
 * returns step by step.
 */

const LOWER_BEYOND_SECONDS = 0.35;
const STOP_BEYOND_SECONDS = 1.2;
const GO_ON_BELOW_SECONDS = 0.1;
const SILENT_BEYOND_SECONDS = 3;
const LOWER_FACTOR = 0.7;
const LOWER_INTERVAL_MILLIS = 1_000;
const RAISE_AFTER_MILLIS = 4_000;
const RAISE_INTERVAL_MILLIS = 1_000;
const RAISE_PART = 0.08;
const LOWEST_PART = 0.1;
const LOWEST_BITS = 100_000;

export class Uplink {
  /** Whether pictures may be sent. */
  sending = true;
  /** Whether sound may be sent. */
  sounding = true;

  #wanted;
  #lowest;
  #loweredMillis = -Infinity;
  #raisedMillis = -Infinity;
  #troubledMillis = -Infinity;

  /** @param bitsPerSecond what the encoder makes on a link that is fast enough */
  constructor(bitsPerSecond) {
    this.#wanted = bitsPerSecond;
    this.#lowest = Math.min(bitsPerSecond, Math.max(LOWEST_BITS, bitsPerSecond * LOWEST_PART));
    this.bitsPerSecond = bitsPerSecond;
  }

  /** Looks at the link, and how far it is behind; to be called for each picture. */
  update(delaySeconds, nowMillis) {
    if (delaySeconds > LOWER_BEYOND_SECONDS) {
      this.#troubledMillis = nowMillis;
      this.#lower(nowMillis);
    } else if (delaySeconds < GO_ON_BELOW_SECONDS) {
      this.#raise(nowMillis);
    }
    this.sounding = delaySeconds < SILENT_BEYOND_SECONDS;
    if (this.sending && delaySeconds > STOP_BEYOND_SECONDS) {
      this.sending = false;
    } else if (!this.sending && delaySeconds < GO_ON_BELOW_SECONDS) {
      this.sending = true;
    }
  }

  #lower(nowMillis) {
    if (nowMillis - this.#loweredMillis >= LOWER_INTERVAL_MILLIS) {
      this.#loweredMillis = nowMillis;
      this.bitsPerSecond = Math.max(this.#lowest, Math.round(this.bitsPerSecond * LOWER_FACTOR));
    }
  }

  #raise(nowMillis) {
    const calm = nowMillis - this.#troubledMillis >= RAISE_AFTER_MILLIS && nowMillis - this.#raisedMillis >= RAISE_INTERVAL_MILLIS;
    if (this.sending && calm && this.bitsPerSecond < this.#wanted) {
      this.#raisedMillis = nowMillis;
      this.bitsPerSecond = Math.min(this.#wanted, Math.round(this.bitsPerSecond + this.#wanted * RAISE_PART));
    }
  }
}
