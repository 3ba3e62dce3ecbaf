/**
 * Reads out of fragmented MP4 (ISO/IEC 14496-12) when its samples are to be shown, and which can be started at.
 * Nothing is checked: what cannot be read says nothing, and the browser has its own opinion of the bytes.
 */

const NON_SYNC_SAMPLE = 0x10000;

const TFHD_BASE_DATA_OFFSET = 0x1;
const TFHD_DESCRIPTION_INDEX = 0x2;
const TFHD_DEFAULT_DURATION = 0x8;
const TFHD_DEFAULT_SIZE = 0x10;
const TFHD_DEFAULT_FLAGS = 0x20;

const TRUN_DATA_OFFSET = 0x1;
const TRUN_FIRST_FLAGS = 0x4;
const TRUN_DURATION = 0x100;
const TRUN_SIZE = 0x200;
const TRUN_FLAGS = 0x400;
const TRUN_COMPOSITION_OFFSET = 0x800;

export class Mp4Times {
  #tracks = new Map();

  /**
   * Takes a message: an init segment, or whole fragments.
   *
   * @returns {{spans: {track, start, end}[], keyframes: number[], restartable: boolean}} times in seconds. `keyframes`
   *     are the starts of pictures that need none before them, or of fragments where there is only sound;
   *     `restartable` says that a parser that was reset can begin with this message
   */
  read(arrayBuffer) {
    const found = { spans: [], keyframes: [], restartable: true };
    try {
      for (const { type, body } of boxes(new DataView(arrayBuffer))) {
        if (type === 'moov') {
          this.#readMovie(body);
        } else if (type === 'moof') {
          this.#readFragment(body, found);
        }
      }
    } catch (error) {
      if (!(error instanceof RangeError)) {
        throw error;
      }
      // Cut off or damaged: what was read before counts.
    }
    return found;
  }

  #readMovie(movie) {
    this.#tracks = new Map();
    const defaults = new Map();
    for (const { type, body } of boxes(movie)) {
      if (type === 'trak') {
        this.#readTrack(body);
      } else if (type === 'mvex') {
        for (const trex of all(body, 'trex')) {
          defaults.set(trex.getUint32(4), { duration: trex.getUint32(12), flags: trex.getUint32(20) });
        }
      }
    }
    for (const [id, track] of this.#tracks) {
      Object.assign(track, defaults.get(id));
    }
  }

  #readTrack(body) {
    const header = first(body, 'tkhd');
    const media = first(body, 'mdia');
    const mediaHeader = media && first(media, 'mdhd');
    const handler = media && first(media, 'hdlr');
    if (!header || !mediaHeader || !handler) {
      return;
    }
    this.#tracks.set(header.getUint32(header.getUint8(0) === 1 ? 20 : 12), {
      timescale: mediaHeader.getUint32(mediaHeader.getUint8(0) === 1 ? 20 : 12),
      picture: fourCharacters(handler, 8) === 'vide',
      duration: 0,
      flags: 0,
    });
  }

  #readFragment(fragment, found) {
    const anyPicture = [...this.#tracks.values()].some(({ picture }) => picture);
    for (const body of all(fragment, 'traf')) {
      const header = first(body, 'tfhd');
      const track = header && this.#tracks.get(header.getUint32(4));
      const time = first(body, 'tfdt');
      if (!track || !time || track.timescale === 0) {
        continue;
      }
      const start = time.getUint8(0) === 1 ? Number(time.getBigUint64(4)) : time.getUint32(4);
      const defaults = fragmentDefaults(header, track);
      let ticks = start;
      for (const run of all(body, 'trun')) {
        for (const { duration, flags } of samples(run, defaults)) {
          if (track.picture && (flags & NON_SYNC_SAMPLE) === 0) {
            found.keyframes.push(ticks / track.timescale);
          }
          ticks += duration;
        }
      }
      if (!anyPicture) {
        found.keyframes.push(start / track.timescale);
      }
      found.spans.push({ track: header.getUint32(4), start: start / track.timescale, end: ticks / track.timescale });
    }
  }
}

function fragmentDefaults(header, { duration, flags }) {
  const present = header.getUint32(0) & 0xffffff;
  const defaults = { duration, flags };
  let at = 8;
  at += present & TFHD_BASE_DATA_OFFSET ? 8 : 0;
  at += present & TFHD_DESCRIPTION_INDEX ? 4 : 0;
  if (present & TFHD_DEFAULT_DURATION) {
    defaults.duration = header.getUint32(at);
    at += 4;
  }
  at += present & TFHD_DEFAULT_SIZE ? 4 : 0;
  if (present & TFHD_DEFAULT_FLAGS) {
    defaults.flags = header.getUint32(at);
  }
  return defaults;
}

function* samples(run, defaults) {
  const present = run.getUint32(0) & 0xffffff;
  const count = run.getUint32(4);
  let at = 8 + (present & TRUN_DATA_OFFSET ? 4 : 0);
  let firstFlags;
  if (present & TRUN_FIRST_FLAGS) {
    firstFlags = run.getUint32(at);
    at += 4;
  }
  const sampleBytes = [TRUN_DURATION, TRUN_SIZE, TRUN_FLAGS, TRUN_COMPOSITION_OFFSET].filter((field) => present & field).length * 4;
  if (sampleBytes > 0 && at + count * sampleBytes > run.byteLength) {
    throw new RangeError('more samples than bytes');
  }
  // Without fields of their own the samples cost no bytes, and their number is anybody's claim.
  for (let index = 0; index < Math.min(count, 1e5); index++) {
    let { duration, flags } = defaults;
    let field = at + index * sampleBytes;
    if (present & TRUN_DURATION) {
      duration = run.getUint32(field);
      field += 4;
    }
    field += present & TRUN_SIZE ? 4 : 0;
    if (present & TRUN_FLAGS) {
      flags = run.getUint32(field);
    }
    yield { duration, flags: index === 0 && firstFlags !== undefined ? firstFlags : flags };
  }
}

function* boxes(view) {
  let at = 0;
  while (at + 8 <= view.byteLength) {
    let size = view.getUint32(at);
    let headBytes = 8;
    if (size === 1) {
      size = Number(view.getBigUint64(at + 8));
      headBytes = 16;
    } else if (size === 0) {
      size = view.byteLength - at;
    }
    if (size < headBytes) {
      throw new RangeError('box smaller than its header');
    }
    const end = Math.min(at + size, view.byteLength);
    if (at + headBytes > end) {
      throw new RangeError('box header is cut off');
    }
    yield { type: fourCharacters(view, at + 4), body: new DataView(view.buffer, view.byteOffset + at + headBytes, end - at - headBytes) };
    at = end;
  }
}

function* all(view, wanted) {
  for (const { type, body } of boxes(view)) {
    if (type === wanted) {
      yield body;
    }
  }
}

function first(view, wanted) {
  return all(view, wanted).next().value;
}

function fourCharacters(view, at) {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}
