import { Backoff } from './common/backoff.js';
import { PACES } from './close-plan.js';

const CONNECT_TIMEOUT_MILLIS = 10_000;
/** Only a connection that held this long makes the next delay short again; one that opens and dies at once does not. */
const STABLE_AFTER_MILLIS = 10_000;

/**
 * A WebSocket that comes back after a loss.
 *
 *     connecting ──▶ open ──▶ reconnecting | waiting ──▶ connecting ──▶ …
 *                      └────▶ stopped   (refused, or closed by us)
 *
 * `server` has the asynchronous functions `address()`, which returns the URL, and whose failure is a failed attempt like
 * any other, and `status()`, which returns why a handshake may have failed, or null; and perhaps `protocols`, the
 * subprotocols to offer. `plans` has `afterClose(code, reason)` and `afterRefusal(answer)`, which say what to do then.
 * `listener` has `onStatus({state, title, text, retryAtMillis})` and `onMessage(data)`; what is said when it is open is
 * `opened`.
 */
export class LastingSocket {
  #server;
  #plans;
  #listener;
  #opened;
  #backoffs = Object.fromEntries(Object.entries(PACES).map(([pace, limits]) => [pace, new Backoff(limits)]));
  #socket = null;
  #attempt = 0;
  #retryTimer = 0;
  #connectTimer = 0;
  #stableTimer = 0;

  constructor({ server, plans, listener, opened }) {
    this.#server = server;
    this.#plans = plans;
    this.#listener = listener;
    this.#opened = opened;
  }

  async open() {
    this.#drop();
    const attempt = this.#attempt;
    this.#listener.onStatus({ state: 'connecting', title: 'Connecting', text: '' });
    this.#connectTimer = setTimeout(() => this.#lost(attempt, 1006, ''), CONNECT_TIMEOUT_MILLIS);
    let url;
    try {
      url = await this.#server.address();
    } catch {
      this.#lost(attempt, 1006, '');
      return;
    }
    if (attempt === this.#attempt) {
      this.#listen(new WebSocket(url, this.#server.protocols ?? []), attempt);
    }
  }

  /** Leaves for good; `open` starts anew. */
  close() {
    this.#drop();
  }

  /** Sends, if it is open. */
  send(data) {
    if (this.isOpen) {
      this.#socket.send(data);
    }
  }

  get isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Bytes that the network has not taken yet. */
  get waitingBytes() {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Skips the rest of a waiting time; does nothing while there is a connection or an attempt under way. */
  retryNow() {
    if (this.#retryTimer !== 0) {
      this.open();
    }
  }

  /** Gives this connection up, and comes back by the plan. */
  retry({ state, pace, hintMillis, cause, title, text }) {
    this.#drop();
    // The hint is the same for all: without a spread of its own, all would return at once.
    const hintedMillis = (hintMillis ?? 0) * (1 + Math.random() / 2);
    const delayMillis = Math.max(hintedMillis, this.#backoffs[pace].nextMillis());
    this.#retryTimer = setTimeout(() => this.open(), delayMillis);
    this.#listener.onStatus({ state, ...(cause && { cause }), title, text, retryAtMillis: performance.now() + delayMillis });
  }

  #listen(socket, attempt) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      clearTimeout(this.#connectTimer);
      socket.onclose = ({ code, reason }) => this.#lost(attempt, code, reason);
      this.#stableTimer = setTimeout(() => Object.values(this.#backoffs).forEach((backoff) => backoff.reset()), STABLE_AFTER_MILLIS);
      this.#listener.onStatus({ state: 'open', ...this.#opened });
    };
    socket.onmessage = ({ data }) => this.#listener.onMessage(data);
    socket.onclose = () => this.#refused(attempt);
  }

  /** Browsers hide why a handshake failed: asks. */
  async #refused(attempt) {
    const answer = await this.#server.status();
    this.#follow(attempt, () => this.#plans.afterRefusal(answer));
  }

  #lost(attempt, code, reason) {
    this.#follow(attempt, () => this.#plans.afterClose(code, reason));
  }

  #follow(attempt, planned) {
    if (attempt !== this.#attempt) {
      return;
    }
    const plan = planned();
    if (plan.state === 'stopped') {
      this.#drop();
      this.#listener.onStatus(plan);
    } else {
      this.retry(plan);
    }
  }

  #drop() {
    this.#attempt += 1;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#stableTimer);
    this.#retryTimer = 0;
    if (this.#socket !== null) {
      this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close(1000);
      this.#socket = null;
    }
  }
}

/** A text message as JSON, or null. */
export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
