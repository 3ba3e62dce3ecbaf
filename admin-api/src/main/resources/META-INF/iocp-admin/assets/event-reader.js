/**
 * Reads a stream of server-sent events (HTML standard, section 9.2.6) out of pieces of text that are cut anywhere.
 */
export class EventReader {
  #rest = '';
  #type = '';
  #data = [];
  #id = null;

  /** @param onEvent gets `{ type, data, id }`, the id being that of the last event that had one */
  constructor(onEvent) {
    this.onEvent = onEvent;
  }

  read(piece) {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    lines.forEach((line) => this.#line(line));
  }

  #line(line) {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') {
      this.#type = value;
    } else if (field === 'data') {
      this.#data.push(value);
    } else if (field === 'id') {
      this.#id = value;
    }
  }

  #dispatch() {
    if (this.#data.length > 0) {
      this.onEvent({ type: this.#type || 'message', data: this.#data.join('\n'), id: this.#id });
    }
    this.#type = '';
    this.#data = [];
  }
}
