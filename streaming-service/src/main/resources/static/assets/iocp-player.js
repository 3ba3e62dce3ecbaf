import { PlayerEvents } from './player-events.js';
import { playerSource } from './player-source.js';
import { watching } from './server.js';
import { StreamView } from './stream-view.js';

const REFRESH_MILLIS = 250;

const STYLE = `
  :host { position: relative; display: block; overflow: hidden; aspect-ratio: 16 / 9; background: #05070b; color: #fff; font: 1rem/1.4 system-ui, sans-serif; }
  :host([hidden]) { display: none; }
  [hidden] { display: none !important; }
  video, canvas, img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
  :host([fit='cover']) :is(video, canvas, img) { object-fit: cover; }
  .overlay { position: absolute; inset: 0; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 0.25rem; padding: 1rem 1rem 3rem; background: rgb(5 7 11 / 72%); text-align: center; }
  .overlay span { max-width: 34rem; color: #c5ccd9; font-size: 0.875rem; }
  .controls { position: absolute; inset: auto 0 0; display: flex; align-items: center; gap: 0.25rem; padding: 1.25rem 0.5rem 0.375rem; background: linear-gradient(transparent, rgb(0 0 0 / 80%) 60%); opacity: 0; transition: opacity 0.2s; }
  :host(:hover) .controls, .controls:focus-within, :host(:not([state='live'])) .controls { opacity: 1; }
  button { min-width: 2.75rem; height: 2.75rem; padding: 0 0.5rem; border: 0; border-radius: 8px; background: none; color: #fff; font: inherit; cursor: pointer; }
  button:hover { background: rgb(255 255 255 / 16%); }
  .overlay button { margin-top: 0.5rem; padding: 0 1rem; background: #fff; color: #10141c; font-weight: 600; }
  :focus-visible { outline: 3px solid #fff; outline-offset: -3px; }
  svg { display: block; width: 1.5rem; height: 1.5rem; margin: auto; fill: currentcolor; }
  .line { fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
  .on .when-off, button:not(.on) .when-on { display: none; }
  .delay { margin-left: 0.25rem; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
  .spacer { flex: 1; }
  @media (hover: none) { .controls { opacity: 1; } }
  @media (prefers-reduced-motion: reduce) { .controls { transition: none; } }
`;

const MARKUP = `
  <video part="picture" muted playsinline tabindex="-1" hidden></video>
  <canvas part="picture" role="img" aria-label="Live picture" hidden></canvas>
  <img part="poster" alt="" hidden>
  <div class="overlay" part="overlay" role="status" hidden><strong part="title"></strong><span part="text"></span><button part="button retry" type="button" hidden></button></div>
  <div class="controls" part="controls" role="group" aria-label="Playback" hidden>
    <button class="play" part="button play" type="button"><svg viewBox="0 0 24 24" aria-hidden="true"><path class="when-off" d="M7 5h3.5v14H7zM13.5 5H17v14h-3.5z"/><path class="when-on" d="M8 5.3v13.4l11.5-6.7z"/></svg></button>
    <span class="delay" part="delay"></span>
    <span class="spacer"></span>
    <button class="mute" part="button mute" type="button" hidden><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M4 9.5v5h3.3l4.7 4V5.5l-4.7 4z"/><path class="when-off line" d="M15 9a4 4 0 0 1 0 6M17.5 6.5a7.5 7.5 0 0 1 0 11"/><path class="when-on line" d="M15.5 9.5l5 5M20.5 9.5l-5 5"/></svg></button>
    <button class="fullscreen" part="button fullscreen" type="button" aria-label="Full screen"><svg viewBox="0 0 24 24" aria-hidden="true"><path class="line" d="M4.5 9V4.5H9M15 4.5h4.5V9M19.5 15v4.5H15M9 19.5H4.5V15"/></svg></button>
  </div>`;

/**
 * A live stream in any page: `<iocp-player src="https://host/watch/desktop" muted controls></iocp-player>`.
 *
 * Attributes: `src`, the address of the stream's page or of its WebSocket; `mode`, `auto`, `webcodecs`, `mse` or `hls`; `muted`;
 * `controls`; `fit`, `contain` or `cover`; `poster`, an image until there is a picture; `token`, where the server wants one.
 * What it does is in the events `playing`, `waiting`, `delay`, `refused` and `ended`, and in `status`; its parts are
 * `picture`, `poster`, `overlay`, `title`, `text`, `controls`, `delay` and `button`.
 */
export class IocpPlayer extends HTMLElement {
  static observedAttributes = ['src', 'mode', 'muted', 'controls', 'poster', 'token'];

  #root = this.attachShadow({ mode: 'open' });
  #element;
  #view = null;
  #events = new PlayerEvents();
  #ticker = 0;
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
    const find = (selector) => this.#root.querySelector(selector);
    this.#element = {
      video: find('video'), canvas: find('canvas'), poster: find('img'), overlay: find('.overlay'), title: find('strong'), text: find('.overlay span'),
      retry: find('.overlay button'), controls: find('.controls'), play: find('.play'), delay: find('.delay'), mute: find('.mute'), fullscreen: find('.fullscreen'),
    };
    this.#element.retry.addEventListener('click', () => this.play());
    this.#element.play.addEventListener('click', () => (this.paused ? this.play() : this.pause()));
    this.#element.mute.addEventListener('click', () => (this.muted = !this.muted));
    this.#element.fullscreen.addEventListener('click', () => this.#toggleFullscreen());
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
    return this.#paused;
  }

  /** What it does now: `state`, `title`, `text`, `mode`, `behindSeconds`, `width`, `height` and more; null while it is not in a page. */
  get status() {
    return this.#view?.snapshot ?? null;
  }

  /** Goes on with what is live, and does not wait for the next attempt. */
  play() {
    this.#paused = false;
    this.#view?.resume();
    this.#view?.retryNow();
    this.#refresh();
  }

  pause() {
    this.#paused = true;
    this.#view?.pause();
    this.#refresh();
  }

  /** What is shown now, as a PNG; rejected while there is no picture. */
  snapshot() {
    const source = this.#view?.picture;
    const { width, height } = this.status ?? { width: 0 };
    if (!source || width === 0) {
      return Promise.reject(new DOMException('There is no picture yet.', 'InvalidStateError'));
    }
    const still = Object.assign(document.createElement('canvas'), { width, height });
    still.getContext('2d').drawImage(source, 0, 0, width, height);
    return new Promise((resolve) => still.toBlob(resolve, 'image/png'));
  }

  #start() {
    const source = playerSource(this.src, document.baseURI, this.getAttribute('token'));
    this.#events = new PlayerEvents();
    if (source === null) {
      this.#show({ state: 'stopped', title: 'No stream', text: this.src ? 'src is no address of a stream, such as https://host/watch/desktop.' : '' });
      return;
    }
    const { video, canvas } = this.#element;
    this.#view = new StreamView({ server: watching(source.stream, { ...source, wait: true }), video, canvas, mode: this.mode });
    this.#applySound();
    if (this.#paused) {
      this.#view.pause();
    }
    this.#view.start();
    this.#ticker = setInterval(() => this.#refresh(), REFRESH_MILLIS);
    this.#refresh();
  }

  #stop() {
    clearInterval(this.#ticker);
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

  #show({ state, title, text, width = 0, hasSound = false, behindSeconds = 0 }) {
    const { poster, overlay, retry, controls, play, delay, mute } = this.#element;
    if (this.getAttribute('state') !== state) {
      this.setAttribute('state', state);
    }
    poster.hidden = this.poster === '' || width > 0;
    if (!poster.hidden && poster.getAttribute('src') !== this.poster) {
      poster.src = this.poster;
    }
    overlay.hidden = state === 'live' || state === 'paused';
    setText(this.#element.title, title);
    setText(this.#element.text, text);
    const action = { stopped: 'Retry', reconnecting: 'Retry now', waiting: 'Retry now', blocked: 'Play' }[state];
    retry.hidden = action === undefined || this.#view === null;
    setText(retry, action ?? '');
    controls.hidden = !this.controls;
    setSwitch(play, this.#paused, this.#paused ? 'Play live' : 'Pause');
    mute.hidden = !hasSound;
    setSwitch(mute, this.muted, this.muted ? 'Sound on' : 'Sound off');
    setText(delay, state === 'live' ? `Live, ${behindSeconds.toFixed(1)} s behind` : '');
  }

  async #toggleFullscreen() {
    if (document.fullscreenElement) {
      await document.exitFullscreen();
    } else if (this.requestFullscreen) {
      await this.requestFullscreen();
    } else {
      // iPhones know full screen for videos only.
      this.#element.video.webkitEnterFullscreen?.();
    }
  }
}

function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function setSwitch(button, on, label) {
  button.classList.toggle('on', on);
  if (button.getAttribute('aria-label') !== label) {
    button.setAttribute('aria-label', label);
    button.title = label;
  }
}

if (!customElements.get('iocp-player')) {
  customElements.define('iocp-player', IocpPlayer);
}
