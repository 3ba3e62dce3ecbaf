import { newestPicture, watching } from './server.js';
import { StreamView } from './stream-view.js';

const DECODED_WITHIN_MILLIS = 6_000;

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

  /** Has the server's newest picture, without joining the stream; nothing where it has none that this browser shows. */
  async takeStill() {
    const picture = await newestPicture(this.#stream).catch(() => null);
    if (picture === null || this.#moving) {
      return;
    }
    if (picture.type.startsWith('image/')) {
      const bitmap = await createImageBitmap(picture).catch(() => null);
      this.#keep(bitmap, bitmap?.width, bitmap?.height);
      bitmap?.close();
    } else {
      const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true, preload: 'auto' });
      const url = URL.createObjectURL(picture);
      if (await decoded(video, url)) {
        this.#keep(video, video.videoWidth, video.videoHeight);
      }
      video.removeAttribute('src');
      video.load();
      URL.revokeObjectURL(url);
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
      return;
    }
    this.#keep(source, snapshot.width, snapshot.height);
  }

  #keep(source, width, height) {
    if (width > 0) {
      this.#still.width = width;
      this.#still.height = height;
      this.#still.getContext('2d', { alpha: false }).drawImage(source, 0, 0);
      this.#still.classList.add('taken');
    }
  }
}

/** Whether a video of one picture has it to show. */
function decoded(video, url) {
  return new Promise((resolve) => {
    video.addEventListener('loadeddata', () => resolve(true), { once: true });
    video.addEventListener('error', () => resolve(false), { once: true });
    setTimeout(() => resolve(false), DECODED_WITHIN_MILLIS);
    video.src = url;
  });
}
