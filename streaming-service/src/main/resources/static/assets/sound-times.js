/**
 * When the frames of an encoded sound were captured. Pure. Encoders count samples: what was lost before them, under load or
 * while a device slept, is missing from their times. Players stop at a hole in the sound, so a short one is filled with
 * silence; what goes in is remembered until it comes out, by how much there was.
 */

/** Stamps are rounded, and clocks differ a little: so much is no hole. */
const HOLE_MICROS = 20_000;
const FILL_AT_MOST_MICROS = 1_000_000;
/** A sound that is so far ahead of its stamps is cut. */
const SURPLUS_MICROS = 100_000;
const REMEMBERED = 1_000;

export class SoundTimes {
  #inputs = [];
  #inMicros = 0;
  #outMicros = 0;
  #endMicros = null;
  #ticks = null;

  constructor(sampleRate) {
    this.sampleRate = sampleRate;
  }

  /**
   * A piece has come.
   *
   * @returns {number|null} how many samples of silence go in before it, or null if it is to be left out
   */
  enter(pageMicros, durationMicros) {
    const missing = this.#endMicros === null ? Infinity : pageMicros - this.#endMicros;
    if (missing < -SURPLUS_MICROS) {
      return null;
    }
    if (missing >= FILL_AT_MOST_MICROS) {
      this.#endMicros = pageMicros;
    }
    const silence = missing >= HOLE_MICROS && missing < FILL_AT_MOST_MICROS ? this.#toTicks(missing) : 0;
    this.#remember((silence * 1e6) / this.sampleRate);
    this.#remember(durationMicros);
    return silence;
  }

  #remember(durationMicros) {
    this.#inputs.push({ startMicros: this.#inMicros, pageMicros: this.#endMicros });
    this.#inMicros += durationMicros;
    this.#endMicros += durationMicros;
    if (this.#inputs.length > REMEMBERED) {
      this.#inputs.shift();
    }
  }

  /**
   * A frame comes out of the encoder.
   *
   * @returns {{time: number, duration: number}} in samples; time never goes back
   */
  leave(durationMicros) {
    while (this.#inputs.length > 1 && this.#inputs[1].startMicros <= this.#outMicros) {
      this.#inputs.shift();
    }
    const { startMicros, pageMicros } = this.#inputs[0];
    const captured = this.#toTicks(pageMicros + this.#outMicros - startMicros);
    this.#outMicros += durationMicros;
    const hole = this.#ticks === null || captured - this.#ticks >= this.#toTicks(HOLE_MICROS);
    const time = Math.max(0, hole ? captured : this.#ticks);
    const duration = this.#toTicks(durationMicros);
    this.#ticks = time + duration;
    return { time, duration };
  }

  #toTicks(micros) {
    return Math.round((micros * this.sampleRate) / 1e6);
  }
}
