/**
 * Media bytes on their way into a SourceBuffer, which takes one append at a time. Bounded: when `offer` says
 * no, the byte stream has a hole that no later byte can mend, and the viewer has to join again.
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

  offer(arrayBuffer) {
    if (this.#bytes + arrayBuffer.byteLength > this.maxBytes) {
      return false;
    }
    this.#chunks.push(new Uint8Array(arrayBuffer));
    this.#bytes += arrayBuffer.byteLength;
    return true;
  }

  /** Takes waiting chunks as one array, up to `maxBytes` but at least one chunk; null when there is none. */
  take(maxBytes) {
    if (this.#chunks.length === 0) {
      return null;
    }
    let count = 1;
    let bytes = this.#chunks[0].byteLength;
    while (count < this.#chunks.length && bytes + this.#chunks[count].byteLength <= maxBytes) {
      bytes += this.#chunks[count].byteLength;
      count += 1;
    }
    const taken = this.#chunks.splice(0, count);
    this.#bytes -= bytes;
    return count === 1 ? taken[0] : join(taken, bytes);
  }

  /** Returns what was taken last and could not be appended to the front. */
  putBack(chunk) {
    this.#chunks.unshift(chunk);
    this.#bytes += chunk.byteLength;
  }
}

function join(chunks, bytes) {
  const joined = new Uint8Array(bytes);
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}
