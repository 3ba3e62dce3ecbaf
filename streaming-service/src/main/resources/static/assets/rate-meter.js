/** Amounts per second over a sliding window. */
export class RateMeter {
  #samples = [];
  #total = 0;

  constructor(windowSeconds = 3) {
    this.windowSeconds = windowSeconds;
  }

  add(amount, nowSeconds) {
    this.#samples.push({ amount, atSeconds: nowSeconds });
    this.#total += amount;
    this.#forget(nowSeconds);
  }

  perSecond(nowSeconds) {
    this.#forget(nowSeconds);
    if (this.#samples.length < 2) {
      return 0;
    }
    const spanSeconds = Math.max(1, nowSeconds - this.#samples[0].atSeconds);
    return this.#total / spanSeconds;
  }

  #forget(nowSeconds) {
    while (this.#samples.length > 0 && nowSeconds - this.#samples[0].atSeconds > this.windowSeconds) {
      this.#total -= this.#samples.shift().amount;
    }
  }
}
