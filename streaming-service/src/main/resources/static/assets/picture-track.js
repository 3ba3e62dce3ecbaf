import { videoConfig } from './frame-format.js';

/** Decoded pictures take the memory of the decoder. */
const DECODED_FRAMES = 3;
const LONGEST_WAIT_MILLIS = 3_000;
const LATE_MILLIS = 40;
const FAILURES_LIMIT = 2;

/**
 * Decodes pictures in time, and draws each when it is due; of several that are due, the last. In a worker.
 *
 * `due(ptsMillis)` says when, in the time of `performance.now()`. `draw(videoFrame, frame)` need not close it.
 * `fail(title, text)` is called when it cannot go on.
 */
export class PictureTrack {
  dropped = 0;
  jumps = 0;
  awaitsKeyframe = true;

  #due;
  #draw;
  #fail;
  #track = null;
  #decoder = null;
  /** Frames that are not in the decoder yet. */
  #waiting = [];
  /** What the decoder has: frames by their time. */
  #inside = new Map();
  #decoded = [];
  #timer = 0;
  #failures = 0;

  constructor({ due, draw, fail }) {
    this.#due = due;
    this.#draw = draw;
    this.#fail = fail;
  }

  /** The track to show, or null. What was decoded of the one before is not shown any more. */
  async configure(track) {
    this.#track = track;
    this.#failures = 0;
    this.#reset();
    if (track === null) {
      return;
    }
    const config = videoConfig(track);
    const supported = await VideoDecoder.isConfigSupported(config).then(({ supported }) => supported, () => false);
    if (!supported && this.#track === track) {
      this.#fail('This browser cannot decode the stream', `WebCodecs does not know ${track.codec} here.`);
    }
  }

  /** Another picture than the one that comes next is missing. */
  gap() {
    this.awaitsKeyframe = true;
  }

  add(frame) {
    if (this.#track === null || (this.awaitsKeyframe && !frame.keyframe)) {
      return;
    }
    this.awaitsKeyframe = false;
    this.#waiting.push(frame);
    this.#catchUp();
    this.pump();
  }

  /** A device that is too slow goes on with the newest keyframe. */
  #catchUp() {
    const key = this.#waiting.findLastIndex(({ keyframe }) => keyframe);
    if (key > 0 && performance.now() - this.#due(this.#waiting[0].presentationMicros / 1000) > LONGEST_WAIT_MILLIS) {
      this.jumps += 1;
      this.dropped += key;
      this.#waiting.splice(0, key);
    }
  }

  /** Decodes what there is room for, and draws what is due. */
  pump() {
    clearTimeout(this.#timer);
    const nowMillis = performance.now();
    this.#present(nowMillis);
    try {
      while (this.#waiting.length > 0 && this.#hasRoom(nowMillis)) {
        this.#decode(this.#waiting.shift());
      }
    } catch (error) {
      this.#failed(error);
    }
    const next = this.#decoded[0];
    if (next !== undefined) {
      this.#timer = setTimeout(() => this.pump(), Math.max(1, Math.min(100, this.#dueOf(next) - nowMillis)));
    }
  }

  #hasRoom(nowMillis) {
    const reordered = this.#track.reorderFrames ?? 4;
    const late = this.#due(this.#waiting[0].presentationMicros / 1000) <= nowMillis + LATE_MILLIS;
    return this.#inside.size < DECODED_FRAMES + reordered && (late || this.#decoded.length < DECODED_FRAMES);
  }

  #decode(frame) {
    this.#decoder ??= this.#open();
    this.#inside.set(frame.presentationMicros, frame);
    this.#decoder.decode(
      new EncodedVideoChunk({ type: frame.keyframe ? 'key' : 'delta', timestamp: frame.presentationMicros, data: frame.data }),
    );
  }

  #open() {
    const decoder = new VideoDecoder({
      output: (picture) => decoder === this.#decoder ? this.#decodedOne(picture) : picture.close(),
      error: (error) => decoder === this.#decoder && this.#failed(error),
    });
    decoder.configure(videoConfig(this.#track));
    return decoder;
  }

  #decodedOne(picture) {
    const frame = this.#inside.get(picture.timestamp);
    this.#inside.delete(picture.timestamp);
    // What is shown before it has left the decoder, or never will.
    for (const [time] of this.#inside) {
      if (time < picture.timestamp) {
        this.#inside.delete(time);
      }
    }
    this.#failures = 0;
    this.#decoded.push({ picture, frame });
    this.pump();
  }

  #present(nowMillis) {
    let due = null;
    while (this.#decoded.length > 0 && this.#dueOf(this.#decoded[0]) <= nowMillis + 1) {
      if (due !== null) {
        due.picture.close();
        this.dropped += 1;
      }
      due = this.#decoded.shift();
    }
    if (due !== null) {
      this.#draw(due.picture, due.frame);
      due.picture.close();
    }
  }

  #dueOf({ picture }) {
    return this.#due(picture.timestamp / 1000);
  }

  /** One damaged picture is not the end: the next keyframe may be whole. */
  #failed(error) {
    this.#failures += 1;
    this.#reset();
    if (this.#failures >= FAILURES_LIMIT) {
      this.#fail('The video could not be decoded', error.message);
    }
  }

  #reset() {
    clearTimeout(this.#timer);
    this.#decoded.forEach(({ picture }) => picture.close());
    this.#decoded = [];
    this.#waiting = [];
    this.#inside.clear();
    const decoder = this.#decoder;
    this.#decoder = null;
    if (decoder !== null && decoder.state !== 'closed') {
      decoder.close();
    }
    this.awaitsKeyframe = true;
  }
}
