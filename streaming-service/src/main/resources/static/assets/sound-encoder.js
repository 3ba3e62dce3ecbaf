import { SoundTimes } from './sound-times.js';
import { TrackClock } from './track-clock.js';
import { TrackReader, bytesFrom, bytesOf, nowMicros } from './track-reader.js';

const RATE = 48_000;
const CHANNELS = 2;
const BITS = 128_000;
/** AAC is played everywhere; browsers that cannot make it make Opus. */
const CODECS = ['mp4a.40.2', 'opus'];
const FRAME_MICROS = 20_000;

/**
 * Encodes a captured sound with WebCodecs. `onFrame({time, duration, data})` has its times in samples of the page's time;
 * `onError(error)` hears that there will be no more.
 */
export class SoundEncoder {
  /** What a muxer needs to know. */
  track;

  #reader;
  #encoder;
  #clock = new TrackClock();
  #times = new SoundTimes(RATE);

  /** @returns {Promise<SoundEncoder|null>} null if this browser encodes none of the codecs */
  static async create(track, listener) {
    for (const codec of CODECS) {
      const config = { codec, sampleRate: RATE, numberOfChannels: CHANNELS, bitrate: BITS };
      const { supported } = await AudioEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
      if (supported) {
        return new SoundEncoder(track, config, listener);
      }
    }
    return null;
  }

  constructor(track, config, { onFrame, onError }) {
    this.track = { kind: 'audio', timescale: RATE, codec: config.codec, description: null, sampleRate: RATE, channels: CHANNELS };
    this.#reader = new TrackReader(track);
    this.#encoder = new AudioEncoder({
      output: (chunk, metadata) => {
        this.track.description ??= bytesFrom(metadata?.decoderConfig?.description);
        onFrame({ ...this.#times.leave(chunk.duration ?? FRAME_MICROS), data: bytesOf(chunk) });
      },
      error: onError,
    });
    this.#encoder.configure(config);
    this.#reader.each((data) => this.#take(data)).catch(onError);
  }

  #take(data) {
    const silence = this.#times.enter(this.#clock.toPage(data.timestamp, nowMicros() - data.duration), data.duration);
    if (silence > 0) {
      this.#encode(silenceOf(silence, data.timestamp));
    }
    if (silence === null) {
      data.close();
    } else {
      this.#encode(data);
    }
  }

  #encode(data) {
    this.#encoder.encode(data);
    data.close();
  }

  stop() {
    this.#reader.stop();
    if (this.#encoder.state !== 'closed') {
      this.#encoder.close();
    }
  }
}

function silenceOf(numberOfFrames, timestamp) {
  return new AudioData({
    format: 'f32-planar',
    sampleRate: RATE,
    numberOfChannels: CHANNELS,
    numberOfFrames,
    timestamp,
    data: new Float32Array(numberOfFrames * CHANNELS),
  });
}
