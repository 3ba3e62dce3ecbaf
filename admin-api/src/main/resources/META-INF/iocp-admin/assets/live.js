import { apiUrl, ownHeaders } from './api.js';
import { Backoff } from '../../assets/common/backoff.js';
import { EventReader } from './event-reader.js';

// The server says something every fifteen seconds, and statistics every one.
const SILENCE_MILLIS = 20_000;

/**
 * Live events of the server. Not an EventSource: that cannot say that it is a script, so that an expired session would
 * make the browser ask for a password, and it gives up for good when a server that restarts answers with an error.
 *
 * Dispatches `state` (with `detail` of `connecting`, `live`, `waiting` or `closed`), and each event of the server under
 * its type with its data. After `reset` everything is to be asked for anew.
 */
export class LiveEvents extends EventTarget {
  #backoff = new Backoff({ baseMillis: 500, ceilingMillis: 15_000 });
  #lastEventId = null;
  #stop = null;
  #timer = null;
  #state = 'closed';

  /** @param loginRequired called when the session is over; nothing is tried until `start` is called again */
  constructor(loginRequired) {
    super();
    this.loginRequired = loginRequired;
  }

  get state() {
    return this.#state;
  }

  start() {
    this.close();
    this.#connect();
  }

  /** Does not wait for the next attempt. */
  hurry() {
    if (this.#state === 'waiting') {
      this.#backoff.reset();
      this.start();
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#stop?.abort();
    this.#stop = null;
    this.#enter('closed');
  }

  async #connect() {
    const stop = new AbortController();
    this.#stop = stop;
    this.#enter('connecting');
    try {
      const response = await fetch(apiUrl('events', { level: 'TRACE' }), {
        headers: {
          Accept: 'text/event-stream, application/problem+json',
          ...ownHeaders(),
          ...(this.#lastEventId ? { 'Last-Event-ID': this.#lastEventId } : {}),
        },
        cache: 'no-store',
        signal: stop.signal,
      });
      if (response.status === 401) {
        this.close();
        this.loginRequired();
        return;
      }
      if (!response.ok) {
        throw new Error(`The server responded with status ${response.status}`);
      }
      this.#backoff.reset();
      this.#enter('live');
      await this.#readAll(response.body, stop);
    } catch {
      // Whatever it was, the connection is gone.
    }
    if (this.#stop === stop) {
      this.#retry();
    }
  }

  async #readAll(body, stop) {
    const reader = new EventReader((event) => this.#tell(event));
    const text = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const silence = setTimeout(() => stop.abort(), SILENCE_MILLIS);
      try {
        const { value, done } = await text.read();
        if (done) {
          return;
        }
        reader.read(value);
      } finally {
        clearTimeout(silence);
      }
    }
  }

  #tell({ type, data, id }) {
    if (id) {
      this.#lastEventId = id;
    }
    this.dispatchEvent(new CustomEvent(type, { detail: JSON.parse(data) }));
  }

  #retry() {
    this.#stop?.abort();
    this.#enter('waiting');
    this.#timer = setTimeout(() => this.#connect(), this.#backoff.nextMillis());
  }

  #enter(state) {
    if (this.#state !== state) {
      this.#state = state;
      this.dispatchEvent(new CustomEvent('state', { detail: state }));
    }
  }
}
