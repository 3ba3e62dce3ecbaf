/**
 * Reads out of WebM (RFC 9559) when its blocks are to be shown, and which can be started at. The server puts a
 * Cluster in front of each keyframe, and a message never ends within an element.
 */

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TIMESTAMP_SCALE = 0x2ad7b1;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const TRACK_NUMBER = 0xd7;
const TRACK_TYPE = 0x83;
const CLUSTER = 0x1f43b675;
const TIMESTAMP = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK_GROUP = 0xa0;
const BLOCK = 0xa1;
const REFERENCE_BLOCK = 0xfb;

const ENTERED = new Set([SEGMENT, INFO, TRACKS, CLUSTER]);
const KEYFRAME = 0x80;
const VIDEO = 1;
const NANOS_PER_SECOND = 1e9;
const USUAL_SCALE_NANOS = 1e6;

export class WebmTimes {
  #scaleNanos = USUAL_SCALE_NANOS;
  #pictures = new Set();
  #clusterTicks = 0;

  /**
   * Takes a message: an init segment, or whole blocks. The answer is that of `Mp4Times`; blocks do not say how long
   * they last, so a span ends where it starts.
   */
  read(arrayBuffer) {
    const found = { spans: [], keyframes: [], restartable: false };
    try {
      this.#elements(new DataView(arrayBuffer), found);
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      // Cut off or damaged: what was read before counts.
    }
    return found;
  }

  #elements(view, found) {
    for (const { id, at, body } of elements(view)) {
      switch (id) {
        case INFO:
          this.#scaleNanos = USUAL_SCALE_NANOS;
          break;
        case TIMESTAMP_SCALE:
          this.#scaleNanos = unsigned(body);
          break;
        case TRACKS:
          this.#pictures.clear();
          break;
        case TRACK_ENTRY:
          this.#track(body);
          break;
        case CLUSTER:
          found.restartable ||= at === 0;
          break;
        case TIMESTAMP:
          this.#clusterTicks = unsigned(body);
          break;
        case SIMPLE_BLOCK:
          this.#block(body, (flags) => (flags & KEYFRAME) !== 0, found);
          break;
        case BLOCK_GROUP:
          this.#blockGroup(body, found);
          break;
        default:
        // Says nothing about times.
      }
    }
  }

  #track(body) {
    const values = new Map([...elements(body)].map((element) => [element.id, element.body]));
    if (values.has(TRACK_NUMBER) && values.has(TRACK_TYPE) && unsigned(values.get(TRACK_TYPE)) === VIDEO) {
      this.#pictures.add(unsigned(values.get(TRACK_NUMBER)));
    }
  }

  #blockGroup(body, found) {
    const parts = [...elements(body)];
    const block = parts.find(({ id }) => id === BLOCK);
    const refers = parts.some(({ id }) => id === REFERENCE_BLOCK);
    if (block) {
      this.#block(block.body, () => !refers, found);
    }
  }

  #block(body, isKeyframe, found) {
    const { value: track, bytes } = number(body, 0);
    const start = ((this.#clusterTicks + body.getInt16(bytes)) * this.#scaleNanos) / NANOS_PER_SECOND;
    found.spans.push({ track, start, end: start });
    const startable = this.#pictures.size === 0 || this.#pictures.has(track);
    if (startable && isKeyframe(body.getUint8(bytes + 2))) {
      found.keyframes.push(start);
    }
  }
}

/** Elements in order; those that are entered are followed by their own. */
function* elements(view) {
  let at = 0;
  while (at < view.byteLength) {
    const idBytes = lengthOf(view.getUint8(at), 4);
    let id = 0;
    for (let index = 0; index < idBytes; index++) {
      id = id * 256 + view.getUint8(at + index);
    }
    const { value: size, bytes } = number(view, at + idBytes);
    const start = at + idBytes + bytes;
    if (ENTERED.has(id)) {
      yield { id, at, body: null };
      at = start;
    } else {
      if (start + size > view.byteLength) {
        throw new RangeError('element is cut off');
      }
      yield { id, at, body: new DataView(view.buffer, view.byteOffset + start, size) };
      at = start + size;
    }
  }
}

/** An EBML number of variable length, without its marker bit. */
function number(view, at) {
  const firstByte = view.getUint8(at);
  const bytes = lengthOf(firstByte, 8);
  let value = firstByte & (0xff >> bytes);
  for (let index = 1; index < bytes; index++) {
    value = value * 256 + view.getUint8(at + index);
  }
  return { value, bytes };
}

function lengthOf(firstByte, most) {
  const bytes = Math.clz32(firstByte) - 23;
  if (bytes > most) {
    throw new RangeError('number is too long');
  }
  return bytes;
}

function unsigned(view) {
  let value = 0;
  for (let index = 0; index < view.byteLength; index++) {
    value = value * 256 + view.getUint8(index);
  }
  return value;
}
