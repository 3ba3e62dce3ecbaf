import { CanvasPlayer } from './canvas-player.js';
import { StreamConnection } from './connection.js';
import { FramesPlayer } from './frames-player.js';
import { HlsConnection } from './hls-connection.js';
import { HlsPlayer } from './hls-player.js';
import { hasPicture, hasSound } from './media-type.js';
import { MsePlayer } from './mse-player.js';
import { PastView } from './past-view.js';
import { PlayerLadder } from './player-ladder.js';
import { RateMeter } from './rate-meter.js';
import { RenditionChoice } from './rendition-choice.js';
import { ServerClock } from './server-clock.js';
import { viewState } from './view-state.js';

/** As the server refuses a viewer of frames: there are none in the stream. */
const NOT_AS_FRAMES = 4406;
/** So many handshakes in a row fail although the server says that the stream is there: something between blocks WebSockets. */
const BLOCKED_AFTER_REFUSALS = 2;
/** Questions for the server's time: a few, one a second, then one at times. */
const FIRST_QUESTIONS = 5;
const QUESTION_EVERY_MILLIS = 10_000;

/**
 * Shows one stream in a `<video>`, or on a `<canvas>`, whichever its format and the browser need, over one connection that
 * repairs itself. `mode` is how it is to be played, if that is possible: see `PlayerLadder`. `rendition` is the one that is
 * wanted of a stream that has several, or null for whatever the link carries.
 */
export class StreamView {
  bytes = 0;
  format = null;
  description = null;

  #video;
  #canvas;
  #socket;
  #playlist;
  #refusals = 0;
  #player = null;
  #status = { state: 'connecting', title: 'Connecting', text: '' };
  #meter = new RateMeter();
  #paused = false;
  #lastMediaMillis = 0;
  /** Why there is nothing, in the server's words, while it waits for the publisher; null otherwise. */
  #absence = null;
  #serverFigures = null;
  #clock = new ServerClock();
  #questions = 0;
  #askedMillis = 0;
  #jumpsBefore = 0;
  #ladder;
  #past;
  #renditions;
  #sound = { muted: true, volume: 1 };

  constructor({ server, video, canvas, mode = 'auto', rendition = null }) {
    this.#video = video;
    this.#canvas = canvas;
    this.#ladder = new PlayerLadder(mode, { webcodecs: FramesPlayer.obstacle, mse: MsePlayer.absence, hls: HlsPlayer.absence });
    this.#past = new PastView({
      tell: (message) => this.#socket.tell(message),
      reopen: () => this.#open(),
      player: () => this.#player,
      position: () => this.#video.currentTime,
      ladder: this.#ladder,
    });
    this.#renditions = new RenditionChoice(rendition);
    const address = () => server.address({ frames: this.#ladder.mode === 'webcodecs', from: this.#past.from, rendition: this.#renditions.wanted });
    this.#playlist = new HlsConnection(server, {
      onStatus: (status) => this.#onStatus(status),
      onStream: (description) => this.#onStream(description),
      onUnavailable: (reason) => this.#fallOr(reason, () => this.#playlist.giveUp('This stream is not available as HLS', reason)),
    });
    this.#socket = new StreamConnection({ ...server, address }, {
      onStatus: (status) => this.#onStatus(status),
      afterRefusal: (answer) => this.#afterRefusal(answer),
      onStream: (description) => this.#onStream(description),
      onTracks: (message) => this.#player?.tracks?.(message),
      afterClose: (code, reason) => (code === NOT_AS_FRAMES && this.#ladder.fail(reason) ? this.#change() : undefined),
      onMedia: (arrayBuffer) => this.#onMedia(arrayBuffer),
      onLive: (figures) => this.#onLive(figures),
      onClock: (message) => this.#clock.answered(message, performance.now()),
      onTime: (message) => this.#past.hear(message),
      onRenditions: (message) => this.#renditions.hear(message),
      onWaiting: (reason) => {
        this.#absence = reason;
      },
    });
  }

  start() {
    this.#past.start();
    this.#open();
  }

  /** What brings the stream, as it is played now. */
  get #connection() {
    return this.#ladder.mode === 'hls' ? this.#playlist : this.#socket;
  }

  #open() {
    (this.#ladder.mode === 'hls' ? this.#socket : this.#playlist).close();
    this.#connection.open();
  }

  /** Takes the next way down, or does something else where there is none. */
  #fallOr(why, otherwise) {
    if (this.#ladder.fail(why)) {
      this.#closePlayer();
      this.#open();
    } else {
      otherwise();
    }
  }

  /** The way has changed while a connection ends: the next one is opened when this one has ended. */
  #change() {
    if (this.#ladder.mode === 'hls') {
      queueMicrotask(() => this.#open());
    }
    return { state: 'reconnecting', pace: 'fast', title: 'Changing the player', text: '' };
  }

  /** Where only requests pass, HLS does. */
  #afterRefusal(answer) {
    this.#refusals = answer?.status === 'live' ? this.#refusals + 1 : 0;
    if (this.#refusals < BLOCKED_AFTER_REFUSALS || HlsPlayer.absence !== null) {
      return undefined;
    }
    while (this.#ladder.mode !== 'hls' && this.#ladder.fail('The network lets no WebSockets through.'));
    return this.#ladder.mode === 'hls' ? this.#change() : undefined;
  }

  stop() {
    this.#past.stop();
    this.#socket.close();
    this.#playlist.close();
    this.#closePlayer();
  }

  retryNow() {
    if (this.#status.state === 'stopped') {
      this.#open();
    } else {
      this.#connection.retryNow();
    }
  }

  get paused() {
    return this.#paused;
  }

  /** Going back: how far one can, and going there. */
  get past() {
    return this.#past;
  }

  pause() {
    this.#paused = true;
    this.#past.pause(this.#liveBehindSeconds);
    this.#player?.pause();
  }

  /** Goes on with what is live. */
  resume() {
    this.#paused = false;
    this.#past.goLive();
    this.#player?.resume();
  }

  /** Goes to a moment of the past, in the server's milliseconds, and plays. */
  seek(moment) {
    this.#past.seek(moment);
    if (this.#paused) {
      this.#paused = false;
      this.#player?.resumeHere?.();
    }
  }

  /** Goes on where it was paused, where the server keeps the past of the stream; and with what is live otherwise. */
  resumeHere() {
    this.#paused = false;
    if (!this.#past.resume()) {
      this.#player?.resume();
    }
  }

  /** How it is to be played: `auto`, `webcodecs`, `mse` or `hls`. */
  get wantedMode() {
    return this.#ladder.wanted;
  }

  /** Plays it another way from now on. */
  wantMode(mode) {
    const before = this.#ladder.mode;
    this.#ladder.want(mode);
    if (this.#ladder.mode !== before) {
      this.#closePlayer();
      this.#open();
    }
  }

  /** Shows this rendition of the stream from now on, or with null the best that the link carries. */
  chooseRendition(name) {
    const message = this.#renditions.choose(name);
    if (message !== null) {
      this.#socket.tell(message);
    }
  }

  /** How it is played: `webcodecs`, `mse`, `hls`, or `canvas` for pictures of JPEG. */
  get mode() {
    if (this.#player instanceof CanvasPlayer) {
      return 'canvas';
    }
    return this.#player instanceof MsePlayer ? 'mse' : this.#ladder.mode;
  }

  get muted() {
    return this.#sound.muted;
  }

  set muted(muted) {
    this.#setSound({ ...this.#sound, muted });
  }

  /** From 0 to 1. */
  get volume() {
    return this.#sound.volume;
  }

  set volume(volume) {
    this.#setSound({ ...this.#sound, volume });
  }

  #setSound(sound) {
    this.#sound = sound;
    this.#video.muted = sound.muted;
    this.#video.volume = sound.volume;
    this.#player?.setSound?.(sound);
  }

  /** What shows the picture, or null. */
  get picture() {
    return this.#player === null ? null : (this.#player.canvas ?? (this.#video.hidden ? this.#canvas : this.#video));
  }

  get hasSound() {
    return hasSound(this.description?.mimeType);
  }

  /** Whether there is sound and no picture. */
  get soundOnly() {
    return this.hasSound && !hasPicture(this.description?.mimeType);
  }

  /** How long ago what is shown arrived at the first server, as far as it can be known, in seconds. */
  get #behindSeconds() {
    return this.#past.behindSeconds ?? this.#liveBehindSeconds;
  }

  get #liveBehindSeconds() {
    const arrivedMillis = this.#player?.shownArrivedMillis ?? null;
    const serverMillis = this.#clock.serverMillis(performance.now());
    return arrivedMillis === null || serverMillis === null
      ? (this.#player?.aheadSeconds ?? 0) + (this.#serverFigures?.delayMillis ?? 0) / 1000
      : (serverMillis - arrivedMillis) / 1000;
  }

  /**
   * What there is to show now. `state` is `connecting`, `waiting` (nobody publishes), `reconnecting`, `stopped`,
   * `buffering`, `blocked` (the browser wants a gesture), `paused`, or `live`. `retryAtMillis` is there while a retry is
   * planned.
   */
  get snapshot() {
    const nowMillis = performance.now();
    const player = this.#player;
    const state = viewState({
      status: this.#status,
      absence: this.#absence,
      paused: this.#paused,
      silentSeconds: (nowMillis - this.#lastMediaMillis) / 1000,
      described: this.description !== null,
      soundOnly: this.soundOnly,
      player,
    });
    return {
      ...state,
      ...(this.#past.active && state.state === 'live' && { title: 'Playing the past' }),
      stream: this.description?.stream ?? null,
      format: this.format,
      bytes: this.bytes,
      frames: player?.frames ?? 0,
      aheadSeconds: player?.aheadSeconds ?? 0,
      behindSeconds: this.#behindSeconds,
      skippedChunks: this.#serverFigures?.skippedChunks ?? 0,
      captureDelayMillis: this.#serverFigures?.captureDelayMillis ?? null,
      jumps: this.#jumpsBefore + (player?.jumps ?? 0),
      width: player?.width ?? 0,
      height: player?.height ?? 0,
      bytesPerSecond: this.#meter.perSecond(nowMillis / 1000),
      hasSound: this.hasSound,
      soundOnly: this.soundOnly,
      mode: this.mode,
      modeNote: this.#ladder.note,
      skewMillis: player?.skewMillis ?? null,
      ...this.#renditions.snapshot,
      ...this.#past.snapshot(this.#liveBehindSeconds),
    };
  }

  #onStatus(status) {
    this.#status = status;
    this.#absence = null;
    this.#serverFigures = null;
    if (status.state === 'open') {
      this.#past.opened();
      this.#clock.restart();
      this.#questions = 0;
      this.#askTime();
      this.#refusals = 0;
      this.#lastMediaMillis = performance.now();
    } else if (status.state !== 'connecting') {
      // The last picture stays on show until the stream returns; nothing more comes for this player.
      this.#player?.pause();
    }
  }

  #onLive(figures) {
    const nowMillis = performance.now();
    this.#serverFigures = figures;
    this.#clock.heard(figures.serverTimeMillis, nowMillis);
    if (figures.mediaArrivedMillis !== undefined) {
      this.#player?.arrived?.(figures.mediaArrivedMillis);
    }
    if (this.#questions < FIRST_QUESTIONS || nowMillis - this.#askedMillis > QUESTION_EVERY_MILLIS) {
      this.#askTime();
    }
  }

  #askTime() {
    this.#askedMillis = performance.now();
    this.#questions += 1;
    this.#socket.tell({ type: 'time', id: this.#clock.ask(this.#askedMillis) });
  }

  #onStream(description) {
    this.#absence = null;
    this.#lastMediaMillis = performance.now();
    this.description = description;
    this.format = description.format;
    this.#renditions.stream(description.stream);
    if (description.format !== 'hls') {
      this.#ladder.stream(description.mimeType);
    }
    if (!this.#past.takeTurn() && this.#continues(description)) {
      // While there was no connection its last picture stood still.
      if (!this.#paused) {
        this.#past.resumePlayer(this.#player);
      }
      return;
    }
    this.#closePlayer();
    const kind = { jpeg: CanvasPlayer, frames: FramesPlayer, hls: HlsPlayer }[description.format] ?? MsePlayer;
    const obstacle = kind === MsePlayer ? MsePlayer.obstacle(description.mimeType) : null;
    if (obstacle !== null) {
      this.#fallOr(obstacle, () => this.#connection.giveUp('This browser cannot play the stream', obstacle));
      return;
    }
    this.#video.hidden = kind !== MsePlayer && kind !== HlsPlayer;
    this.#canvas.hidden = kind !== CanvasPlayer;
    this.#player = this.#create(kind, description);
    this.#player.setSound?.(this.#sound);
    this.#past.playerMade(this.#player);
    if (this.#paused) {
      this.#player.pause();
    }
  }

  #continues({ format, mimeType }) {
    return format === 'frames' ? this.#player instanceof FramesPlayer : this.#player instanceof MsePlayer && this.#player.continueWith(mimeType);
  }

  #create(kind, { mimeType, source }) {
    const onFailure = (title, text) => this.#onFailure(title, text);
    switch (kind) {
      case CanvasPlayer:
        return new CanvasPlayer(this.#canvas, mimeType, { onFailure: (title, text) => this.#connection.rejoin(title, text) });
      case FramesPlayer:
        return new FramesPlayer(this.#video, { onFailure });
      case HlsPlayer:
        return new HlsPlayer(this.#video, source, {
          onFailure: (title, text, lost) => (lost ? this.#playlist.rejoin(title, text) : this.#onFailure(title, text)),
          onBytes: (count) => this.#count(count),
          onMoving: () => this.#playlist.settled(),
          onEnd: () => this.#playlist.ended(),
        });
      default:
        return new MsePlayer(this.#video, mimeType, { onFailure, past: this.#past.whereToGo });
    }
  }

  /** The next way down, if there is one that has not failed with this stream; or else the same again. */
  #onFailure(title, text) {
    if (this.#player instanceof FramesPlayer || this.#player instanceof HlsPlayer) {
      this.#fallOr(`${title}. ${text}`.trim(), () => this.#connection.rejoin(title, text));
    } else {
      this.#connection.rejoin(title, text);
    }
  }

  #onMedia(arrayBuffer) {
    this.#count(arrayBuffer.byteLength);
    this.#player?.append(arrayBuffer, this.#past.placed());
  }

  #count(bytes) {
    this.#absence = null;
    this.#lastMediaMillis = performance.now();
    this.bytes += bytes;
    this.#meter.add(bytes, this.#lastMediaMillis / 1000);
  }

  #closePlayer() {
    this.#jumpsBefore += this.#player?.jumps ?? 0;
    this.#player?.close();
    this.#player = null;
  }
}
