const MICROS = 1_000_000;
/** In hand beyond the target, and for so long, before some of it is left out. */
const EXCESS_SECONDS = 0.08;
const EXCESS_FOR_SECONDS = 0.5;
const LONGEST_SECONDS = 3;
/** Smaller gaps are rounding. */
const GAP_SECONDS = 0.02;
const LONGEST_SILENCE_SECONDS = 1;

/**
 * Decoded sound on its way to the loudspeaker. It starts once the target is in hand, and comes back to it: what is too much
 * for a while is left out, and after nothing was in hand it fills up first. Pure.
 */
export class SoundQueue {
  #rate;
  #parts = [];
  #samples = 0;
  #read = 0;
  #playing = false;
  #excessSamples = 0;
  #endMicros = null;
  #targetSeconds = 0.06;
  underruns = 0;

  constructor(sampleRate) {
    this.#rate = sampleRate;
  }

  set targetSeconds(seconds) {
    this.#targetSeconds = Math.min(LONGEST_SECONDS / 2, Math.max(0.03, seconds));
  }

  get queuedSeconds() {
    return this.#samples / this.#rate;
  }

  /** Time of the sample that is played next, or null while none is. */
  get positionMicros() {
    const [first] = this.#parts;
    return this.#playing && first ? first.micros + (this.#read * MICROS) / this.#rate : null;
  }

  /** Sound of `micros` on, a `Float32Array` a channel. */
  push(micros, channels) {
    const gapSeconds = this.#endMicros === null ? 0 : (micros - this.#endMicros) / MICROS;
    if (gapSeconds < -GAP_SECONDS || gapSeconds > LONGEST_SILENCE_SECONDS) {
      this.clear();
    } else if (gapSeconds > GAP_SECONDS) {
      this.#add(this.#endMicros, channels.map(() => new Float32Array(Math.round(gapSeconds * this.#rate))));
    }
    this.#add(micros, channels);
    while (this.queuedSeconds > LONGEST_SECONDS) {
      this.#drop();
    }
  }

  #add(micros, channels) {
    this.#parts.push({ micros, channels });
    this.#samples += channels[0].length;
    this.#endMicros = micros + (channels[0].length * MICROS) / this.#rate;
  }

  #drop() {
    this.#samples -= this.#parts[0].channels[0].length - this.#read;
    this.#parts.shift();
    this.#read = 0;
  }

  clear() {
    this.#parts = [];
    this.#samples = this.#read = this.#excessSamples = 0;
    this.#playing = false;
    this.#endMicros = null;
  }

  /** Fills an output, silence where there is nothing. */
  pull(output) {
    const length = output[0].length;
    if (!this.#playing && this.queuedSeconds < this.#targetSeconds) {
      return;
    }
    this.#playing = true;
    this.#shorten(length);
    let written = 0;
    while (written < length && this.#parts.length > 0) {
      const { channels } = this.#parts[0];
      const count = Math.min(length - written, channels[0].length - this.#read);
      output.forEach((channel, index) => channel.set(channels[index % channels.length].subarray(this.#read, this.#read + count), written));
      written += count;
      this.#read += count;
      this.#samples -= count;
      if (this.#read === channels[0].length) {
        this.#parts.shift();
        this.#read = 0;
      }
    }
    if (written < length) {
      this.underruns += 1;
      this.#playing = false;
    }
  }

  #shorten(length) {
    const excess = this.queuedSeconds - this.#targetSeconds;
    this.#excessSamples = excess > EXCESS_SECONDS ? this.#excessSamples + length : 0;
    if (this.#excessSamples > EXCESS_FOR_SECONDS * this.#rate) {
      this.#excessSamples = 0;
      while (this.#parts.length > 1 && this.queuedSeconds - this.#parts[0].channels[0].length / this.#rate > this.#targetSeconds) {
        this.#drop();
      }
    }
  }
}
