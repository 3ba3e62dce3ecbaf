import { AppendQueue } from './append-queue.js';
import { LiveEdge } from './live-edge.js';

const QUEUE_MAX_BYTES = 32 * 1024 * 1024;
const APPEND_MAX_BYTES = 1024 * 1024;
const KEEP_BACK_SECONDS = 20;
/** Old media goes in steps of this size: a removal occupies the SourceBuffer, so it should be rare. */
const TRIM_STEP_SECONDS = 10;
const TICK_MILLIS = 250;
const STARVING_AFTER_MILLIS = 1_000;

/**
 * Plays fragmented MP4 or WebM in a `<video>` through Media Source Extensions and keeps it at the live edge.
 * A player is for one stream description; a new description needs a new player.
 *
 * `onFailure(title, text)` is called at most once, when these bytes cannot go on.
 */
export class MsePlayer {
  jumps = 0;
  edgeSeconds = 0;

  #video;
  #onFailure;
  #mediaSource;
  #sourceBuffer = null;
  #queue = new AppendQueue(QUEUE_MAX_BYTES);
  #liveEdge = new LiveEdge();
  #listeners = new AbortController();
  #ticker = 0;
  #starvedSinceMillis = null;
  #paused = false;
  #closed = false;

  /** The reason why this browser cannot play the type, or null when it can. */
  static obstacle(mimeType) {
    const type = mediaSourceType();
    if (type === undefined) {
      return 'This browser has no Media Source Extensions.';
    }
    return type.isTypeSupported(mimeType) ? null : `This browser does not play ${mimeType}.`;
  }

  constructor(video, mimeType, { onFailure }) {
    this.#video = video;
    this.#onFailure = onFailure;
    const signal = this.#listeners.signal;
    this.#mediaSource = new (mediaSourceType())();
    this.#mediaSource.addEventListener('sourceopen', () => this.#attach(mimeType), { signal, once: true });
    video.addEventListener('error', () => this.#fail('The video could not be decoded', video.error?.message ?? ''), { signal });
    video.addEventListener('waiting', () => this.#chase(), { signal });
    document.addEventListener('visibilitychange', () => this.#onVisibility(), { signal });
    // Safari opens a managed source only for a video that cannot be sent to another device.
    video.disableRemotePlayback = true;
    video.src = URL.createObjectURL(this.#mediaSource);
    this.#ticker = setInterval(() => this.#tick(), TICK_MILLIS);
    this.#play();
  }

  get frames() {
    return this.#video.getVideoPlaybackQuality().totalVideoFrames;
  }

  get width() {
    return this.#video.videoWidth;
  }

  get height() {
    return this.#video.videoHeight;
  }

  /** Whether the browser refused to start playback without a gesture of the user. */
  get blocked() {
    return !this.#paused && this.#video.paused && this.#sourceBuffer !== null && !document.hidden;
  }

  /** Whether the picture stands still because nothing more is there to play. */
  get starving() {
    return this.#starvedSinceMillis !== null && performance.now() - this.#starvedSinceMillis > STARVING_AFTER_MILLIS;
  }

  append(arrayBuffer) {
    if (this.#closed) {
      return;
    }
    if (this.#queue.offer(arrayBuffer)) {
      this.#pump();
    } else {
      this.#fail('This device is too slow for the stream', 'More video arrived than it could take in.');
    }
  }

  pause() {
    this.#paused = true;
    this.#video.pause();
  }

  /** Goes on at the live edge, not where it was paused. */
  resume() {
    this.#paused = false;
    this.#liveEdge = new LiveEdge();
    this.#chase();
    this.#play();
  }

  close() {
    this.#closed = true;
    clearInterval(this.#ticker);
    this.#listeners.abort();
    URL.revokeObjectURL(this.#video.src);
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  #attach(mimeType) {
    URL.revokeObjectURL(this.#video.src);
    try {
      this.#sourceBuffer = this.#mediaSource.addSourceBuffer(mimeType);
    } catch (error) {
      this.#fail('This browser cannot play the stream', error.message);
      return;
    }
    const signal = this.#listeners.signal;
    this.#sourceBuffer.addEventListener('updateend', () => {
      this.#chase();
      this.#pump();
    }, { signal });
    this.#sourceBuffer.addEventListener('error', () => this.#fail('The video could not be decoded', ''), { signal });
    this.#pump();
  }

  #pump() {
    const buffer = this.#sourceBuffer;
    if (this.#closed || buffer === null || buffer.updating || this.#mediaSource.readyState !== 'open') {
      return;
    }
    if (this.#removeBefore(this.#edge() - KEEP_BACK_SECONDS, TRIM_STEP_SECONDS)) {
      return;
    }
    const bytes = this.#queue.take(APPEND_MAX_BYTES);
    if (bytes === null) {
      return;
    }
    try {
      buffer.appendBuffer(bytes);
    } catch (error) {
      if (error.name === 'QuotaExceededError') {
        this.#queue.putBack(bytes);
        this.#makeRoom();
      } else {
        this.#fail('The video could not be taken in', error.message);
      }
    }
  }

  /** The browser's buffer is full: give up what was played, and if that is nothing, all but the last moment. */
  #makeRoom() {
    const played = this.#video.currentTime - 1;
    if (!this.#removeBefore(played, 0) && !this.#removeBefore(this.#edge() - 2, 0)) {
      this.#fail('The browser ran out of room for the video', '');
    }
  }

  /** Starts a removal and returns true if at least `stepSeconds` of media lie before the time. */
  #removeBefore(timeSeconds, stepSeconds) {
    const ranges = this.#ranges();
    if (ranges.length === 0 || ranges[0][0] >= timeSeconds - stepSeconds) {
      return false;
    }
    this.#sourceBuffer.remove(0, timeSeconds);
    return true;
  }

  #tick() {
    const starved = !this.#paused && this.#video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
    this.#starvedSinceMillis = starved ? (this.#starvedSinceMillis ?? performance.now()) : null;
    this.#chase();
  }

  #chase() {
    const video = this.#video;
    const ranges = this.#ranges();
    if (ranges.length === 0 || this.#paused || video.seeking) {
      return;
    }
    const decision = this.#liveEdge.decide(ranges, video.currentTime, performance.now() / 1000);
    this.edgeSeconds = decision.behindSeconds;
    if (video.playbackRate !== decision.rate) {
      video.playbackRate = decision.rate;
    }
    if (decision.seekTo !== undefined) {
      this.jumps += decision.reason === 'join' ? 0 : 1;
      video.currentTime = decision.seekTo;
    }
  }

  /** Browsers slow or pause a hidden video; when it is seen again it should show the present. */
  #onVisibility() {
    if (!document.hidden && !this.#paused) {
      this.resume();
    }
  }

  #play() {
    // A refusal (no gesture yet, or interrupted by a new source) shows in `blocked`.
    this.#video.play().catch(() => {});
  }

  #edge() {
    return this.#ranges().at(-1)?.[1] ?? 0;
  }

  #ranges() {
    if (this.#sourceBuffer === null || this.#mediaSource.readyState !== 'open') {
      return [];
    }
    const buffered = this.#sourceBuffer.buffered;
    return Array.from({ length: buffered.length }, (_, index) => [buffered.start(index), buffered.end(index)]);
  }

  #fail(title, text) {
    if (!this.#closed) {
      this.#closed = true;
      this.#onFailure(title, text);
    }
  }
}

function mediaSourceType() {
  return globalThis.ManagedMediaSource ?? globalThis.MediaSource;
}
