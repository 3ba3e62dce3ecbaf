const BROKEN_IN_A_ROW_LIMIT = 25;
/** Cameras may send a picture every few seconds. */
const STILL_AFTER_MILLIS = 5_000;

/**
 * Draws JPEG frames on a `<canvas>`: one message is one picture, and the latest wins. A picture that arrives
 * while another is being decoded replaces the one that waits, so a slow device shows fewer frames, never old ones.
 */
export class CanvasPlayer {
  jumps = 0;
  frames = 0;
  aheadSeconds = 0;
  blocked = false;
  awaitsKeyframe = false;

  #canvas;
  #context;
  #mimeType;
  #onFailure;
  #waiting = null;
  #decoding = false;
  #brokenInARow = 0;
  #paused = false;
  #closed = false;
  #shownAtMillis = null;
  /** When the picture that is shown, and the newest, came to the page. */
  #shownCameMillis = null;
  #newestCameMillis = null;
  /** From when a picture comes to the page to when it arrived at the server. */
  #arrivedAfterMillis = null;

  constructor(canvas, mimeType, { onFailure }) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false });
    this.#mimeType = mimeType;
    this.#onFailure = onFailure;
  }

  /** Whether pictures come. */
  get moving() {
    return this.#shownAtMillis !== null && performance.now() - this.#shownAtMillis < STILL_AFTER_MILLIS;
  }

  get width() {
    return this.frames > 0 ? this.#canvas.width : 0;
  }

  get height() {
    return this.frames > 0 ? this.#canvas.height : 0;
  }

  append(arrayBuffer) {
    if (this.#paused || this.#closed || document.hidden) {
      return;
    }
    this.jumps += this.#waiting === null ? 0 : 1;
    this.#newestCameMillis = performance.now();
    this.#waiting = { picture: arrayBuffer, cameMillis: this.#newestCameMillis };
    if (!this.#decoding) {
      this.#drawWaiting();
    }
  }

  /** The newest picture that came arrived at the server at this time of the server. */
  arrived(serverMillis) {
    if (this.#newestCameMillis !== null) {
      this.#arrivedAfterMillis = serverMillis - this.#newestCameMillis;
    }
  }

  /** The server's time at which the picture that is shown arrived there; null when that is not known. */
  get shownArrivedMillis() {
    return this.#shownCameMillis === null || this.#arrivedAfterMillis === null ? null : this.#shownCameMillis + this.#arrivedAfterMillis;
  }

  pause() {
    this.#paused = true;
  }

  resume() {
    this.#paused = false;
  }

  close() {
    this.#closed = true;
    this.#waiting = null;
  }

  async #drawWaiting() {
    this.#decoding = true;
    while (this.#waiting !== null) {
      const { picture, cameMillis } = this.#waiting;
      this.#waiting = null;
      await this.#draw(picture, cameMillis);
    }
    this.#decoding = false;
  }

  async #draw(picture, cameMillis) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(new Blob([picture], { type: this.#mimeType }));
    } catch {
      this.#brokenInARow += 1;
      if (this.#brokenInARow === BROKEN_IN_A_ROW_LIMIT && !this.#closed) {
        this.#onFailure('The pictures could not be decoded', 'The data is not JPEG.');
      }
      return;
    }
    this.#brokenInARow = 0;
    if (!this.#closed && !this.#paused) {
      this.#show(bitmap);
      this.#shownAtMillis = performance.now();
      this.#shownCameMillis = cameMillis;
      this.aheadSeconds = (this.#shownAtMillis - cameMillis) / 1000;
    }
    bitmap.close();
  }

  #show(bitmap) {
    if (this.#canvas.width !== bitmap.width || this.#canvas.height !== bitmap.height) {
      this.#canvas.width = bitmap.width;
      this.#canvas.height = bitmap.height;
    }
    this.#context.drawImage(bitmap, 0, 0);
    this.frames += 1;
  }
}
