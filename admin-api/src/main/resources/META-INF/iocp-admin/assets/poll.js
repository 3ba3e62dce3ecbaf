/**
 * Asks again and again, one at a time, while it is wanted and the page can be seen.
 */
export class Poll {
  #wanted = false;
  #timer = null;
  #running = false;

  /**
   * @param ask an asynchronous function; what it throws is `failed`'s
   */
  constructor(ask, everyMillis, failed) {
    this.ask = ask;
    this.everyMillis = everyMillis;
    this.failed = failed;
  }

  start() {
    this.#wanted = true;
    this.now();
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#timer);
  }

  /** Does not wait for the next time. */
  async now() {
    clearTimeout(this.#timer);
    if (this.#running || !this.#wanted) {
      return;
    }
    this.#running = true;
    try {
      if (!document.hidden) {
        await this.ask();
      }
    } catch (error) {
      this.failed(error);
    } finally {
      this.#running = false;
      if (this.#wanted) {
        this.#timer = setTimeout(() => this.now(), this.everyMillis);
      }
    }
  }
}
