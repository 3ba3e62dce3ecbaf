/**
 * Media bytes on their way into a SourceBuffer, which takes one append at a time. Bounded: when `offer` says
 * no, the byte stream has a gap that no later byte can mend, and the viewer has to join again.
 */
export class AppendQueue {
  #chunks = [];
  #bytes = 0;

  constructor(maxBytes) {
    this.maxBytes = maxBytes;
  }

  get bytes() {
    return this.#bytes;
  }

  /**
   * @param change what the buffer has to be told before these bytes; they are not joined with those in front of them
   */
  offer(arrayBuffer, change = null) {
    if (this.#bytes + arrayBuffer.byteLength > this.maxBytes) {
      return false;
    }
    this.#chunks.push({ bytes: new Uint8Array(arrayBuffer), change });
    this.#bytes += arrayBuffer.byteLength;
    return true;
  }

  /**
   * Takes waiting chunks as one array, up to `maxBytes` but at least one chunk, as `{bytes, change}`; null when there
   * is none.
   */
  take(maxBytes) {
    if (this.#chunks.length === 0) {
      return null;
    }
    const [{ bytes: firstBytes, change }] = this.#chunks;
    let count = 1;
    let length = firstBytes.byteLength;
    while (count < this.#chunks.length && this.#chunks[count].change === null && length + this.#chunks[count].bytes.byteLength <= maxBytes) {
      length += this.#chunks[count].bytes.byteLength;
      count += 1;
    }
    const taken = this.#chunks.splice(0, count).map(({ bytes }) => bytes);
    this.#bytes -= length;
    return { bytes: count === 1 ? firstBytes : join(taken, length), change };
  }

  /** Returns what was taken last and could not be appended to the front; its change was made. */
  putBack({ bytes }) {
    this.#chunks.unshift({ bytes, change: null });
    this.#bytes += bytes.byteLength;
  }
}

function join(chunks, length) {
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}
