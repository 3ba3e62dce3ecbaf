/** Hands out the frames of a captured track one by one until it ends; `stop` ends it at once. Whoever takes a frame closes it. */
export class TrackReader {
  #reader;
  #stopped = false;

  constructor(track) {
    this.#reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  }

  async each(take) {
    for (let next = await this.#reader.read(); !next.done; next = await this.#reader.read()) {
      if (this.#stopped) {
        next.value.close();
        return;
      }
      await take(next.value);
    }
  }

  stop() {
    this.#stopped = true;
    this.#reader.cancel().catch(() => {});
  }
}

/** Now, on the page's time, in microseconds. */
export function nowMicros() {
  return performance.now() * 1000;
}

/** The bytes of an encoded chunk. */
export function bytesOf(chunk) {
  const bytes = new Uint8Array(chunk.byteLength);
  chunk.copyTo(bytes);
  return bytes;
}

/** A copy of what an encoder says of its codec, or null. */
export function bytesFrom(source) {
  if (source === undefined) {
    return null;
  }
  return ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice() : new Uint8Array(source).slice();
}
