import { choicesOf } from './rendition-choice.js';
import { SeekBar } from './seek-bar.js';
import { setText } from './common/text.js';

const HIDE_AFTER_MILLIS = 2_500;
/** Short interruptions are not worth words over the picture. */
const OVERLAY_AFTER_MILLIS = 400;

const ACTIONS = Object.freeze({ stopped: 'Retry', reconnecting: 'Retry now', waiting: 'Retry now', blocked: 'Play' });

/**
 * What lies over the picture of a player, and what its buttons and keys do: the page's and the component's alike.
 *
 * `element` are `stage`, the box of all, `full`, what fills the screen, `video`, `soundCard`, `overlay` with its `overlayTitle`,
 * `overlayText` and `overlayAction`, the buttons `play`, `live` with its `liveText`, `mute`, `pictureInPicture`, `save`, `fullscreen`,
 * the list `rendition`, and those of `SeekBar`: `seekRow`, `seek`, `seekHint`, `seekTime`, `seekPicture`, `moment`, `speed`.
 *
 * `view()` is the `StreamView` or null, `name()` the stream's, `thumbnail(moment)` a picture of the past, `changed()` is called
 * when somebody did something, `mute(muted)` switches the sound, `choose(rendition)` shows another rendition, or with null the
 * best that the link carries.
 */
export class StageControls {
  #element;
  #view;
  #name;
  #changed;
  #mute;
  #seekBar;
  #snapshot = null;
  #overlayDueMillis = null;
  #timer = 0;

  constructor(element, { view, name, thumbnail, changed, mute, choose }) {
    this.#element = element;
    this.#view = view;
    this.#name = name;
    this.#changed = changed;
    this.#mute = mute;
    this.#seekBar = new SeekBar(
      { row: element.seekRow, bar: element.seek, hint: element.seekHint, hintTime: element.seekTime, hintPicture: element.seekPicture, moment: element.moment, speed: element.speed },
      { past: () => view()?.past ?? null, go: (moment) => this.seek(moment), thumbnail },
    );
    element.play.addEventListener('click', () => this.togglePause());
    element.live.addEventListener('click', () => this.goLive());
    element.overlayAction.addEventListener('click', () => this.goLive());
    element.mute.addEventListener('click', () => this.toggleMute());
    element.pictureInPicture.addEventListener('click', () => this.togglePictureInPicture());
    element.save.addEventListener('click', () => this.savePicture());
    element.fullscreen.addEventListener('click', () => this.toggleFullscreen());
    element.rendition.addEventListener('change', () => {
      choose(element.rendition.value || null);
      changed();
    });
    element.stage.addEventListener('dblclick', (event) => event.target.closest('button, input, select') ?? this.toggleFullscreen());
    for (const sign of ['pointermove', 'pointerdown', 'focusin']) {
      element.stage.addEventListener(sign, () => this.wake());
    }
  }

  /** Shows what a view's snapshot says; `words` are those for what it waits for. */
  show(snapshot, nowMillis) {
    const { stage, soundCard, live, liveText } = this.#element;
    this.#snapshot = snapshot;
    const words = inWords(snapshot, nowMillis);
    stage.dataset.state = snapshot.state;
    stage.classList.toggle('pictured', snapshot.width > 0);
    stage.classList.toggle('past', Boolean(snapshot.past));
    soundCard.hidden = !snapshot.soundOnly;
    live.hidden = this.#view() === null;
    setText(liveText, snapshot.past || snapshot.state === 'paused' ? 'Go live' : snapshot.state === 'live' ? 'Live' : 'Not live');
    this.#seekBar.show(snapshot);
    this.#showOverlay(snapshot, words, nowMillis);
    this.#showButtons(snapshot);
    this.#showRenditions(snapshot);
  }

  #showOverlay(snapshot, words, nowMillis) {
    const { overlay, overlayTitle, overlayText, overlayAction } = this.#element;
    const wanted = snapshot.state !== 'live' && snapshot.state !== 'paused';
    this.#overlayDueMillis = wanted ? (this.#overlayDueMillis ?? nowMillis + OVERLAY_AFTER_MILLIS) : null;
    overlay.hidden = !wanted || (snapshot.state !== 'stopped' && nowMillis < this.#overlayDueMillis);
    if (overlay.hidden) {
      return;
    }
    setText(overlayTitle, snapshot.title);
    setText(overlayText, [snapshot.text, words === snapshot.title || snapshot.state === 'waiting' ? '' : `${words}.`].join(' ').trim());
    const action = this.#view() === null ? undefined : ACTIONS[snapshot.state];
    overlayAction.hidden = action === undefined;
    setText(overlayAction, action ?? '');
  }

  #showButtons(snapshot) {
    const { play, mute, pictureInPicture, save, video } = this.#element;
    const view = this.#view();
    const paused = view?.paused ?? false;
    setSwitch(play, paused, !paused ? 'Pause' : snapshot.canGoBack ? 'Play' : 'Play live', 'space');
    mute.hidden = !snapshot.hasSound;
    setSwitch(mute, view?.muted ?? true, view?.muted ?? true ? 'Sound on' : 'Sound off', 'm');
    pictureInPicture.hidden = video.hidden || !(snapshot.width > 0) || !document.pictureInPictureEnabled;
    save.hidden = !(snapshot.width > 0);
  }

  /** Changes the list only where it is another: one that is open stays so. */
  #showRenditions(snapshot) {
    const { rendition } = this.#element;
    const choices = choicesOf(snapshot);
    const shown = JSON.stringify(choices);
    rendition.hidden = choices.length === 0;
    if (rendition.dataset.choices !== shown) {
      rendition.dataset.choices = shown;
      rendition.replaceChildren(...choices.map(({ value, label }) => new Option(label, value)));
    }
    const value = snapshot.pinnedRendition ?? '';
    if (rendition.value !== value) {
      rendition.value = value;
    }
  }

  togglePause() {
    const view = this.#view();
    if (view?.paused) {
      view.resumeHere();
    } else {
      view?.pause();
    }
    this.#changed();
  }

  goLive() {
    const view = this.#view();
    view?.resume();
    view?.retryNow();
    this.#changed();
  }

  seek(moment) {
    this.#view()?.seek(moment);
    this.#changed();
  }

  toggleMute() {
    const view = this.#view();
    if (view?.hasSound) {
      this.#mute(!view.muted);
      this.#changed();
    }
  }

  async toggleFullscreen() {
    const { full, video } = this.#element;
    if (document.fullscreenElement) {
      await document.exitFullscreen();
    } else if (full.requestFullscreen) {
      await full.requestFullscreen();
    } else {
      // iPhones know full screen for videos only.
      video.webkitEnterFullscreen?.();
    }
  }

  async togglePictureInPicture() {
    if (document.pictureInPictureElement) {
      await document.exitPictureInPicture();
    } else if (!this.#element.pictureInPicture.hidden) {
      await this.#element.video.requestPictureInPicture();
    }
  }

  /** What is shown right now, as a file. */
  async savePicture() {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await pictureOf(this.#view()));
    link.download = `${this.#name()}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** Shows the controls, which hide when nobody has moved for a while. */
  wake() {
    this.#element.stage.classList.remove('idle');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#element.stage.classList.add('idle'), HIDE_AFTER_MILLIS);
  }

  /** Does what a key means, if it means anything; `letters` are keys that may be switched off. */
  onKey(event, letters = true) {
    const actions = {
      ' ': () => this.togglePause(),
      k: () => this.togglePause(),
      f: () => this.toggleFullscreen(),
      m: () => this.toggleMute(),
      p: () => this.togglePictureInPicture(),
      ArrowLeft: () => this.#seekBar.step(-1),
      ArrowRight: () => this.#seekBar.step(1),
    };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const arrow = key.startsWith('Arrow');
    const switchedOff = key !== ' ' && !arrow && !letters;
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    // A focused button has its own meaning for the space bar, a list for all keys.
    const [target] = event.composedPath();
    const onButton = (key === ' ' || arrow) && target.closest?.(arrow ? 'input' : 'button, a, input, summary');
    if (Object.hasOwn(actions, key) && !switchedOff && !modified && !event.repeat && !onButton && !target.closest?.('select')) {
      event.preventDefault();
      this.wake();
      actions[key]();
    }
  }
}

/** What a view shows now, as a PNG; rejected while there is no picture. */
export function pictureOf(view) {
  const source = view?.picture;
  const { width = 0, height = 0 } = view?.snapshot ?? {};
  if (!source || width === 0) {
    return Promise.reject(new DOMException('There is no picture yet.', 'InvalidStateError'));
  }
  const still = Object.assign(document.createElement('canvas'), { width, height });
  still.getContext('2d').drawImage(source, 0, 0, width, height);
  return new Promise((resolve) => still.toBlob(resolve, 'image/png'));
}

/** What a player waits for, in words. */
export function inWords({ state, title, retryAtMillis }, nowMillis) {
  const waitSeconds = retryAtMillis === undefined ? 0 : Math.max(0, Math.ceil((retryAtMillis - nowMillis) / 1000));
  switch (state) {
    case 'reconnecting':
      return waitSeconds > 0 ? `Reconnecting in ${waitSeconds} s` : 'Reconnecting';
    case 'waiting':
      return waitSeconds > 0 ? `${title}, retrying in ${waitSeconds} s` : title;
    default:
      return title;
  }
}

function setSwitch(button, on, label, key) {
  button.classList.toggle('on', on);
  if (button.getAttribute('aria-label') !== label) {
    button.setAttribute('aria-label', label);
    button.title = `${label} (${key})`;
  }
}
