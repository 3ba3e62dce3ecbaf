/**
 * What a viewer may choose among the renditions of its stream, and what it has chosen. Pure: the server's messages and the
 * viewer's wishes come in.
 */
export class RenditionChoice {
  #shown = '';
  #there = [];
  #pinned = null;
  #wanted;
  #note = '';

  /** `wanted` is the name of a rendition, or null for whatever the link carries. */
  constructor(wanted = null) {
    this.#wanted = wanted;
  }

  /** With what a connection begins that is opened now. */
  get wanted() {
    return this.#wanted;
  }

  /** Wants another one, or with null whatever the link carries: what the server is to be told, or null if that is nothing. */
  choose(name) {
    if (name === this.#wanted) {
      return null;
    }
    this.#wanted = name;
    this.#note = '';
    return { type: 'rendition', name };
  }

  /** Media of this stream follows: `desk@hi` is a rendition of `desk`, and a name without `@` is none. */
  stream(name) {
    this.#shown = name.split('@')[1] ?? '';
    if (this.#shown === '') {
      this.#there = [];
    }
  }

  /** A message of the server: `renditions` or `rendition-refused`. */
  hear(message) {
    if (message.type === 'renditions') {
      this.#there = message.renditions ?? [];
      this.#pinned = message.pinned ?? null;
    } else {
      this.#note = String(message.reason ?? '');
    }
    // Somebody else may have decided for the viewer.
    this.#wanted = this.#pinned;
  }

  /** What a page shows of it. */
  get snapshot() {
    return { rendition: this.#shown, renditions: this.#there, pinnedRendition: this.#wanted, renditionNote: this.#note };
  }
}

/** What a viewer can choose, as `[{value, label}]`; nothing where there is no choice. The value of no rendition is empty. */
export function choicesOf({ rendition = '', renditions = [], pinnedRendition = null }) {
  const absent = pinnedRendition !== null && !renditions.some(({ name }) => name === pinnedRendition);
  if (renditions.length === 0 || renditions.length + (absent ? 1 : 0) < 2) {
    return [];
  }
  return [
    { value: '', label: pinnedRendition === null && rendition !== '' ? `Automatic (${rendition})` : 'Automatic' },
    ...renditions.map(({ name, width, height }) => ({ value: name, label: width > 0 ? `${name} (${width} × ${height})` : name })),
    ...(absent ? [{ value: pinnedRendition, label: `${pinnedRendition} (not live)` }] : []),
  ];
}
