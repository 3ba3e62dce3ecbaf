import { Backoff } from './common/backoff.js';
import { PACES, planAfterClose, planAfterRefusal } from './close-plan.js';

const CONNECT_TIMEOUT_MILLIS = 10_000;
/** Only a connection that held this long makes the next delay short again; one that opens and dies at once does not. */
const STABLE_AFTER_MILLIS = 10_000;

/**
 * The viewer's WebSocket: opens it, hands up what arrives and comes back after a loss.
 *
 *     connecting ──▶ open ──▶ reconnecting | waiting ──▶ connecting ──▶ …
 *                      └────▶ stopped   (refused, or closed by us)
 *
 * `server` has the asynchronous functions `address()`, which returns the URL, and whose failure is a failed attempt like
 * any other, and `status()`, which returns why a handshake may have failed, or null; and perhaps `protocols`, the
 * subprotocols to offer. `listener` has
 * `onStatus({state, title, text, retryAtMillis})`, `onStream(description)`, `onMedia(arrayBuffer)`, `onLive(figures)` for
 * the server's own figures of this viewer, and `onWaiting(reason)` while there is no publisher.
 */
export class StreamConnection {
  #server;
  #listener;
  #backoffs = Object.fromEntries(Object.entries(PACES).map(([pace, limits]) => [pace, new Backoff(limits)]));
  #socket = null;
  #attempt = 0;
  #retryTimer = 0;
  #connectTimer = 0;
  #stableTimer = 0;

  constructor(server, listener) {
    this.#server = server;
    this.#listener = listener;
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

  /** Skips the rest of a waiting time; does nothing while there is a connection or an attempt under way. */
  retryNow() {
    if (this.#retryTimer !== 0) {
      this.open();
    }
  }

  /** Gives this connection up because what it carried could not be used, and joins again after a while. */
  rejoin(title, text) {
    this.#retry({ state: 'reconnecting', pace: 'fast', title, text });
  }

  /** Leaves because of what the stream is, and looks now and then whether it is something else. */
  giveUp(title, text) {
    this.#retry({ state: 'waiting', pace: 'rare', title, text });
  }

  #listen(socket, attempt) {
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      clearTimeout(this.#connectTimer);
      socket.onclose = ({ code, reason }) => this.#lost(attempt, code, reason);
      this.#stableTimer = setTimeout(() => Object.values(this.#backoffs).forEach((backoff) => backoff.reset()), STABLE_AFTER_MILLIS);
      this.#listener.onStatus({ state: 'open', title: 'Connected', text: 'Waiting for the first picture.' });
    };
    socket.onmessage = ({ data }) => {
      if (typeof data !== 'string') {
        this.#listener.onMedia(data);
        return;
      }
      const message = parse(data);
      switch (message?.type) {
        case 'stream':
          this.#listener.onStream(message);
          break;
        case 'live':
          this.#listener.onLive(message);
          break;
        case 'waiting':
          this.#listener.onWaiting(String(message.reason ?? ''));
          break;
        default:
        // Of a newer server: it is for pages that know it.
      }
    };
    socket.onclose = () => this.#refused(attempt);
  }

  /** Browsers hide why a handshake failed: asks. */
  async #refused(attempt) {
    const answer = await this.#server.status();
    this.#follow(attempt, planAfterRefusal(answer));
  }

  #lost(attempt, code, reason) {
    this.#follow(attempt, planAfterClose(code, reason));
  }

  #follow(attempt, plan) {
    if (attempt !== this.#attempt) {
      return;
    }
    if (plan.state === 'stopped') {
      this.#drop();
      this.#listener.onStatus(plan);
    } else {
      this.#retry(plan);
    }
  }

  #retry({ state, pace, hintMillis, title, text }) {
    this.#drop();
    // The hint is the same for all: without a spread of its own, all would return at once.
    const hintedMillis = (hintMillis ?? 0) * (1 + Math.random() / 2);
    const delayMillis = Math.max(hintedMillis, this.#backoffs[pace].nextMillis());
    this.#retryTimer = setTimeout(() => this.open(), delayMillis);
    this.#listener.onStatus({ state, title, text, retryAtMillis: performance.now() + delayMillis });
  }

  #drop() {
    this.#attempt += 1;
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#connectTimer);
    clearTimeout(this.#stableTimer);
    this.#retryTimer = 0;
    if (this.#socket !== null) {
      this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close();
      this.#socket = null;
    }
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
