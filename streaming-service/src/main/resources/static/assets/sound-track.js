import { audioConfig } from './frame-format.js';

/** A position that is older does not tell what is heard. */
const STALE_AFTER_MILLIS = 300;

/** Decodes sound for an output in an `AudioWorklet`, and knows what is heard. In a worker. */
export class SoundTrack {
  #track = null;
  #decoder = null;
  #port = null;
  #latencyMillis = 0;
  #position = null;
  #targetSeconds = 0;

  /** The track to play, or null. */
  configure(track) {
    this.#track = track;
    this.#closeDecoder();
    this.#port?.postMessage({ clear: true });
    this.#position = null;
  }

  /** Where decoded sound goes from now on; null for nowhere. */
  connect(port, latencySeconds) {
    this.#port = port;
    this.#position = null;
    this.#latencyMillis = latencySeconds * 1000;
    this.#targetSeconds = 0;
    if (port === null) {
      this.#closeDecoder();
      return;
    }
    port.onmessage = ({ data }) => {
      this.#position = data.positionMicros === null ? null : { millis: data.positionMicros / 1000, atMillis: performance.now() };
    };
  }

  /** How long sound is to wait, so that it never comes too late. */
  set delayMillis(millis) {
    const seconds = millis / 1000 + 0.04;
    if (Math.abs(seconds - this.#targetSeconds) > 0.01) {
      this.#targetSeconds = seconds;
      this.#port?.postMessage({ targetSeconds: seconds });
    }
  }

  /** The time that is heard now, in milliseconds of the stream's time, or null while nothing is. */
  heardMillis(nowMillis) {
    if (this.#position === null || nowMillis - this.#position.atMillis > STALE_AFTER_MILLIS) {
      return null;
    }
    return this.#position.millis + (nowMillis - this.#position.atMillis) - this.#latencyMillis;
  }

  decode(frame) {
    if (this.#port === null || this.#track === null) {
      return;
    }
    try {
      this.#decoder ??= this.#open();
      this.#decoder.decode(new EncodedAudioChunk({ type: 'key', timestamp: frame.presentationMicros, data: frame.data }));
    } catch {
      this.#giveUp();
    }
  }

  #open() {
    const decoder = new AudioDecoder({ output: (sound) => this.#play(sound), error: () => this.#giveUp() });
    decoder.configure(audioConfig(this.#track));
    return decoder;
  }

  #play(sound) {
    const channels = Array.from({ length: sound.numberOfChannels }, (_, planeIndex) => {
      const plane = new Float32Array(sound.numberOfFrames);
      sound.copyTo(plane, { planeIndex, format: 'f32-planar' });
      return plane;
    });
    this.#port?.postMessage({ micros: sound.timestamp, channels }, channels.map(({ buffer }) => buffer));
    sound.close();
  }

  /** The picture goes on without. */
  #giveUp() {
    this.#closeDecoder();
    this.#track = null;
    this.#position = null;
  }

  #closeDecoder() {
    if (this.#decoder !== null && this.#decoder.state !== 'closed') {
      this.#decoder.close();
    }
    this.#decoder = null;
  }
}
