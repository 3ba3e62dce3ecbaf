import { Capture } from './capture.js';
import { FrameEncoder, encodesFrames } from './frame-encoder.js';
import { PublishConnection } from './publish-connection.js';
import { RateMeter } from './rate-meter.js';
import { Recorder } from './recorder.js';
import { Uplink } from './uplink.js';

const SOUND_BITS = 128_000;
const METER_MILLIS = 250;

/**
 * Publishes what this device captures over one connection that repairs itself.
 *
 *     idle ──▶ asking ──▶ connecting ──▶ open (live) ◀──▶ reconnecting
 *       ◀─ stop ─┴──────────────┴───────────┴──▶ failed   (refused by the browser or the server)
 */
export class Publisher {
  #server;
  #onCapture;
  #status = idle();
  #capture = null;
  #connection = null;
  #encoder = null;
  #uplink = null;
  #byteMeter = new RateMeter();
  #frameMeter = new RateMeter();
  #meterTimer = 0;
  #measured = { bytes: 0, frames: 0 };
  #run = 0;

  /**
   * @param server how a stream is published, for a connection
   * @param onCapture hears what is captured, or null when nothing is any more
   */
  constructor(server, onCapture) {
    this.#server = server;
    this.#onCapture = onCapture;
  }

  /** Whether it publishes, or tries to. */
  get running() {
    return !['idle', 'failed'].includes(this.#status.state);
  }

  get capture() {
    return this.#capture;
  }

  async start(settings) {
    this.#end();
    const run = this.#run;
    const framewise = settings.codec !== 'recorder' && encodesFrames();
    this.#status = { state: 'asking', title: 'Waiting for permission', text: 'The browser asks what this page may use.' };
    let capture;
    try {
      capture = await Capture.start(settings, {
        mixes: framewise,
        onEnded: () => this.#fail('Capturing has ended', 'Sharing was stopped, or the device was disconnected.'),
      });
    } catch (error) {
      if (run === this.#run) {
        this.#fail(error.title ?? 'Capturing failed', error.text ?? error.message);
      }
      return;
    }
    if (run !== this.#run) {
      capture.stop();
      return;
    }
    this.#begin(capture, settings, framewise ? FrameEncoder : Recorder);
  }

  #begin(capture, settings, Encoder) {
    this.#capture = capture;
    this.#onCapture(capture);
    this.#uplink = new Uplink(capture.video === null ? SOUND_BITS : settings.rate * 1000);
    this.#connection = new PublishConnection(this.#server, {
      onStatus: (status) => this.#onStatus(status),
      onKeyframeWanted: () => this.#encoder.requestKeyframe(),
    });
    this.#encoder = new Encoder({
      video: capture.video,
      audio: capture.audio,
      settings,
      connection: this.#connection,
      uplink: this.#uplink,
      onFailure: (title, text) => this.#fail(title, text),
    });
    this.#meterTimer = setInterval(() => this.#measure(), METER_MILLIS);
    this.#connection.open();
    this.#encoder.start();
  }

  stop() {
    this.#end();
    this.#status = idle();
  }

  retryNow() {
    this.#connection?.retryNow();
  }

  #onStatus(status) {
    if (status.state === 'stopped') {
      this.#fail(status.title, status.text);
      return;
    }
    this.#status = status;
    if (status.state === 'open') {
      this.#encoder.begin();
    }
  }

  #fail(title, text) {
    this.#end();
    this.#status = { state: 'failed', title, text };
  }

  #end() {
    this.#run += 1;
    clearInterval(this.#meterTimer);
    this.#encoder?.stop();
    this.#connection?.close();
    this.#capture?.stop();
    if (this.#capture !== null) {
      this.#onCapture(null);
    }
    this.#encoder = this.#connection = this.#capture = this.#uplink = null;
    this.#byteMeter = new RateMeter();
    this.#frameMeter = new RateMeter();
    this.#measured = { bytes: 0, frames: 0 };
  }

  #measure() {
    const nowSeconds = performance.now() / 1000;
    const { bytes } = this.#connection;
    const frames = this.#encoder.frames ?? 0;
    this.#byteMeter.add(bytes - this.#measured.bytes, nowSeconds);
    this.#frameMeter.add(frames - this.#measured.frames, nowSeconds);
    this.#measured = { bytes, frames };
  }

  /**
   * What there is to show now. `state` is `idle`, `asking`, `connecting`, `open` before the first media, `live`, `slow` while
   * pictures are left out, `reconnecting`, `waiting`, or `failed`.
   */
  get snapshot() {
    const nowSeconds = performance.now() / 1000;
    const encoder = this.#encoder;
    return {
      ...this.#inWords(),
      bytes: this.#connection?.bytes ?? 0,
      bytesPerSecond: this.#byteMeter.perSecond(nowSeconds),
      framesPerSecond: encoder?.frames == null ? null : this.#frameMeter.perSecond(nowSeconds),
      frames: encoder?.frames ?? 0,
      dropped: encoder?.dropped ?? 0,
      width: encoder?.width ?? 0,
      height: encoder?.height ?? 0,
      codec: encoder?.codec ?? '',
      format: encoder?.format ?? '',
      wantedBytesPerSecond: (this.#uplink?.bitsPerSecond ?? 0) / 8,
      delaySeconds: this.#connection?.delaySeconds ?? 0,
      roundTripMillis: this.#connection?.roundTripMillis ?? null,
      warnings: this.#connection?.warnings ?? [],
    };
  }

  #inWords() {
    if (this.#status.state !== 'open') {
      return this.#status;
    }
    if (!this.#uplink.sending) {
      return { state: 'slow', title: 'Your uplink is too slow', text: 'Frames are dropped until it has caught up.' };
    }
    return this.#connection.bytes > 0 ? { state: 'live', title: 'Live', text: '' } : this.#status;
  }
}

function idle() {
  return { state: 'idle', title: 'Ready', text: '' };
}
