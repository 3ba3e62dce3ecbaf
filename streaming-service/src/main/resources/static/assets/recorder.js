const PIECE_MILLIS = 100;
const KEYFRAME_MILLIS = 1000;

/** WebM first: recorders write it as it comes, and MP4 in some browsers in long fragments. */
const TYPES = [
  'video/webm;codecs="vp8,opus"',
  'video/webm;codecs="vp8"',
  'video/webm',
  'audio/webm;codecs="opus"',
  'video/mp4;codecs="avc1.42E01F,mp4a.40.2"',
  'video/mp4',
  'audio/mp4',
];

/** The type that this browser records such tracks as, or null. */
export function recordedType(hasPicture, isSupported = (type) => globalThis.MediaRecorder?.isTypeSupported(type) ?? false) {
  return TYPES.find((type) => type.startsWith(hasPicture ? 'video' : 'audio') && isSupported(type)) ?? null;
}

/**
 * Publishes what a `MediaRecorder` records, where frames cannot be had one by one. What it has recorded cannot be left out
 * in parts: when the link is too slow it stops, and begins anew at the uplink's rate. Used like `FrameEncoder`.
 */
export class Recorder {
  frames = null;
  dropped = 0;

  #tracks;
  #settings;
  #connection;
  #uplink;
  #onFailure;
  #video;
  #type;
  #recorder = null;
  #generation = 0;
  #tail = Promise.resolve();
  #timer = 0;

  constructor({ video, audio, settings, connection, uplink, onFailure }) {
    this.#video = video;
    this.#tracks = [video, audio].filter((track) => track !== null);
    this.#settings = settings;
    this.#connection = connection;
    this.#uplink = uplink;
    this.#onFailure = onFailure;
    this.#type = recordedType(video !== null);
    this.format = /mp4/.test(this.#type) ? 'MP4' : 'WebM';
    this.codec = /codecs="([^",]*)/.exec(this.#type ?? '')?.[1] ?? '';
    this.fps = settings.fps;
  }

  async start() {
    if (this.#type === null) {
      this.#onFailure('This browser cannot publish', 'It supports neither WebCodecs nor a recorder format that the server accepts.');
      return;
    }
    this.#timer = setInterval(() => this.#watch(), PIECE_MILLIS);
  }

  get width() {
    return this.#video?.getSettings().width ?? 0;
  }

  get height() {
    return this.#video?.getSettings().height ?? 0;
  }

  begin() {
    this.#end();
    this.#record();
  }

  /** Recorders cannot be asked. */
  requestKeyframe() {}

  stop() {
    clearInterval(this.#timer);
    this.#end();
  }

  #record() {
    const generation = this.#generation;
    try {
      this.#recorder = new MediaRecorder(new MediaStream(this.#tracks), {
        mimeType: this.#type,
        videoBitsPerSecond: this.#uplink.bitsPerSecond,
        videoKeyFrameIntervalDuration: this.#settings.keyframes * KEYFRAME_MILLIS,
      });
      this.#recorder.ondataavailable = ({ data }) => this.#take(data, generation);
      this.#recorder.onerror = ({ error }) => this.#onFailure('Recording failed', error?.message ?? '');
      this.#recorder.start(PIECE_MILLIS);
    } catch (error) {
      this.#onFailure('Recording failed', error.message);
    }
  }

  /** Pieces are read one after the other: each may take a while. */
  #take(blob, generation) {
    this.#tail = this.#tail.then(async () => {
      const bytes = await blob.arrayBuffer();
      if (generation === this.#generation && bytes.byteLength > 0 && this.#connection.isOpen) {
        this.#connection.send(bytes);
      }
    });
  }

  #watch() {
    if (!this.#connection.isOpen) {
      return;
    }
    this.#uplink.update(this.#connection.delaySeconds, performance.now());
    if (!this.#uplink.sending && this.#recorder !== null) {
      this.dropped += 1;
      // What it still has is sent: a container may not break off in the middle.
      this.#recorder.stop();
      this.#recorder = null;
    } else if (this.#uplink.sending && this.#recorder === null) {
      this.#record();
    }
  }

  /** What was recorded and not sent belongs to a connection that is gone. */
  #end() {
    this.#generation += 1;
    if (this.#recorder !== null) {
      this.#recorder.ondataavailable = this.#recorder.onerror = null;
      this.#recorder.stop();
      this.#recorder = null;
    }
  }
}
