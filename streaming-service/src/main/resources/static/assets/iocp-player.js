import { PlayerEvents } from './player-events.js';
import { MARKUP, STYLE } from './player-markup.js';
import { playerSource } from './player-source.js';
import { pastPicture, watching } from './server.js';
import { pictureOf, StageControls } from './stage-controls.js';
import { stageElements } from './stage-elements.js';
import { StreamView } from './stream-view.js';
import { setText } from './common/text.js';

const REFRESH_MILLIS = 250;

/**
 * A live stream in any page: `<iocp-player src="https://host/watch/desktop" muted controls></iocp-player>`.
 *
 * Attributes: `src`, the address of the stream's page or of its WebSocket; `mode`, `auto`, `webcodecs`, `mse` or `hls`; `muted`;
 * `controls`; `rendition`, which one to show of a stream that has several; `fit`, `contain` or `cover`; `poster`, an image until there is a picture; `token`, where the server wants one.
 * What it does is in the events `playing`, `waiting`, `delay`, `rendition`, `refused` and `ended`, and in `status`; its parts
 * are `picture`, `poster`, `sound`, `overlay`, `title`, `text`, `controls`, `seek`, `live`, `delay`, `moment`, `rendition` and `button`. Where the
 * server keeps the past of the stream, there is a bar to go back.
 */
export class IocpPlayer extends HTMLElement {
  static observedAttributes = ['src', 'mode', 'muted', 'controls', 'rendition', 'poster', 'token'];

  #root = this.attachShadow({ mode: 'open' });
  #element;
  #controls;
  #source = null;
  #view = null;
  #events = new PlayerEvents();
  #ticker = 0;
  #listeners = new AbortController();
  #paused = false;
  #inPage = false;
  #volume = 1;

  constructor() {
    super();
    this.#root.innerHTML = MARKUP;
    // Unlike an element, a sheet that is made by a script is none of a policy's business.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    const find = (name) => this.#root.querySelector(`.${name}`);
    this.#element = { ...stageElements(find), full: this, poster: find('poster'), bar: find('controls'), delay: find('delay') };
    this.#controls = new StageControls(this.#element, {
      view: () => this.#view,
      name: () => this.#source.stream,
      thumbnail: (moment) => pastPicture(this.#source.stream, moment, this.#source),
      changed: () => this.#refresh(),
      mute: (muted) => (this.muted = muted),
      choose: (rendition) => {
        this.#view?.chooseRendition(rendition);
        this.rendition = rendition;
      },
    });
    this.addEventListener('keydown', (event) => this.#view !== null && this.controls && this.#controls.onKey(event));
  }

  connectedCallback() {
    this.#inPage = true;
    this.#start();
  }

  disconnectedCallback() {
    this.#inPage = false;
    this.#stop();
  }

  attributeChangedCallback(name, before, after) {
    // The attributes of an element that becomes a player come before it is connected, although it is in the page.
    if (before === after || !this.#inPage) {
      return;
    }
    switch (name) {
      case 'src':
      case 'token':
        this.#stop();
        this.#start();
        break;
      case 'mode':
        this.#view?.wantMode(after ?? 'auto');
        break;
      case 'rendition':
        this.#view?.chooseRendition(after || null);
        break;
      case 'muted':
        this.#applySound();
        break;
      default:
        this.#refresh();
    }
  }

  get src() {
    return this.getAttribute('src') ?? '';
  }

  set src(src) {
    this.setAttribute('src', src);
  }

  get mode() {
    return this.getAttribute('mode') ?? 'auto';
  }

  set mode(mode) {
    this.setAttribute('mode', mode);
  }

  /** The rendition that is wanted; empty for the best that the link carries. */
  get rendition() {
    return this.getAttribute('rendition') ?? '';
  }

  set rendition(rendition) {
    if (rendition) {
      this.setAttribute('rendition', rendition);
    } else {
      this.removeAttribute('rendition');
    }
  }

  get fit() {
    return this.getAttribute('fit') ?? 'contain';
  }

  set fit(fit) {
    this.setAttribute('fit', fit);
  }

  get poster() {
    return this.getAttribute('poster') ?? '';
  }

  set poster(poster) {
    this.setAttribute('poster', poster);
  }

  get controls() {
    return this.hasAttribute('controls');
  }

  set controls(controls) {
    this.toggleAttribute('controls', controls);
  }

  get muted() {
    return this.hasAttribute('muted');
  }

  set muted(muted) {
    this.toggleAttribute('muted', muted);
  }

  /** From 0 to 1. */
  get volume() {
    return this.#volume;
  }

  set volume(volume) {
    this.#volume = Math.min(1, Math.max(0, Number(volume) || 0));
    this.#applySound();
  }

  get paused() {
    return this.#view?.paused ?? this.#paused;
  }

  /** What it does now: `state`, `title`, `text`, `mode`, `behindSeconds`, `width`, `height`, `rendition` and more; null while it is not in a page. */
  get status() {
    return this.#view?.snapshot ?? null;
  }

  /** Goes on where it was paused, where the server keeps the past of the stream, and with what is live otherwise. */
  play() {
    if (this.status?.canGoBack) {
      this.#view.resumeHere();
      this.#refresh();
    } else {
      this.goLive();
    }
  }

  pause() {
    this.#paused = true;
    this.#view?.pause();
    this.#refresh();
  }

  /** Goes on with what is live, and does not wait for the next attempt. */
  goLive() {
    this.#paused = false;
    this.#controls.goLive();
  }

  /** Goes to a moment of the past, a `Date`, where the server keeps it: `status.canGoBack` says so. */
  seek(moment) {
    this.#controls.seek(Number(moment));
  }

  /** What is shown now, as a PNG; rejected while there is no picture. */
  snapshot() {
    return pictureOf(this.#view);
  }

  #start() {
    const source = playerSource(this.src, document.baseURI, this.getAttribute('token'));
    this.#source = source;
    this.#events = new PlayerEvents();
    if (source === null) {
      this.#show({ state: 'stopped', title: 'No stream', text: this.src ? 'src is no address of a stream, such as https://host/watch/desktop.' : '' });
      return;
    }
    const { video, canvas } = this.#element;
    this.#view = new StreamView({ server: watching(source.stream, { ...source, wait: true }), video, canvas, mode: this.mode, rendition: this.rendition || null });
    this.#applySound();
    if (this.#paused) {
      this.#view.pause();
    }
    this.#view.start();
    this.#ticker = setInterval(() => this.#refresh(), REFRESH_MILLIS);
    this.#listeners = new AbortController();
    const { signal } = this.#listeners;
    window.addEventListener('online', () => this.#view?.retryNow(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || this.#view?.retryNow(), { signal });
    this.#refresh();
  }

  #stop() {
    clearInterval(this.#ticker);
    this.#listeners.abort();
    this.#paused = this.paused;
    this.#view?.stop();
    this.#view = null;
  }

  #applySound() {
    if (this.#view !== null) {
      this.#view.volume = this.#volume;
      this.#view.muted = this.muted;
    }
  }

  #refresh() {
    if (this.#view === null) {
      return;
    }
    const status = this.#view.snapshot;
    this.#show(status);
    for (const { type, detail } of this.#events.since(status, performance.now())) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
    }
  }

  #show(status) {
    const { poster, bar, delay } = this.#element;
    const { state, width = 0, behindSeconds = 0, past = false } = status;
    if (this.getAttribute('state') !== state) {
      this.setAttribute('state', state);
    }
    poster.hidden = this.poster === '' || width > 0;
    if (!poster.hidden && poster.getAttribute('src') !== this.poster) {
      poster.src = this.poster;
    }
    bar.hidden = !this.controls;
    delay.hidden = past || state !== 'live';
    setText(delay, state === 'live' ? `${behindSeconds.toFixed(1)} s behind` : '');
    this.#controls.show(status, performance.now());
  }
}

if (!customElements.get('iocp-player')) {
  customElements.define('iocp-player', IocpPlayer);
}
