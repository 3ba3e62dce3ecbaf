import { agoText, nextSpeed } from './time-shift.js';
import { setText } from './common/text.js';
import { clock } from './common/units.js';

/** How far the arrow keys go. */
const STEP_SECONDS = 5;
/** A picture is asked for when the pointer has been still for so long. */
const THUMBNAIL_AFTER_MILLIS = 120;

/**
 * The bar over the window in which one can go back, with the moment that is shown, its distance from live and the speed.
 *
 * `elements` are `row`, `bar` (a range), `hint` with its `hintTime` and `hintPicture` (a video), `moment` and `speed`;
 * `past()` is the `PastView` or null; `go(moment)` goes to a moment, `thumbnail(moment)` has its picture as a blob of video, or null.
 */
export class SeekBar {
  #elements;
  #past;
  #go;
  #thumbnail;
  #shown = null;
  #dragging = false;
  #timer = 0;

  constructor(elements, { past, go, thumbnail }) {
    this.#elements = elements;
    this.#past = past;
    this.#go = go;
    this.#thumbnail = thumbnail;
    const { bar, speed } = elements;
    bar.addEventListener('input', () => {
      this.#dragging = true;
      this.#describe(Number(bar.value));
    });
    bar.addEventListener('change', () => {
      this.#dragging = false;
      go(Number(bar.value));
    });
    bar.addEventListener('pointermove', (event) => this.#hint(event));
    bar.addEventListener('pointerleave', () => this.#hideHint());
    speed.addEventListener('click', () => {
      const now = past();
      if (now !== null) {
        now.speed = nextSpeed(now.speed);
      }
    });
  }

  /** Goes some steps back or forward. */
  step(steps) {
    if (this.#shown?.canGoBack) {
      const { windowFromMillis, serverMillis, shownMillis } = this.#shown;
      this.#go(Math.min(serverMillis, Math.max(windowFromMillis, shownMillis + steps * STEP_SECONDS * 1000)));
    }
  }

  /** Shows what a view's snapshot says. */
  show(snapshot) {
    this.#shown = snapshot;
    const { row, bar, moment, speed } = this.#elements;
    row.hidden = moment.hidden = speed.hidden = !snapshot.canGoBack;
    if (!snapshot.canGoBack) {
      return;
    }
    bar.min = String(Math.floor(snapshot.windowFromMillis));
    bar.max = String(Math.ceil(snapshot.serverMillis));
    if (!this.#dragging) {
      bar.value = String(Math.round(snapshot.shownMillis));
      this.#describe(snapshot.shownMillis);
    }
    const behindSeconds = (snapshot.serverMillis - snapshot.shownMillis) / 1000;
    const away = snapshot.past || snapshot.state === 'paused';
    setText(moment, this.#past()?.refusal || (away ? `${clock(new Date(snapshot.shownMillis).toISOString())} (${agoText(behindSeconds)})` : ''));
    setText(speed, `${snapshot.speed}×`);
  }

  #describe(momentMillis) {
    const seconds = Math.max(0, ((this.#shown?.serverMillis ?? momentMillis) - momentMillis) / 1000);
    this.#elements.bar.setAttribute('aria-valuetext', `${clock(new Date(momentMillis).toISOString())}, ${agoText(seconds).slice(1)} behind live`);
  }

  #hint({ clientX }) {
    const { bar, hint, hintTime } = this.#elements;
    const { left, width } = bar.getBoundingClientRect();
    const part = Math.min(1, Math.max(0, (clientX - left) / width));
    const momentMillis = Number(bar.min) + part * (Number(bar.max) - Number(bar.min));
    hint.hidden = false;
    hint.style.left = `${part * 100}%`;
    setText(hintTime, clock(new Date(momentMillis).toISOString()));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#showPicture(momentMillis), THUMBNAIL_AFTER_MILLIS);
  }

  async #showPicture(momentMillis) {
    const timer = this.#timer;
    // Without a picture there is the time still.
    const picture = await this.#thumbnail(momentMillis).catch(() => null);
    if (timer === this.#timer && picture !== null) {
      this.#dropPicture();
      this.#elements.hintPicture.src = URL.createObjectURL(picture);
    }
  }

  #dropPicture() {
    URL.revokeObjectURL(this.#elements.hintPicture.src);
    this.#elements.hintPicture.removeAttribute('src');
  }

  #hideHint() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#elements.hint.hidden = true;
    this.#dropPicture();
  }
}
