/**
 * Delays between attempts: they double from a base up to a ceiling. Each is spread between half and
 * the whole of its value, so that clients that lost the same server do not all return at once.
 */
export class Backoff {
  #attempts = 0;

  constructor({ baseMillis, ceilingMillis, random = Math.random }) {
    this.baseMillis = baseMillis;
    this.ceilingMillis = ceilingMillis;
    this.random = random;
  }

  nextMillis() {
    const fullMillis = Math.min(this.ceilingMillis, this.baseMillis * 2 ** this.#attempts);
    if (fullMillis < this.ceilingMillis) {
      this.#attempts += 1;
    }
    return Math.round(fullMillis * (0.5 + this.random() / 2));
  }

  reset() {
    this.#attempts = 0;
  }
}
