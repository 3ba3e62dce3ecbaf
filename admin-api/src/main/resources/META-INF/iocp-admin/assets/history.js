/** The last ten minutes of the server's statistics, as columns for charts. */

const SECONDS = 600;
// More than this between two seconds, and something is missing: the line has a gap there.
const GAP_SECONDS = 5;

const FIGURES = {
  streams: (second) => second.streams,
  viewers: (second) => second.viewers,
  viewerDelay: (second) => second.viewerDelayMillis,
  cpu: (second) => second.cpuShare,
  heap: (second) => second.usedHeapBytes,
  receivedBits: (second) => second.receivedBytesPerSecond * 8,
  sentBits: (second) => second.sentBytesPerSecond * 8,
  connections: (second) => second.connections,
  pendingIo: (second) => second.pendingIo,
  freeBuffers: (second) => second.freeBuffers,
  batchSize: (second) => second.batchSize,
  p99Delay: (second) => second.p99DelayMicros,
};

export class History extends EventTarget {
  #times = [];
  #columns = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, []]));

  /** The latest second as the server told it; null before the first. */
  latest = null;

  get times() {
    return this.#times;
  }

  column(name) {
    return this.#columns[name];
  }

  /** The span that charts show, in seconds since 1970. */
  get range() {
    const end = this.#times.at(-1) ?? Date.now() / 1_000;
    return [end - SECONDS, end];
  }

  /** Adds what is not known yet, oldest first. */
  add(seconds) {
    let added = false;
    for (const second of seconds) {
      const time = Date.parse(second.time) / 1_000;
      const last = this.#times.at(-1) ?? 0;
      if (time > last) {
        if (last > 0 && time - last > GAP_SECONDS) {
          this.#push(last + 1, () => null);
        }
        this.#push(time, (figure) => figure(second));
        this.latest = second;
        added = true;
      }
    }
    if (added) {
      this.#forget();
      this.dispatchEvent(new Event('change'));
    }
  }

  #push(time, value) {
    this.#times.push(time);
    for (const [name, figure] of Object.entries(FIGURES)) {
      this.#columns[name].push(value(figure));
    }
  }

  #forget() {
    const [oldest] = this.range;
    const gone = this.#times.findIndex((time) => time >= oldest);
    this.#times.splice(0, gone);
    Object.values(this.#columns).forEach((column) => column.splice(0, gone));
  }
}
