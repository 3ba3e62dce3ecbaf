/** Live goes on for so long at least between two events of the delay. */
const DELAY_EVERY_MILLIS = 1_000;

/**
 * Tells what happened from one look at a player to the next, as the events of an element: `playing`, `waiting`, `delay`,
 * `rendition`, `refused`, `ended`. Pure.
 */
export class PlayerEvents {
  #state = null;
  #cause = null;
  #toldMillis = -Infinity;
  #rendition = '';
  #pinned = null;

  /** `[{type, detail}]` since the look before. */
  since({ state, cause = null, title, text, behindSeconds, rendition = '', pinnedRendition = null }, nowMillis) {
    const events = [];
    if (cause !== this.#cause && cause !== null) {
      events.push({ type: cause, detail: { title, text } });
    }
    const waits = !['live', 'paused', 'stopped'].includes(state);
    const waited = this.#state !== null && !['live', 'paused', 'stopped'].includes(this.#state);
    if (state === 'live' && this.#state !== 'live') {
      events.push({ type: 'playing', detail: {} });
    } else if (waits && !waited) {
      events.push({ type: 'waiting', detail: { state, title, text } });
    }
    if (state === 'live' && nowMillis - this.#toldMillis >= DELAY_EVERY_MILLIS) {
      this.#toldMillis = nowMillis;
      events.push({ type: 'delay', detail: { seconds: behindSeconds } });
    }
    if (rendition !== '' && (rendition !== this.#rendition || pinnedRendition !== this.#pinned)) {
      events.push({ type: 'rendition', detail: { rendition, pinned: pinnedRendition } });
    }
    this.#rendition = rendition;
    this.#pinned = pinnedRendition;
    this.#state = state;
    // While it is tried again nothing else is known.
    this.#cause = state === 'connecting' ? this.#cause : cause;
    return events;
  }
}
