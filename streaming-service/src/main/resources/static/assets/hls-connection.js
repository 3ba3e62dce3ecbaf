import { Backoff } from './common/backoff.js';
import { PACES, planAfterClose, retryHintMillis, serverSays } from './close-plan.js';

const TIMEOUT_MILLIS = 15_000;

/**
 * What a viewer does when the server answers the request for a playlist with this status and sentence: close codes mean the
 * same, so the words are theirs. Pure. Null when there is a playlist.
 */
export function planAfterAnswer(status, sentence) {
  switch (status) {
    case 200:
      return null;
    case 401:
      return planAfterClose(4401, sentence);
    case 403:
      return planAfterClose(4403, sentence);
    case 404:
      return planAfterClose(4404, sentence);
    case 503:
      return { state: 'reconnecting', pace: 'gentle', hintMillis: retryHintMillis(sentence), title: 'Waiting for the server', text: serverSays(sentence) };
    case 0:
      return planAfterClose(1006, '');
    default:
      return { state: 'reconnecting', pace: 'slow', title: 'The request was refused', text: serverSays(sentence) };
  }
}

/** What the first variant of a playlist says of its codecs, or an empty text. Pure. */
export function codecsOf(playlist) {
  return /^#EXT-X-STREAM-INF:.*CODECS="([^"]*)"/m.exec(playlist)?.[1] ?? '';
}

/**
 * Finds a stream's playlist, and looks for it again after a loss: as a `StreamConnection` for those who fetch media by
 * themselves.
 *
 * `server` has `playlist()`, which returns `{address, headers, library}`. `listener` has `onStatus` and `onStream` as there, and
 * `onUnavailable(reason)`, called when the server has the stream and not as HLS.
 */
export class HlsConnection {
  #server;
  #listener;
  #stream;
  #backoffs = Object.fromEntries(Object.entries(PACES).map(([pace, limits]) => [pace, new Backoff(limits)]));
  #attempt = 0;
  #timer = 0;

  constructor(server, listener) {
    this.#server = server;
    this.#listener = listener;
    this.#stream = server.stream;
  }

  async open() {
    this.close();
    const attempt = this.#attempt;
    this.#listener.onStatus({ state: 'connecting', title: 'Connecting', text: '' });
    const { source, status, text } = await this.#ask();
    if (attempt !== this.#attempt) {
      return;
    }
    const plan = planAfterAnswer(status, text);
    if (status === 406) {
      this.#listener.onUnavailable(serverSays(text));
    } else if (plan === null) {
      this.#listener.onStatus({ state: 'open', title: 'Connected', text: 'Waiting for the first picture.' });
      const codecs = codecsOf(text);
      this.#listener.onStream({ type: 'stream', stream: this.#stream, format: 'hls', mimeType: `application/vnd.apple.mpegurl; codecs="${codecs}"`, source });
    } else if (plan.state === 'stopped') {
      this.#listener.onStatus(plan);
    } else {
      this.#retry(plan);
    }
  }

  async #ask() {
    try {
      const source = await this.#server.playlist();
      const response = await fetch(source.address, { headers: source.headers, signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
      return { source, status: response.status, text: (await response.text()).trim() };
    } catch {
      return { source: null, status: 0, text: '' };
    }
  }

  /** Leaves for good; `open` starts anew. */
  close() {
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  retryNow() {
    if (this.#timer !== 0) {
      this.open();
    }
  }

  rejoin(title, text) {
    this.#retry({ state: 'reconnecting', pace: 'fast', title, text });
  }

  giveUp(title, text) {
    this.#retry({ state: 'waiting', pace: 'rare', title, text });
  }

  /** The playlist has come to its end. */
  ended() {
    this.#retry(planAfterClose(1000, ''));
  }

  /** Media comes: the next loss is a new one. */
  settled() {
    Object.values(this.#backoffs).forEach((backoff) => backoff.reset());
  }

  #retry({ state, pace, hintMillis = 0, cause, title, text }) {
    this.close();
    const delayMillis = Math.max(hintMillis, this.#backoffs[pace].nextMillis());
    this.#timer = setTimeout(() => this.open(), delayMillis);
    this.#listener.onStatus({ state, ...(cause && { cause }), title, text, retryAtMillis: performance.now() + delayMillis });
  }
}
