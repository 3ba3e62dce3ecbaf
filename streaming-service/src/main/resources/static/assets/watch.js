import { copyFrom } from './copying.js';
import { addressesOf, frameMarkup, playerOptions } from './embedding.js';
import { streamOf } from './page-address.js';
import { MODES } from './player-ladder.js';
import { componentMarkup } from './player-source.js';
import { RateMeter } from './rate-meter.js';
import { SeekBar } from './seek-bar.js';
import { pastPicture, watching } from './server.js';
import { StreamView } from './stream-view.js';
import { setText } from './common/text.js';
import { bitRate, formatName, resolution, seconds } from './common/units.js';

const REFRESH_MILLIS = 250;
const CONTROLS_HIDE_AFTER_MILLIS = 2_500;
/** Short interruptions are not worth words over the picture. */
const OVERLAY_AFTER_MILLIS = 400;
const SHORTCUTS = 'iocp-shortcuts';

const element = Object.fromEntries([...document.querySelectorAll('[id]')].map((found) => [found.id, found]));
const stream = streamOf(location.pathname);
const options = playerOptions(location);
const addresses = addressesOf(stream, location.href);
const view = new StreamView({ server: watching(stream, { wait: true }), video: element.video, canvas: element.canvas, mode: options.mode });
const frameMeter = new RateMeter();
const seekBar = new SeekBar(
  { row: element['seek-row'], bar: element.seek, hint: element['seek-hint'], hintTime: element['seek-time'], hintPicture: element['seek-picture'], moment: element.moment, speed: element.speed },
  { past: view.past, go: seek, thumbnail: (moment) => pastPicture(stream, moment) },
);

let framesBefore = 0;
let overlayDueMillis = null;
let controlsTimer = 0;

/** For end-to-end tests: what the page shows, as values. */
window.iocpPlayer = view.snapshot;

function refresh() {
  const nowMillis = performance.now();
  const snapshot = view.snapshot;
  window.iocpPlayer = { ...snapshot, currentTime: element.video.currentTime };
  frameMeter.add(Math.max(0, snapshot.frames - framesBefore), nowMillis / 1000);
  framesBefore = snapshot.frames;

  const words = inWords(snapshot, nowMillis);
  element.stage.dataset.state = snapshot.state;
  element.stage.classList.toggle('pictured', snapshot.width > 0);
  element['sound-card'].hidden = !snapshot.soundOnly;
  element.status.dataset.state = snapshot.state;
  setText(element['status-text'], words);
  setText(element['live-text'], snapshot.past || snapshot.state === 'paused' ? 'Go live' : snapshot.state === 'live' ? 'Live' : 'Not live');
  element.stage.classList.toggle('past', snapshot.past);
  seekBar.show(snapshot);
  element['seek-keys'].hidden = !snapshot.canGoBack;
  showOverlay(snapshot, words, nowMillis);
  showFigures(snapshot, nowMillis);
  showMode(snapshot);
  showControls(snapshot);
  showSharing(snapshot);
}

function inWords({ state, title, retryAtMillis }, nowMillis) {
  const waitSeconds = retryAtMillis === undefined ? 0 : Math.max(0, Math.ceil((retryAtMillis - nowMillis) / 1000));
  switch (state) {
    case 'reconnecting':
      return waitSeconds > 0 ? `Reconnecting in ${waitSeconds} s` : 'Reconnecting';
    case 'waiting':
      return waitSeconds > 0 ? `${title}, retrying in ${waitSeconds} s` : title;
    default:
      return title;
  }
}

function showOverlay(snapshot, words, nowMillis) {
  const wanted = snapshot.state !== 'live' && snapshot.state !== 'paused';
  overlayDueMillis = wanted ? (overlayDueMillis ?? nowMillis + OVERLAY_AFTER_MILLIS) : null;
  element.overlay.hidden = !wanted || nowMillis < overlayDueMillis;
  if (element.overlay.hidden) {
    return;
  }
  setText(element['overlay-title'], snapshot.title);
  setText(element['overlay-text'], [snapshot.text, words === snapshot.title || snapshot.state === 'waiting' ? '' : `${words}.`].join(' ').trim());
  const action = { stopped: 'Retry', reconnecting: 'Retry now', waiting: 'Retry now', blocked: 'Play' }[snapshot.state];
  element['overlay-action'].hidden = action === undefined;
  setText(element['overlay-action'], action ?? '');
}

function showFigures(snapshot, nowMillis) {
  const live = snapshot.state === 'live';
  setText(element.behind, !live ? '–' : seconds(Math.max(0, snapshot.behindSeconds)));
  setText(element.rate, snapshot.bytesPerSecond > 0 ? bitRate(snapshot.bytesPerSecond) : '–');
  setText(element.resolution, resolution(snapshot.width, snapshot.height) || '–');
  setText(element.fps, live && !snapshot.soundOnly ? String(Math.round(frameMeter.perSecond(nowMillis / 1000))) : '–');
  setText(element.format, [formatName(snapshot.format), renditionOf(snapshot.stream)].filter(Boolean).join(' · ') || '–');
  setText(element['jumps-name'], snapshot.format === 'jpeg' ? 'Frames skipped' : 'Jumps to live');
  setText(element.jumps, String(snapshot.jumps));
  if (snapshot.width > 0) {
    element.stage.style.setProperty('--ratio', snapshot.width / snapshot.height);
  }
}

/** What follows the @ in the name of a rendition. */
const renditionOf = (stream) => stream?.split('@')[1] ?? '';

function showMode({ mode, modeNote }) {
  setText(element['mode-note'], modeNote);
  setText(element['mode-auto'], mode === 'canvas' || view.wantedMode !== 'auto' ? MODES.auto : `${MODES.auto} (${MODES[mode]})`);
  if (element.mode.value !== view.wantedMode) {
    element.mode.value = view.wantedMode;
  }
}

function changeMode() {
  view.wantMode(element.mode.value);
  const address = new URL(location.href);
  if (view.wantedMode === 'auto') {
    address.searchParams.delete('mode');
  } else {
    address.searchParams.set('mode', view.wantedMode);
  }
  history.replaceState(null, '', address);
  refresh();
}

function showControls(snapshot) {
  setSwitch(element.play, view.paused, !view.paused ? 'Pause' : snapshot.canGoBack ? 'Play' : 'Play live', 'space');
  element.mute.hidden = element['sound-key'].hidden = !snapshot.hasSound;
  setSwitch(element.mute, view.muted, view.muted ? 'Sound on' : 'Sound off', 'm');
  const video = !element.video.hidden && snapshot.width > 0;
  element['picture-in-picture'].hidden = element['picture-key'].hidden = !video || !document.pictureInPictureEnabled;
  element.save.hidden = snapshot.width === 0;
}

function showSharing({ width, height }) {
  setValue(element['share-link'], addresses.page);
  setValue(element['share-component'], componentMarkup(new URL('./iocp-player.js', import.meta.url).href, addresses.page));
  setValue(element['share-frame'], frameMarkup(addresses.player, width, height));
}

/** Writes only what differs: a selection stays. */
function setValue(input, value) {
  if (input.value !== value) {
    input.value = value;
  }
}

function setSwitch(button, on, label, key) {
  button.classList.toggle('on', on);
  if (button.getAttribute('aria-label') !== label) {
    button.setAttribute('aria-label', label);
    button.title = `${label} (${key})`;
  }
}

function togglePause() {
  if (view.paused) {
    view.resumeHere();
  } else {
    view.pause();
  }
  refresh();
}

function goLive() {
  view.resume();
  view.retryNow();
  refresh();
}

function seek(moment) {
  view.seek(moment);
  refresh();
}

function toggleMute() {
  if (view.hasSound) {
    view.muted = !view.muted;
    refresh();
  }
}

async function toggleFullscreen() {
  if (document.fullscreenElement) {
    await document.exitFullscreen();
  } else if (element.stage.requestFullscreen) {
    await element.stage.requestFullscreen();
  } else {
    // iPhones know full screen for videos only.
    element.video.webkitEnterFullscreen?.();
  }
}

async function togglePictureInPicture() {
  if (document.pictureInPictureElement) {
    await document.exitPictureInPicture();
  } else if (!element['picture-in-picture'].hidden) {
    await element.video.requestPictureInPicture();
  }
}

/** What is shown right now, as a file. */
function savePicture() {
  const source = view.picture;
  const still = document.createElement('canvas');
  still.width = source.videoWidth ?? source.width;
  still.height = source.videoHeight ?? source.height;
  still.getContext('2d').drawImage(source, 0, 0);
  still.toBlob((blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${stream}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  }, 'image/png');
}

function wakeControls() {
  element.stage.classList.remove('idle');
  clearTimeout(controlsTimer);
  controlsTimer = setTimeout(() => element.stage.classList.add('idle'), CONTROLS_HIDE_AFTER_MILLIS);
}

/** Keys of one letter get in the way of those who speak to their computer: they can be switched off (WCAG 2.1.4). */
function showLetters() {
  withStorage((storage) => (element.letters.checked = storage.getItem(SHORTCUTS) !== 'off'));
}

function switchLetters() {
  withStorage((storage) => storage.setItem(SHORTCUTS, element.letters.checked ? 'on' : 'off'));
}

/** A page in a frame of another site may have no storage: then a choice is forgotten. */
function withStorage(action) {
  try {
    action(localStorage);
  } catch {
    // No storage here.
  }
}

const KEYS = { ' ': togglePause, k: togglePause, f: toggleFullscreen, m: toggleMute, p: togglePictureInPicture, ArrowLeft: () => seekBar.step(-1), ArrowRight: () => seekBar.step(1) };

document.addEventListener('keydown', (event) => {
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const arrow = event.key.startsWith('Arrow');
  const switchedOff = event.key !== ' ' && !arrow && !element.letters.checked;
  const modified = event.ctrlKey || event.altKey || event.metaKey;
  // A focused button has its own meaning for the space bar.
  const onButton = (event.key === ' ' || arrow) && event.target.closest(arrow ? 'input, select' : 'button, a, input');
  if (action && !switchedOff && !modified && !event.repeat && !onButton) {
    event.preventDefault();
    wakeControls();
    action();
  }
});

element.play.addEventListener('click', togglePause);
element.live.addEventListener('click', goLive);
element.mode.addEventListener('change', changeMode);
element.letters.addEventListener('change', switchLetters);
element.mute.addEventListener('click', toggleMute);
element['picture-in-picture'].addEventListener('click', togglePictureInPicture);
element.save.addEventListener('click', savePicture);
element.fullscreen.addEventListener('click', toggleFullscreen);
document.querySelectorAll('[data-copies]').forEach((button) => button.addEventListener('click', () => copyFrom(element[button.dataset.copies], button)));
element.stage.addEventListener('dblclick', (event) => event.target.closest('button') ?? toggleFullscreen());
element['overlay-action'].addEventListener('click', goLive);
for (const sign of ['pointermove', 'pointerdown', 'focusin']) {
  element.stage.addEventListener(sign, wakeControls);
}
window.addEventListener('online', () => view.retryNow());
document.addEventListener('visibilitychange', () => document.hidden || view.retryNow());
window.addEventListener('pagehide', () => view.stop());
window.addEventListener('pageshow', (event) => event.persisted && view.start());

document.title = `${stream} · IOCP Streaming`;
element.name.textContent = stream;
view.muted = options.muted;
document.body.classList.toggle('embed', options.embedded);
element.stage.classList.toggle('without-controls', !options.controls);
element.stage.classList.toggle('cover', options.cover);
showLetters();
wakeControls();
refresh();
setInterval(refresh, REFRESH_MILLIS);
view.start();
