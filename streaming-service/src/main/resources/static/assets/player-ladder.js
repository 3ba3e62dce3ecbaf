/** The ways to play a stream, in the order in which they are tried. Pure. */

export const MODES = Object.freeze({ auto: 'Automatic', webcodecs: 'WebCodecs', mse: 'Media Source', hls: 'HLS', canvas: 'Canvas' });

/** By itself the page takes what every browser has played for years; who wants milliseconds asks for them. */
const ORDER = Object.freeze({
  auto: ['mse', 'webcodecs', 'hls'],
  webcodecs: ['webcodecs', 'mse', 'hls'],
  mse: ['mse', 'webcodecs', 'hls'],
  hls: ['hls', 'mse', 'webcodecs'],
  canvas: ['mse', 'webcodecs', 'hls'],
});

/** What an address or an attribute asks for. */
export function modeOf(text) {
  return Object.hasOwn(MODES, text ?? '') ? text : 'auto';
}

/**
 * Goes down, never up: a way that failed is not tried again for the same stream, until somebody chooses anew or the stream
 * becomes another one. The last one is kept, and tried again at the pace of a lost connection.
 *
 * `obstacles` has why a way is not there at all in this browser, for each of them, or null.
 */
export class PlayerLadder {
  #wanted;
  #obstacles;
  #failed = new Map();
  #mimeType = null;

  constructor(wanted, obstacles) {
    this.#wanted = modeOf(wanted);
    this.#obstacles = obstacles;
  }

  get wanted() {
    return this.#wanted;
  }

  /** Somebody chooses. */
  want(mode) {
    this.#wanted = modeOf(mode);
    this.#failed.clear();
  }

  /** The stream is of this type now. */
  stream(mimeType) {
    if (this.#mimeType !== null && mimeType !== this.#mimeType) {
      this.#failed.clear();
    }
    this.#mimeType = mimeType;
  }

  get #ways() {
    return ORDER[this.#wanted];
  }

  /** The way that is taken: `webcodecs`, `mse` or `hls`; of `mse` a stream of JPEG is drawn on a canvas. */
  get mode() {
    return this.#ways.find((way) => this.#why(way) === null) ?? this.#ways.findLast((way) => !this.#obstacles[way]) ?? 'mse';
  }

  /** The way that is taken has failed; answers whether there is another one. */
  fail(why) {
    const failed = this.mode;
    this.#failed.set(failed, why);
    return this.mode !== failed;
  }

  /** Why it is not the way that was asked for, or an empty text. */
  get note() {
    const [first] = this.#ways;
    return this.mode === first ? '' : (this.#why(first) ?? '');
  }

  #why(way) {
    return this.#obstacles[way] ?? this.#failed.get(way) ?? null;
  }
}
