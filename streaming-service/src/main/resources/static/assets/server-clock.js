/** Two clocks of quartz drift apart by no more than this, most of the time. */
const DRIFT = 30e-6;
/** The server says whole milliseconds: its time was that or up to one later. */
const WHOLE_MILLIS = 1;
/** Questions that may be without an answer: on a slow link it takes a while. */
const MOST_UNANSWERED = 8;

/**
 * What the server's clock says now, in milliseconds since 1970, as the page's own goes. Pure: times of `performance.now()` come in.
 *
 * A message that the server stamped has taken some time to come, and a question some time to get there: each says on which side
 * of it the truth is. The closest of either kind count, so what waits in front of an answer, on a link that is busy in one
 * direction, does no harm; between them the truth is taken for the middle, as NTP does.
 */
export class ServerClock {
  /** How far the server's clock is ahead: at least, by what came from it, and at most, by what went to it. */
  #least = null;
  #most = null;
  /** Questions without an answer: when each went out. */
  #asked = new Map();
  #questions = 0;

  /** There is another connection, and perhaps another server. */
  restart() {
    this.#forget();
    this.#asked.clear();
  }

  /** A question for the time goes out now; returns what it is called. */
  ask(localMillis) {
    this.#questions += 1;
    this.#asked.set(this.#questions, localMillis);
    this.#asked.delete(this.#questions - MOST_UNANSWERED);
    return this.#questions;
  }

  /** A message has come that the server stamped when it was sent, or before. */
  heard(serverMillis, localMillis) {
    const ahead = serverMillis - localMillis;
    if (this.#least === null || ahead > this.#leastAt(localMillis)) {
      this.#least = { ahead, localMillis };
    }
    if (this.#most !== null && ahead > this.#mostAt(localMillis)) {
      this.#most = this.#least; // One of the clocks has been set: the next answer says more.
    }
  }

  /** The answer to a question, or a time that was not asked for. */
  answered({ id, serverTimeMillis }, localMillis) {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    if (asked === undefined) {
      this.heard(serverTimeMillis, localMillis);
      return;
    }
    const ahead = serverTimeMillis + WHOLE_MILLIS - asked;
    if (this.known && (ahead < this.#leastAt(localMillis) || serverTimeMillis - localMillis > this.#mostAt(localMillis))) {
      this.#forget(); // Likewise.
    }
    this.heard(serverTimeMillis, localMillis);
    if (this.#most === null || ahead < this.#mostAt(localMillis)) {
      this.#most = { ahead, localMillis };
    }
  }

  /** Whether there is an answer yet. */
  get known() {
    return this.#least !== null && this.#most !== null;
  }

  /** The server's time at a time of the page; null while it is not known. */
  serverMillis(localMillis) {
    return this.known ? localMillis + (this.#leastAt(localMillis) + this.#mostAt(localMillis)) / 2 : null;
  }

  #forget() {
    this.#least = null;
    this.#most = null;
  }

  #leastAt(localMillis) {
    return this.#least.ahead - (localMillis - this.#least.localMillis) * DRIFT;
  }

  #mostAt(localMillis) {
    return this.#most.ahead + (localMillis - this.#most.localMillis) * DRIFT;
  }
}
