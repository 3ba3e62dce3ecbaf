import { CanvasPlayer } from './canvas-player.js';
import { StreamConnection } from './connection.js';
import { hasPicture, hasSound } from './media-type.js';
import { MsePlayer } from './mse-player.js';
import { RateMeter } from './rate-meter.js';
import { viewState } from './view-state.js';

/** Shows one stream in a `<video>` or a `<canvas>`, whichever its format needs, over one connection that repairs itself. */
export class StreamView {
  bytes = 0;
  format = null;
  description = null;

  #video;
  #canvas;
  #connection;
  #player = null;
  #status = { state: 'connecting', title: 'Connecting', text: '' };
  #meter = new RateMeter();
  #paused = false;
  #lastMediaMillis = 0;
  /** Why there is nothing, in the server's words, while it waits for the publisher; null otherwise. */
  #absence = null;
  #serverFigures = null;
  #jumpsBefore = 0;

  constructor({ server, video, canvas }) {
    this.#video = video;
    this.#canvas = canvas;
    this.#connection = new StreamConnection(server, {
      onStatus: (status) => this.#onStatus(status),
      onStream: (description) => this.#onStream(description),
      onMedia: (arrayBuffer) => this.#onMedia(arrayBuffer),
      onLive: (figures) => {
        this.#serverFigures = figures;
      },
      onWaiting: (reason) => {
        this.#absence = reason;
      },
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
    return hasSound(this.description?.mimeType);
  }

  /** Whether there is sound and no picture. */
  get soundOnly() {
    return this.hasSound && !hasPicture(this.description?.mimeType);
  }

  /** How far what is shown is behind the publisher, as far as it can be known, in seconds. */
  get #behindSeconds() {
    return (this.#player?.aheadSeconds ?? 0) + (this.#serverFigures?.delayMillis ?? 0) / 1000;
  }

  /**
   * What there is to show now. `state` is `connecting`, `waiting` (nobody publishes), `reconnecting`, `stopped`,
   * `buffering`, `blocked` (the browser wants a gesture), `paused`, or `live`. `retryAtMillis` is there while a retry is
   * planned.
   */
  get snapshot() {
    const nowMillis = performance.now();
    const player = this.#player;
    return {
      ...viewState({
        status: this.#status,
        absence: this.#absence,
        paused: this.#paused,
        silentSeconds: (nowMillis - this.#lastMediaMillis) / 1000,
        described: this.description !== null,
        soundOnly: this.soundOnly,
        player,
      }),
      stream: this.description?.stream ?? null,
      format: this.format,
      bytes: this.bytes,
      frames: player?.frames ?? 0,
      aheadSeconds: player?.aheadSeconds ?? 0,
      behindSeconds: this.#behindSeconds,
      skippedChunks: this.#serverFigures?.skippedChunks ?? 0,
      jumps: this.#jumpsBefore + (player?.jumps ?? 0),
      width: player?.width ?? 0,
      height: player?.height ?? 0,
      bytesPerSecond: this.#meter.perSecond(nowMillis / 1000),
      hasSound: this.hasSound,
      soundOnly: this.soundOnly,
    };
  }

  #onStatus(status) {
    this.#status = status;
    this.#absence = null;
    this.#serverFigures = null;
    if (status.state === 'open') {
      this.#lastMediaMillis = performance.now();
    } else if (status.state !== 'connecting') {
      // The last picture stays on show until the stream returns; nothing more comes for this player.
      this.#player?.pause();
    }
  }

  #onStream(description) {
    this.#absence = null;
    this.#lastMediaMillis = performance.now();
    this.description = description;
    this.format = description.format;
    if (this.#player instanceof MsePlayer && this.#player.continueWith(description.mimeType)) {
      // While there was no connection its last picture stood still.
      if (!this.#paused) {
        this.#player.resume();
      }
      return;
    }
    this.#closePlayer();
    const jpeg = description.format === 'jpeg';
    const obstacle = jpeg ? null : MsePlayer.obstacle(description.mimeType);
    if (obstacle !== null) {
      this.#connection.giveUp('This browser cannot play the stream', obstacle);
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
    this.#absence = null;
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
