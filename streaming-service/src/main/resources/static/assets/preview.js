import { watching } from './server.js';
import { StreamView } from './stream-view.js';

const FIRST_PICTURE_WITHIN_MILLIS = 6_000;
const POLL_MILLIS = 50;

/** The picture on a card: a still that is renewed now and then, and moving pictures while somebody points at it. */
export class Preview {
  #stream;
  #still;
  #video;
  #canvas;
  #view = null;
  #moving = false;

  constructor(stream, { still, video, canvas }) {
    this.#stream = stream;
    this.#still = still;
    this.#video = video;
    this.#canvas = canvas;
  }

  /** Joins the stream for its first picture, keeps that and leaves, unless the preview is moving by then. */
  async takeStill() {
    this.#join();
    const deadlineMillis = performance.now() + FIRST_PICTURE_WITHIN_MILLIS;
    while (this.#view !== null && !this.#keepPicture() && performance.now() < deadlineMillis) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLIS));
    }
    if (!this.#moving) {
      this.#leave();
    }
  }

  startMoving() {
    this.#moving = true;
    this.#join();
  }

  stopMoving() {
    if (this.#moving) {
      this.#moving = false;
      this.#keepPicture();
      this.#leave();
    }
  }

  #join() {
    if (this.#view === null) {
      this.#view = new StreamView({ server: watching(this.#stream), video: this.#video, canvas: this.#canvas });
      this.#view.start();
    }
  }

  #leave() {
    this.#view?.stop();
    this.#view = null;
    this.#video.hidden = true;
    this.#canvas.hidden = true;
  }

  /** Copies the picture that is shown now, if there is one. */
  #keepPicture() {
    const snapshot = this.#view?.snapshot;
    const source = snapshot?.format === 'jpeg' ? this.#canvas : this.#video;
    if (!snapshot || snapshot.frames === 0 || (source === this.#video && this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA)) {
      return false;
    }
    this.#still.width = snapshot.width;
    this.#still.height = snapshot.height;
    this.#still.getContext('2d', { alpha: false }).drawImage(source, 0, 0);
    this.#still.classList.add('taken');
    return true;
  }
}
