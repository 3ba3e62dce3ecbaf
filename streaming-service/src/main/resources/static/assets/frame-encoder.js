import { CaptureTimes } from './capture-times.js';
import { candidates, fit } from './codec-choice.js';
import { FrameGrid } from './frame-grid.js';
import { fragment, initSegment } from './mp4-muxer.js';
import { SoundEncoder } from './sound-encoder.js';
import { TrackClock } from './track-clock.js';
import { TrackReader, bytesFrom, bytesOf, nowMicros } from './track-reader.js';

const VIDEO = 1;
const AUDIO = 2;
const VIDEO_TIMESCALE = 90_000;
/** Pictures that may wait for the encoder: more are delay. */
const ENCODER_QUEUE = 3;
/** The encoder is told of a new bit rate when it is so different. */
const NOTABLE_PART = 0.05;

/** Whether this browser can encode frame by frame. */
export function encodesFrames() {
  return ['MediaStreamTrackProcessor', 'VideoEncoder', 'AudioEncoder', 'VideoFrame'].every((name) => name in globalThis);
}

/**
 * Encodes a picture and a sound frame by frame with WebCodecs, and sends each as a fragment of MP4 as soon as it is there.
 *
 * `connection` takes the bytes, `uplink` says whether and at which rate. `onFailure(title, text)` is called when encoding
 * cannot go on.
 */
export class FrameEncoder {
  format = 'MP4';
  frames = 0;
  dropped = 0;
  width = 0;
  height = 0;
  codec = '';

  #video;
  #audio;
  #settings;
  #connection;
  #uplink;
  #onFailure;

  #stopped = false;
  #reader = null;
  #pulse = null;
  #videoEncoder = null;
  #sound = null;
  #grid;
  #clock = new TrackClock();
  #captured = new CaptureTimes();
  #latest = null;
  #source = { width: 0, height: 0 };
  #bitRate = 0;
  #keyframeWanted = true;
  #keyframePlace = 0;
  #missed = 0;
  #videoTrack = null;
  /** Whether what goes out now has had its init segment. */
  #begun = false;
  #sequence = 0;

  constructor({ video, audio, settings, connection, uplink, onFailure }) {
    this.#video = video;
    this.#audio = audio;
    this.#settings = settings;
    this.#connection = connection;
    this.#uplink = uplink;
    this.#onFailure = onFailure;
    const captured = video?.getSettings().frameRate;
    this.fps = Math.round(Math.min(settings.fps, captured >= 1 ? captured : settings.fps));
    this.#grid = new FrameGrid(this.fps);
  }

  /** Starts to encode; nothing is sent before `begin`. */
  async start() {
    if (this.#audio !== null && !(await this.#startSound())) {
      return;
    }
    if (this.#video !== null) {
      this.#reader = new TrackReader(this.#video);
      this.#reader.each((frame) => this.#onFrame(frame)).catch((error) => this.#fail(error));
      this.#pulse = new Worker(new URL('./pulse-worker.js', import.meta.url));
      this.#pulse.onmessage = () => this.#fill();
      this.#pulse.postMessage(Math.round(1000 / this.fps));
    }
  }

  /** @returns {Promise<boolean>} whether there is a sound, and nobody has stopped meanwhile */
  async #startSound() {
    const sound = await SoundEncoder.create(this.#audio, { onFrame: (frame) => this.#onSound(frame), onError: (error) => this.#fail(error) });
    if (sound === null) {
      this.#fail(new Error('neither AAC nor Opus'), 'This browser cannot encode sound');
    } else if (this.#stopped) {
      sound.stop();
    }
    this.#sound = sound;
    return sound !== null && !this.#stopped;
  }

  /** The connection is new: what goes out begins anew. */
  begin() {
    this.#begun = false;
    this.#keyframeWanted = true;
  }

  requestKeyframe() {
    this.#keyframeWanted = true;
  }

  stop() {
    this.#stopped = true;
    this.#pulse?.terminate();
    this.#reader?.stop();
    this.#sound?.stop();
    this.#latest?.close();
    this.#latest = null;
    if (this.#videoEncoder !== null && this.#videoEncoder.state !== 'closed') {
      this.#videoEncoder.close();
    }
  }

  async #onFrame(frame) {
    const capturedMicros = this.#clock.toPage(frame.timestamp, nowMicros());
    const taken = this.#grid.take(capturedMicros);
    if (taken === null || (this.#videoEncoder === null && !(await this.#chooseVideo(frame)))) {
      frame.close();
      return;
    }
    taken.fill.forEach((place) => this.#encode(place));
    this.#latest?.close();
    this.#latest = frame;
    this.#keyframeWanted ||= taken.gap;
    this.#encode(taken.place, capturedMicros);
  }

  /** Time has passed: shows the latest picture for longer where there is no newer one. */
  #fill() {
    if (this.#latest !== null && this.#videoEncoder !== null) {
      this.#grid.due(nowMicros()).forEach((place) => this.#encode(place));
    }
  }

  async #chooseVideo(frame) {
    const size = this.#take(frame);
    for (const codec of candidates(this.#settings.codec, { ...size, fps: this.fps })) {
      const { supported } = await VideoEncoder.isConfigSupported(this.#videoConfig(codec, size)).catch(() => ({ supported: false }));
      if (this.#stopped) {
        return false;
      }
      if (supported) {
        this.codec = codec;
        this.#videoEncoder = new VideoEncoder({
          output: (chunk, metadata) => this.#onPicture(chunk, metadata),
          error: (error) => this.#fail(error),
        });
        this.#videoEncoder.configure(this.#videoConfig(codec, size));
        return true;
      }
    }
    this.#fail(new Error(`${this.#settings.codec} at ${size.width} × ${size.height}`), 'This browser does not support this codec');
    return false;
  }

  #videoConfig(codec, { width, height }) {
    this.#bitRate = this.#uplink.bitsPerSecond;
    const format = { avc1: { avc: { format: 'avc' } }, hvc1: { hevc: { format: 'hevc' } } }[codec.slice(0, 4)];
    return { codec, width, height, bitrate: this.#bitRate, framerate: this.fps, latencyMode: 'realtime', ...format };
  }

  /** The size that this picture is encoded with. */
  #take(frame) {
    this.#source = { width: frame.displayWidth, height: frame.displayHeight };
    const size = fit(frame.displayWidth, frame.displayHeight, this.#settings.height);
    [this.width, this.height] = [size.width, size.height];
    return size;
  }

  #encode(place, capturedMicros = this.#grid.timeOf(place)) {
    if (!this.#connection.isOpen || this.#latest === null || this.#videoEncoder.state !== 'configured') {
      return;
    }
    this.#uplink.update(this.#connection.delaySeconds, performance.now());
    if (!this.#uplink.sending) {
      this.dropped += 1;
      this.#keyframeWanted = true;
      return;
    }
    if (this.#videoEncoder.encodeQueueSize > ENCODER_QUEUE) {
      this.dropped += 1;
      this.#missed += 1;
      // Players take one missing picture as a stutter, and more as the end of what they can show.
      this.#keyframeWanted ||= this.#missed > 1;
      return;
    }
    this.#missed = 0;
    this.#adapt();
    const keyFrame = this.#keyframeWanted || place - this.#keyframePlace >= this.#settings.keyframes * this.fps;
    if (keyFrame) {
      this.#keyframeWanted = false;
      this.#keyframePlace = place;
    }
    const timestamp = this.#grid.timeOf(place);
    const frame = new VideoFrame(this.#latest, { timestamp });
    this.#captured.enter(timestamp, capturedMicros, nowMicros());
    this.#videoEncoder.encode(frame, { keyFrame });
    frame.close();
  }

  /** Follows the size of the source, as when a phone or a window is turned, and the uplink's rate. */
  #adapt() {
    const resized = this.#latest.displayWidth !== this.#source.width || this.#latest.displayHeight !== this.#source.height;
    const rated = Math.abs(this.#uplink.bitsPerSecond - this.#bitRate) > this.#bitRate * NOTABLE_PART;
    if (resized || rated) {
      this.#videoEncoder.configure(this.#videoConfig(this.codec, this.#take(this.#latest)));
      this.#keyframeWanted ||= resized;
    }
  }

  #onPicture(chunk, metadata) {
    const capturedMicros = this.#captured.take(chunk.timestamp);
    if (this.#stopped || !this.#connection.isOpen) {
      return;
    }
    const data = bytesOf(chunk);
    if (metadata?.decoderConfig) {
      this.#describe(metadata.decoderConfig, data);
    }
    if (!this.#begun && (chunk.type !== 'key' || this.#videoTrack === null)) {
      this.#keyframeWanted = true;
      return;
    }
    this.#beginOnce();
    const ticks = Math.round(VIDEO_TIMESCALE / this.fps);
    this.frames += 1;
    const capturedMillis = Date.now() - (nowMicros() - capturedMicros) / 1000;
    this.#send({ trackId: VIDEO, time: this.#grid.placeOf(chunk.timestamp) * ticks, duration: ticks, sync: chunk.type === 'key', data, capturedMillis });
  }

  /** What goes out is described by its init segment: with another configuration it begins anew. */
  #describe(config, keyframe) {
    const description = bytesFrom(config.description);
    const track = { id: VIDEO, kind: 'video', timescale: VIDEO_TIMESCALE, codec: this.codec, description, width: config.codedWidth, height: config.codedHeight };
    if (this.#videoTrack === null || !sameTrack(this.#videoTrack, track)) {
      this.#begun = false;
      this.#videoTrack = { ...track, keyframe };
    }
  }

  #onSound(frame) {
    if (this.#stopped || !this.#connection.isOpen || (!this.#begun && this.#video !== null)) {
      return;
    }
    this.#beginOnce();
    if (this.#video === null) {
      this.#uplink.update(this.#connection.delaySeconds, performance.now());
    }
    if (this.#uplink.sounding) {
      this.#send({ trackId: AUDIO, sync: true, ...frame });
    } else {
      this.dropped += 1;
    }
  }

  #beginOnce() {
    if (!this.#begun) {
      this.#begun = true;
      const sound = this.#sound === null ? [] : [{ id: AUDIO, ...this.#sound.track }];
      const picture = this.#videoTrack === null ? [] : [this.#videoTrack];
      this.#connection.send(initSegment([...picture, ...sound]));
    }
  }

  #send(sample) {
    this.#sequence += 1;
    this.#connection.send(fragment({ sequence: this.#sequence, ...sample }));
  }

  #fail(error, title = 'Encoding failed') {
    if (!this.#stopped) {
      this.stop();
      this.#onFailure(title, `The browser says: ${error.message}. Try another codec or a smaller size.`);
    }
  }
}

function sameTrack(one, other) {
  return (
    one.width === other.width && one.height === other.height && one.codec === other.codec && String(one.description) === String(other.description)
  );
}
