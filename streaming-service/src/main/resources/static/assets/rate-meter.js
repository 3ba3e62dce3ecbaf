/**
 * Amounts per second over a sliding window. An amount is what came since the one before, so the first one kept only says
 * when the window begins. Amounts that come further apart than the window are measured from one to the next.
 */
export class RateMeter {
  #samples = [];

  constructor(windowSeconds = 3) {
    this.windowSeconds = windowSeconds;
  }

  add(amount, nowSeconds) {
    this.#samples.push({ amount, atSeconds: nowSeconds });
    while (this.#samples.length > 2 && nowSeconds - this.#samples[1].atSeconds >= this.windowSeconds) {
      this.#samples.shift();
    }
  }

  perSecond(nowSeconds) {
    if (this.#samples.length < 2) {
      return 0;
    }
    const begin = this.#samples[0].atSeconds;
    const end = this.#samples.at(-1).atSeconds;
    const total = this.#samples.slice(1).reduce((sum, { amount }) => sum + amount, 0);
    const overdue = nowSeconds - end > Math.max(this.windowSeconds, 2 * this.#longestInterval());
    if (overdue) {
      this.#samples = [];
      return 0;
    }
    // Much less than a second tells of a burst, not of a rate.
    return total / Math.max(1, end - begin);
  }

  #longestInterval() {
    return Math.max(...this.#samples.slice(1).map(({ atSeconds }, index) => atSeconds - this.#samples[index].atSeconds));
  }
}
