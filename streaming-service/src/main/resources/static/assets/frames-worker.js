import { parseFrame, playedTracks } from './frame-format.js';
import { FramePacer } from './frame-pacer.js';
import { PictureTrack } from './picture-track.js';
import { SoundTrack } from './sound-track.js';

/** Decodes frames and draws them, away from the page. Takes `{canvas}`, `{tracks}`, `{frame}`, `{sound}`, `{paused}`. */

const REPORT_MILLIS = 100;

const pacer = new FramePacer();
const sound = new SoundTrack();
const picture = new PictureTrack({ due, draw, fail: (title, text) => postMessage({ failure: { title, text } }) });

let canvas = null;
let context = null;
let tracks = { video: null, audio: null };
let sequence = null;
let paused = false;
const report = { frames: 0, sounds: 0, width: 0, height: 0, aheadSeconds: 0, shownArrivedMillis: null, skewMillis: null, jumps: 0, dropped: 0, awaitsKeyframe: true };

/** Picture is held to what is heard; without sound, to when it comes. */
function due(ptsMillis) {
  const nowMillis = performance.now();
  const heardMillis = sound.heardMillis(nowMillis);
  return heardMillis === null ? pacer.dueMillis(ptsMillis) : nowMillis + (ptsMillis - heardMillis);
}

function draw(videoFrame, frame) {
  if (paused) {
    return;
  }
  const { displayWidth, displayHeight } = videoFrame;
  if (canvas.width !== displayWidth || canvas.height !== displayHeight) {
    canvas.width = displayWidth;
    canvas.height = displayHeight;
  }
  context.drawImage(videoFrame, 0, 0, displayWidth, displayHeight);
  const nowMillis = performance.now();
  const heardMillis = sound.heardMillis(nowMillis);
  report.frames += 1;
  report.width = displayWidth;
  report.height = displayHeight;
  if (frame !== undefined) {
    report.aheadSeconds = (nowMillis - frame.receivedMillis) / 1000;
    report.shownArrivedMillis = frame.arrivalMicros / 1000;
  }
  report.skewMillis = heardMillis === null ? null : videoFrame.timestamp / 1000 - heardMillis;
}

function take(arrayBuffer) {
  const frame = parseFrame(arrayBuffer);
  if (frame === null) {
    return;
  }
  if (sequence !== null && frame.sequence !== ((sequence + 1) >>> 0)) {
    picture.gap();
  }
  sequence = frame.sequence;
  frame.receivedMillis = performance.now();
  const isPicture = frame.track === tracks.video?.id;
  if (isPicture || frame.track === tracks.audio?.id) {
    pacer.arrived(frame.presentationMicros / 1000, frame.receivedMillis);
    sound.delayMillis = pacer.delayMillis;
  }
  if (isPicture) {
    picture.add(frame);
  } else if (frame.track === tracks.audio?.id) {
    report.sounds += 1;
    sound.decode(frame);
  }
}

onmessage = ({ data }) => {
  if (data.frame) {
    take(data.frame);
  } else if (data.tracks) {
    tracks = playedTracks(data.tracks);
    sequence = null;
    pacer.restart();
    sound.configure(tracks.audio);
    picture.configure(tracks.video);
  } else if (data.canvas) {
    canvas = data.canvas;
    context = canvas.getContext('2d', { alpha: false });
  } else if ('sound' in data) {
    sound.connect(data.sound, data.latencySeconds);
  } else if ('paused' in data) {
    paused = data.paused;
  }
};

setInterval(() => postMessage({ report: { ...report, jumps: picture.jumps, dropped: picture.dropped, awaitsKeyframe: tracks.video !== null && picture.awaitsKeyframe } }), REPORT_MILLIS);
