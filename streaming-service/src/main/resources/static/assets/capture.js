import { captureTrouble } from './capture-trouble.js';

const SOUND_RATE = 48_000;

/** A failure that has words for the user, `{title, text}`. */
export class CaptureError extends Error {
  constructor({ title, text }, cause) {
    super(`${title}. ${text}`, { cause });
    this.title = title;
    this.text = text;
  }
}

/**
 * Picture and sound of this device: asks for them, makes one track of all sounds, and lets go of all of it.
 */
export class Capture {
  video = null;
  audio = null;

  #streams = [];
  #context = null;
  #microphone = null;

  /**
   * @param mixes whether the sound has to be of two channels at 48 kHz, wherever it comes from
   * @param onEnded hears when the browser or the user ends the picture
   */
  static async start(settings, { mixes, onEnded }) {
    const capture = new Capture();
    try {
      await capture.#open(settings, mixes, onEnded);
    } catch (error) {
      capture.stop();
      throw error;
    }
    return capture;
  }

  async #open(settings, mixes, onEnded) {
    const screen = settings.picture === 'screen' ? await this.#ask('screen', () => navigator.mediaDevices.getDisplayMedia(screenConstraints(settings))) : null;
    const camera = settings.picture === 'camera' ? await this.#ask('camera', () => navigator.mediaDevices.getUserMedia({ video: cameraConstraints(settings) })) : null;
    const microphone = settings.microphone === 'none' ? null : await this.#askForMicrophone(settings);
    this.video = (screen ?? camera)?.getVideoTracks()[0] ?? null;
    this.video?.addEventListener('ended', onEnded);
    this.#microphone = microphone?.getAudioTracks()[0] ?? null;
    const sounds = [this.#microphone, screen?.getAudioTracks()[0] ?? null].filter((track) => track !== null);
    this.audio = sounds.length > 1 || (mixes && sounds.length > 0) ? this.#mix(sounds) : (sounds[0] ?? null);
    if (this.video === null && this.audio === null) {
      throw new CaptureError({ title: 'There is nothing to publish', text: 'Select a picture, a sound, or both.' });
    }
  }

  /** Many desktops have none: a picture goes without, unless one was chosen. */
  async #askForMicrophone(settings) {
    try {
      return await this.#ask('microphone', () => navigator.mediaDevices.getUserMedia({ audio: microphoneConstraints(settings) }));
    } catch (error) {
      if (settings.microphone === 'default' && settings.picture !== 'none' && error.cause?.name === 'NotFoundError') {
        return null;
      }
      throw error;
    }
  }

  async #ask(what, request) {
    try {
      const stream = await request();
      this.#streams.push(stream);
      return stream;
    } catch (error) {
      throw new CaptureError(captureTrouble(error, what), error);
    }
  }

  #mix(tracks) {
    this.#context = new AudioContext({ sampleRate: SOUND_RATE, latencyHint: 'interactive' });
    const mixed = new MediaStreamAudioDestinationNode(this.#context, { channelCount: 2 });
    for (const track of tracks) {
      new MediaStreamAudioSourceNode(this.#context, { mediaStream: new MediaStream([track]) }).connect(mixed);
    }
    // Where there is no device for sound to come out of, this never ends.
    this.#context.resume().catch(() => {});
    return mixed.stream.getAudioTracks()[0];
  }

  get hasMicrophone() {
    return this.#microphone !== null;
  }

  get muted() {
    return this.hasMicrophone && !this.#microphone.enabled;
  }

  set muted(muted) {
    this.#microphone.enabled = !muted;
  }

  stop() {
    this.#streams.flatMap((stream) => stream.getTracks()).forEach((track) => track.stop());
    this.#context?.close();
  }
}

function size({ height }) {
  return height === 0 ? {} : { height: { ideal: height, max: height }, width: { ideal: Math.round((height * 16) / 9) } };
}

function cameraConstraints(settings) {
  const device = ['user', 'environment'].includes(settings.camera) ? { facingMode: settings.camera } : { deviceId: { exact: settings.camera } };
  // A phone that is held upright has the longer side as its height: ideals, so that it is not refused.
  const { height, width } = size(settings);
  return { ...device, ...(height && { height: { ideal: height.ideal }, width }), frameRate: { ideal: settings.fps } };
}

function screenConstraints(settings) {
  return {
    video: { frameRate: { ideal: settings.fps, max: settings.fps } },
    audio: settings.system === 'on' ? { echoCancellation: false, noiseSuppression: false, autoGainControl: false } : false,
    systemAudio: settings.system === 'on' ? 'include' : 'exclude',
  };
}

function microphoneConstraints({ microphone }) {
  return microphone === 'default' ? true : { deviceId: { exact: microphone } };
}

/** Devices that may be chosen, `{id, name}`; the browser tells names only where it has been allowed to before. */
export async function devicesOf(kind) {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter((device) => device.kind === kind && device.deviceId !== '' && !['default', 'communications'].includes(device.deviceId))
    .map(({ deviceId, label }, index) => ({ id: deviceId, name: label || `${kind === 'videoinput' ? 'Camera' : 'Microphone'} ${index + 1}` }));
}
