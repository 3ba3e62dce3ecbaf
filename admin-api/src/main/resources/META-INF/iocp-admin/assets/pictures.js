import { apiUrl } from './api.js';
import { el } from './dom.js';

const RENEW_MILLIS = 30_000;
/** Cards that come into sight together do not ask all at once. */
const STEP_MILLIS = 250;

/**
 * Pictures on the cards of streams: of those that are in sight, one after the other, and renewed now and then. Where a service
 * has none to show there is nothing.
 */
export class Pictures {
  #seen = new Map();
  #observer = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => (isIntersecting ? this.#seen.set(target, 0) : this.#seen.delete(target))));
  #ticker = 0;

  /** A place for the picture of a stream. */
  place(name) {
    const place = el('div', { className: 'picture', 'aria-hidden': 'true' });
    place.dataset.stream = name;
    this.#observer.observe(place);
    return place;
  }

  /** What kind of pictures a stream has is known with its format. */
  update(place, { format, waiting }) {
    place.dataset.kind = !format || waiting ? '' : format === 'jpeg' ? 'img' : 'video';
  }

  start() {
    this.#ticker ||= setInterval(() => this.#renew(performance.now()), STEP_MILLIS);
  }

  stop() {
    clearInterval(this.#ticker);
    this.#ticker = 0;
  }

  #renew(nowMillis) {
    if (document.hidden) {
      return;
    }
    for (const [place, dueMillis] of this.#seen) {
      if (!place.isConnected) {
        this.#seen.delete(place);
        this.#observer.unobserve(place);
      } else if (place.dataset.kind && dueMillis <= nowMillis) {
        this.#seen.set(place, nowMillis + RENEW_MILLIS);
        show(place, nowMillis);
        return;
      }
    }
  }
}

/** The picture before stays until the next one can be seen. */
function show(place, nowMillis) {
  const source = apiUrl(`streams/${encodeURIComponent(place.dataset.stream)}/picture`, { at: Math.round(nowMillis) }).href;
  const picture = place.dataset.kind === 'img' ? el('img', { alt: '' }) : el('video', { muted: true, playsInline: true, preload: 'auto', tabIndex: -1 });
  const shown = () => {
    place.replaceChildren(picture);
    place.classList.add('taken');
  };
  picture.addEventListener(place.dataset.kind === 'img' ? 'load' : 'loadeddata', shown, { once: true });
  picture.src = source;
}
