import { SoundQueue } from './sound-queue.js';

/** Quanta of 128 samples between two reports of the position. */
const REPORT_EVERY = 4;

/** Plays what comes through a port, and says which sample is played. */
class SoundOutput extends AudioWorkletProcessor {
  #queue = new SoundQueue(sampleRate);
  #source = null;
  #quanta = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data: { source } }) => {
      this.#source = source;
      source.onmessage = ({ data }) => this.#take(data);
    };
  }

  #take({ micros, channels, targetSeconds, clear }) {
    if (clear) {
      this.#queue.clear();
    } else if (targetSeconds !== undefined) {
      this.#queue.targetSeconds = targetSeconds;
    } else {
      this.#queue.push(micros, channels);
    }
  }

  process(inputs, [output]) {
    this.#queue.pull(output);
    this.#quanta += 1;
    if (this.#quanta % REPORT_EVERY === 0) {
      this.#source?.postMessage({ positionMicros: this.#queue.positionMicros, underruns: this.#queue.underruns });
    }
    return true;
  }
}

registerProcessor('iocp-sound', SoundOutput);
