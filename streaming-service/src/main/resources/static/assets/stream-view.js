import { CanvasPlayer } from './canvas-player.js';
import { StreamConnection } from './connection.js';
import { MsePlayer } from './mse-player.js';
import { RateMeter } from './rate-meter.js';

const SILENT_AFTER_SECONDS = 5;

/** Shows one stream in a `<video>` or a `<canvas>`, whichever its format needs, over one connection that repairs itself. */
export class StreamView {
  bytes = 0;
  format = null;
  description = null;
  muted = true;

  #video;
  #canvas;
  #connection;
  #player = null;
  #status = { state: 'connecting', title: 'Connecting', text: '' };
  #meter = new RateMeter();
  #paused = false;
  #lastMediaMillis = 0;
  #jumpsBefore = 0;

  constructor({ address, video, canvas }) {
    this.#video = video;
    this.#canvas = canvas;
    this.#connection = new StreamConnection(address, {
      onStatus: (status) => this.#onStatus(status),
      onStream: (description) => this.#onStream(description),
      onMedia: (arrayBuffer) => this.#onMedia(arrayBuffer),
    });
  }

  start() {
    this.#connection.open();
  }

  stop() {
    this.#connection.close();
    this.#closePlayer();
  }

  retryNow() {
    if (this.#status.state === 'stopped') {
      this.#connection.open();
    } else {
      this.#connection.retryNow();
    }
  }

  get paused() {
    return this.#paused;
  }

  pause() {
    this.#paused = true;
    this.#player?.pause();
  }

  resume() {
    this.#paused = false;
    this.#player?.resume();
  }

  get hasSound() {
    return /mp4a|opus|vorbis|ac-3|ec-3|flac/i.test(this.description?.mimeType ?? '');
  }

  /**
   * What there is to show now. `state` is `connecting`, `waiting` (nobody publishes), `reconnecting`, `stopped`,
   * `buffering`, `blocked` (the browser wants a gesture), `paused`, or `live`.
   */
  get snapshot() {
    const nowMillis = performance.now();
    const player = this.#player;
    return {
      ...this.#describeState(nowMillis),
      stream: this.description?.stream ?? null,
      format: this.format,
      bytes: this.bytes,
      frames: player?.frames ?? 0,
      edgeSeconds: player?.edgeSeconds ?? 0,
      jumps: this.#jumpsBefore + (player?.jumps ?? 0),
      width: player?.width ?? 0,
      height: player?.height ?? 0,
      bytesPerSecond: this.#meter.perSecond(nowMillis / 1000),
      hasSound: this.hasSound,
    };
  }

  #describeState(nowMillis) {
    if (this.#status.state !== 'open') {
      return this.#status;
    }
    if (this.#paused) {
      return { state: 'paused', title: 'Paused', text: '' };
    }
    if (this.#player?.blocked && this.#player.frames === 0) {
      return { state: 'blocked', title: 'Ready', text: 'The browser waits for you to start playback.' };
    }
    const silentSeconds = (nowMillis - this.#lastMediaMillis) / 1000;
    if (silentSeconds > SILENT_AFTER_SECONDS) {
      return { state: 'buffering', title: 'No picture from the publisher', text: 'The connection is up, but nothing has come for a while.' };
    }
    if (!this.#player || this.#player.width === 0) {
      return { state: 'buffering', title: 'Connected', text: 'Waiting for the first picture.' };
    }
    if (this.#player.starving) {
      return { state: 'buffering', title: 'Waiting for more video', text: '' };
    }
    return { state: 'live', title: 'Live', text: '' };
  }

  #onStatus(status) {
    this.#status = status;
    if (status.state === 'open') {
      this.#lastMediaMillis = performance.now();
    } else if (status.state !== 'connecting') {
      // The last picture stays on show until the stream returns; nothing more comes for this player.
      this.#player?.pause();
    }
  }

  #onStream(description) {
    this.#closePlayer();
    this.description = description;
    this.format = description.format;
    const jpeg = description.format === 'jpeg';
    const obstacle = jpeg ? null : MsePlayer.obstacle(description.mimeType);
    if (obstacle !== null) {
      this.#connection.stop('This browser cannot play the stream', obstacle);
      return;
    }
    this.#video.hidden = jpeg;
    this.#canvas.hidden = !jpeg;
    const onFailure = (title, text) => this.#connection.rejoin(title, text);
    this.#player = jpeg
      ? new CanvasPlayer(this.#canvas, description.mimeType, { onFailure })
      : new MsePlayer(this.#video, description.mimeType, { onFailure });
    if (this.#paused) {
      this.#player.pause();
    }
  }

  #onMedia(arrayBuffer) {
    this.#lastMediaMillis = performance.now();
    this.bytes += arrayBuffer.byteLength;
    this.#meter.add(arrayBuffer.byteLength, this.#lastMediaMillis / 1000);
    this.#player?.append(arrayBuffer);
  }

  #closePlayer() {
    this.#jumpsBefore += this.#player?.jumps ?? 0;
    this.#player?.close();
    this.#player = null;
  }
}
