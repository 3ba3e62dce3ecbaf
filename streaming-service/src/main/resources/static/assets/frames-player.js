/** A picture that has not changed for so long stands still. */
const STILL_AFTER_MILLIS = 1_000;

/**
 * Plays frames through WebCodecs: they are decoded in a worker and drawn on a canvas of their own, a few milliseconds after
 * they have come. Sound comes through an `AudioWorklet` while it is not muted, and pictures are held to it.
 *
 * `onFailure(title, text)` is called at most once, when this browser cannot go on.
 */
export class FramesPlayer {
  blocked = false;

  #canvas;
  #worker;
  #onFailure;
  #report = { frames: 0, sounds: 0, width: 0, height: 0, aheadSeconds: 0, shownArrivedMillis: null, skewMillis: null, jumps: 0, dropped: 0, awaitsKeyframe: false };
  #reportedAtMillis = 0;
  #movedAtMillis = null;
  #audioTrack = null;
  #audio = null;
  #muted = true;
  #volume = 1;
  #paused = false;
  #closed = false;

  /** The reason why this browser has no WebCodecs here, or null when it has. */
  static get obstacle() {
    if (!globalThis.isSecureContext) {
      return 'WebCodecs needs a secure context: HTTPS, or localhost.';
    }
    return globalThis.VideoDecoder && globalThis.HTMLCanvasElement?.prototype.transferControlToOffscreen ? null : 'This browser has no WebCodecs.';
  }

  /** Puts its canvas behind `place`, an element. */
  constructor(place, { onFailure }) {
    this.#onFailure = onFailure;
    this.#canvas = document.createElement('canvas');
    this.#canvas.className = 'frames';
    this.#canvas.setAttribute('part', 'picture');
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute('aria-label', 'Live picture');
    place.after(this.#canvas);
    this.#worker = startWorker();
    this.#worker.onmessage = ({ data }) => this.#onMessage(data);
    this.#worker.onerror = (event) => this.#fail('The player could not be started', event.message ?? '');
    const offscreen = this.#canvas.transferControlToOffscreen();
    this.#worker.postMessage({ canvas: offscreen }, [offscreen]);
  }

  get canvas() {
    return this.#canvas;
  }

  get frames() {
    return this.#report.frames;
  }

  get width() {
    return this.#report.width;
  }

  get height() {
    return this.#report.height;
  }

  get jumps() {
    return this.#report.jumps;
  }

  get aheadSeconds() {
    return this.#report.aheadSeconds;
  }

  /** The server's time at which the picture that is shown arrived there; null before there is one. */
  get shownArrivedMillis() {
    const { shownArrivedMillis } = this.#report;
    // Pictures went on since the last report: there are ten a second, whether they go on or not.
    return shownArrivedMillis === null ? null : shownArrivedMillis + performance.now() - this.#reportedAtMillis;
  }

  /** How much earlier the picture is than the sound, in milliseconds, or null without sound. */
  get skewMillis() {
    return this.#report.skewMillis;
  }

  get awaitsKeyframe() {
    return this.#report.awaitsKeyframe;
  }

  get moving() {
    return this.#movedAtMillis !== null && performance.now() - this.#movedAtMillis < STILL_AFTER_MILLIS;
  }

  /** What frames that follow are of. */
  tracks(message) {
    this.#audioTrack = message.tracks.find(({ kind }) => kind === 'audio') ?? null;
    this.#worker.postMessage({ tracks: message });
    this.#sound();
  }

  append(arrayBuffer) {
    if (!this.#closed) {
      this.#worker.postMessage({ frame: arrayBuffer }, [arrayBuffer]);
    }
  }

  setSound({ muted, volume }) {
    this.#muted = muted;
    this.#volume = volume;
    this.#sound();
  }

  pause() {
    this.#paused = true;
    this.#worker.postMessage({ paused: true });
    this.#sound();
  }

  /** Goes on with what is live: decoding never stopped. */
  resume() {
    this.#paused = false;
    this.#worker.postMessage({ paused: false });
    this.#sound();
  }

  close() {
    this.#closed = true;
    this.#worker.terminate();
    this.#closeSound();
    this.#canvas.remove();
  }

  /** Sound is made while it is to be heard, at the rate of the track. */
  #sound() {
    const wanted = !this.#closed && !this.#muted && !this.#paused && this.#audioTrack !== null;
    if (this.#audio !== null && (!wanted || this.#audio.sampleRate !== this.#audioTrack.sampleRate)) {
      this.#closeSound();
    }
    if (wanted && this.#audio === null) {
      this.#openSound(this.#audioTrack.sampleRate);
    }
    if (this.#audio !== null) {
      this.#audio.gain.gain.value = this.#volume;
      this.#audio.context.resume().catch(() => {});
    }
  }

  async #openSound(sampleRate) {
    const context = new AudioContext({ latencyHint: 'interactive', sampleRate });
    const audio = { context, sampleRate, gain: context.createGain() };
    audio.gain.connect(context.destination);
    this.#audio = audio;
    try {
      await context.audioWorklet.addModule(new URL('./sound-worklet.js', import.meta.url));
    } catch {
      return; // The picture goes on without.
    }
    if (this.#audio !== audio) {
      return;
    }
    const node = new AudioWorkletNode(context, 'iocp-sound', { numberOfInputs: 0, outputChannelCount: [Math.min(2, this.#audioTrack.channels || 2)] });
    node.connect(audio.gain);
    const { port1, port2 } = new MessageChannel();
    node.port.postMessage({ source: port1 }, [port1]);
    this.#worker.postMessage({ sound: port2, latencySeconds: context.outputLatency || context.baseLatency || 0 }, [port2]);
  }

  #closeSound() {
    if (this.#audio !== null) {
      this.#audio.context.close().catch(() => {});
      this.#audio = null;
      this.#worker.postMessage({ sound: null, latencySeconds: 0 });
    }
  }

  #onMessage({ report, failure }) {
    if (failure) {
      this.#fail(failure.title, failure.text);
    } else if (report) {
      if (report.frames !== this.#report.frames || (report.width === 0 && report.sounds !== this.#report.sounds)) {
        this.#movedAtMillis = performance.now();
      }
      this.#report = report;
      this.#reportedAtMillis = performance.now();
    }
  }

  #fail(title, text) {
    if (!this.#closed) {
      this.#closed = true;
      this.#onFailure(title, text);
    }
  }
}

/** A worker has to come from the page's own site: where the module is another's, one line of the page's own brings it in. */
function startWorker() {
  const url = new URL('./frames-worker.js', import.meta.url);
  if (url.origin === location.origin) {
    return new Worker(url, { type: 'module' });
  }
  const line = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' }));
  return new Worker(line, { type: 'module' });
}
