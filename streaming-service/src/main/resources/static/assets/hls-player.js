const TICK_MILLIS = 250;
/** A position that has not moved for so long stands still. */
const STILL_AFTER_MILLIS = 1_000;
const KEEP_BACK_SECONDS = 20;
const HLS_TYPE = 'application/vnd.apple.mpegurl';

let loading = null;

/**
 * Plays the playlist of a stream in a `<video>`: by itself where the browser is Apple's, else with hls.js, which is loaded when
 * it is needed first.
 *
 * `onFailure(title, text, lost)` is called at most once; `lost` says that media did not come, rather than that it could not be
 * played. `onBytes(count)` is called for what comes, as far as that is seen; `onEnd()` when the stream has ended.
 */
export class HlsPlayer {
  jumps = 0;
  awaitsKeyframe = false;

  #video;
  #source;
  #listener;
  #hls = null;
  #listeners = new AbortController();
  #ticker = 0;
  #position = 0;
  #movedAtMillis = null;
  #recovered = false;
  #paused = false;
  /** The browser wants a gesture before it plays. */
  #refused = false;
  #closed = false;

  /** The reason why this browser plays no HLS, or null when it does. */
  static get absence() {
    return isNative() || mediaSourceType() !== undefined ? null : 'This browser plays no HLS.';
  }

  constructor(video, source, listener) {
    this.#video = video;
    this.#source = source;
    this.#listener = listener;
    const signal = this.#listeners.signal;
    video.addEventListener('ended', () => this.#end(), { signal });
    this.#ticker = setInterval(() => this.#tick(), TICK_MILLIS);
    if (isNative()) {
      video.addEventListener('error', () => this.#fail('The video could not be played', video.error?.message ?? '', video.error?.code === 2), { signal });
      video.src = source.address;
      this.#play();
    } else {
      this.#load();
    }
  }

  async #load() {
    let Hls;
    try {
      Hls = await library(this.#source.library);
    } catch {
      this.#fail('The player could not be loaded', `${this.#source.library} did not come.`, false);
      return;
    }
    if (this.#closed) {
      return;
    }
    if (!Hls.isSupported()) {
      this.#fail('This browser cannot play the stream', 'It has no Media Source Extensions for H.264.', false);
      return;
    }
    const headers = Object.entries(this.#source.headers);
    this.#hls = new Hls({
      lowLatencyMode: true,
      // A worker is made of a text, which the page's policy forbids; fragmented MP4 needs none.
      enableWorker: false,
      backBufferLength: KEEP_BACK_SECONDS,
      maxLiveSyncPlaybackRate: 1.1,
      xhrSetup: (request) => headers.forEach(([name, value]) => request.setRequestHeader(name, value)),
    });
    const count = (event, { part, frag }) => this.#listener.onBytes?.((part ?? frag)?.stats?.loaded ?? 0);
    this.#hls.on(Hls.Events.FRAG_LOADED, count);
    this.#hls.on(Hls.Events.ERROR, (event, data) => this.#onError(Hls, data));
    this.#hls.loadSource(this.#source.address);
    this.#hls.attachMedia(this.#video);
    this.#play();
  }

  #onError(Hls, { fatal, type, details, reason, response }) {
    if (!fatal) {
      return;
    }
    if (type === Hls.ErrorTypes.MEDIA_ERROR && !this.#recovered) {
      this.#recovered = true;
      this.#hls.recoverMediaError();
      return;
    }
    const lost = type === Hls.ErrorTypes.NETWORK_ERROR;
    this.#fail(lost ? 'The stream was interrupted' : 'The video could not be played', reason ?? response?.text ?? details ?? '', lost);
  }

  get frames() {
    return this.#video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
  }

  get width() {
    return this.#video.videoWidth;
  }

  get height() {
    return this.#video.videoHeight;
  }

  /** How far what is shown is behind the end of the playlist, in seconds. */
  get aheadSeconds() {
    if (this.#hls !== null) {
      return this.#hls.latency || 0;
    }
    const { seekable, currentTime } = this.#video;
    return seekable.length === 0 ? 0 : Math.max(0, seekable.end(seekable.length - 1) - currentTime);
  }

  /** Whether the browser refused to start playback without a gesture of the user. */
  get blocked() {
    return !this.#paused && this.#refused && this.#video.paused && !document.hidden;
  }

  get moving() {
    return this.#movedAtMillis !== null && performance.now() - this.#movedAtMillis < STILL_AFTER_MILLIS;
  }

  append() {
    // It fetches by itself.
  }

  pause() {
    this.#paused = true;
    this.#video.pause();
    this.#hls?.stopLoad();
  }

  /** Goes on at the live edge, not where it was paused. */
  resume() {
    if (this.#paused) {
      this.#paused = false;
      this.#hls?.startLoad(-1);
      const { seekable } = this.#video;
      const live = this.#hls === null ? (seekable.length > 0 ? seekable.end(seekable.length - 1) : null) : this.#hls.liveSyncPosition;
      if (Number.isFinite(live)) {
        this.#video.currentTime = live;
      }
    }
    this.#play();
  }

  close() {
    this.#closed = true;
    clearInterval(this.#ticker);
    this.#listeners.abort();
    this.#hls?.destroy();
    this.#hls = null;
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  #tick() {
    const { currentTime, paused, seeking } = this.#video;
    if (currentTime !== this.#position && !paused && !seeking) {
      this.#movedAtMillis = performance.now();
      this.#recovered = false;
      this.#listener.onMoving?.();
    }
    this.#position = currentTime;
  }

  #play() {
    this.#video.play()?.then(
      () => (this.#refused = false),
      // Anything else is an interruption, such as by a new source.
      ({ name }) => (this.#refused = name === 'NotAllowedError'),
    );
  }

  #end() {
    if (!this.#closed) {
      this.#closed = true;
      this.#listener.onEnd?.();
    }
  }

  #fail(title, text, lost) {
    if (!this.#closed) {
      this.#closed = true;
      this.#listener.onFailure(title, text, lost);
    }
  }
}

function mediaSourceType() {
  return globalThis.ManagedMediaSource ?? globalThis.MediaSource;
}

/** Apple's browsers play low-latency HLS themselves, others that claim to play it are seconds behind. */
export function isNative() {
  const plays = globalThis.document?.createElement('video').canPlayType(HLS_TYPE) ?? '';
  return plays !== '' && (mediaSourceType() === undefined || /^Apple/.test(globalThis.navigator?.vendor ?? ''));
}

/** A classic script, as pages of other origins may have it without asking. */
function library(address) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = address;
    script.onload = () => (globalThis.Hls ? resolve(globalThis.Hls) : reject(new Error('no hls.js')));
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error('not loaded'));
    };
    document.head.append(script);
  });
  return loading;
}
