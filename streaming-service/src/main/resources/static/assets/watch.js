import { copyFrom } from './copying.js';
import { addressesOf, frameMarkup, playerOptions } from './embedding.js';
import { streamOf } from './page-address.js';
import { MODES } from './player-ladder.js';
import { componentMarkup } from './player-source.js';
import { RateMeter } from './rate-meter.js';
import { pastPicture, watching } from './server.js';
import { lettersAreOn, switchLetters } from './shortcuts.js';
import { inWords, StageControls } from './stage-controls.js';
import { stageElements } from './stage-elements.js';
import { StreamView } from './stream-view.js';
import { setText } from './common/text.js';
import { bitRate, formatName, resolution, seconds } from './common/units.js';

const REFRESH_MILLIS = 250;

const element = Object.fromEntries([...document.querySelectorAll('[id]')].map((found) => [found.id, found]));
const stream = streamOf(location.pathname);
const options = playerOptions(location);
const addresses = addressesOf(stream, location.href);
const view = new StreamView({ server: watching(stream, { wait: true }), video: element.video, canvas: element.canvas, mode: options.mode, rendition: options.rendition });
const frameMeter = new RateMeter();
const controls = new StageControls(
  { ...stageElements((name) => element[name]), full: element.stage },
  { view: () => view, name: () => stream, thumbnail: (moment) => pastPicture(stream, moment), changed: refresh, mute: (muted) => (view.muted = muted), choose: changeRendition },
);

let framesBefore = 0;

/** For end-to-end tests: what the page shows, as values. */
window.iocpPlayer = view.snapshot;

function refresh() {
  const nowMillis = performance.now();
  const snapshot = view.snapshot;
  window.iocpPlayer = { ...snapshot, currentTime: element.video.currentTime };
  frameMeter.add(Math.max(0, snapshot.frames - framesBefore), nowMillis / 1000);
  framesBefore = snapshot.frames;

  const words = inWords(snapshot, nowMillis);
  element.status.dataset.state = snapshot.state;
  setText(element['status-text'], words);
  element['seek-keys'].hidden = !snapshot.canGoBack;
  controls.show(snapshot, nowMillis);
  element['sound-key'].hidden = element.mute.hidden;
  element['picture-key'].hidden = element['picture-in-picture'].hidden;
  showFigures(snapshot, nowMillis);
  showMode(snapshot);
  showSharing(snapshot);
}

function showFigures(snapshot, nowMillis) {
  const live = snapshot.state === 'live';
  setText(element.behind, !live ? '–' : seconds(Math.max(0, snapshot.behindSeconds)));
  setText(element.rate, snapshot.bytesPerSecond > 0 ? bitRate(snapshot.bytesPerSecond) : '–');
  setText(element.resolution, resolution(snapshot.width, snapshot.height) || '–');
  setText(element.fps, live && !snapshot.soundOnly ? String(Math.round(frameMeter.perSecond(nowMillis / 1000))) : '–');
  setText(element.format, [formatName(snapshot.format), snapshot.rendition].filter(Boolean).join(' · ') || '–');
  setText(element['jumps-name'], snapshot.format === 'jpeg' ? 'Frames skipped' : 'Jumps to live');
  setText(element.jumps, String(snapshot.jumps));
  if (snapshot.width > 0) {
    element.stage.style.setProperty('--ratio', snapshot.width / snapshot.height);
  }
}

function showMode({ mode, modeNote, renditionNote }) {
  setText(element['mode-note'], [modeNote, renditionNote].filter(Boolean).join(' '));
  setText(element['mode-auto'], mode === 'canvas' || view.wantedMode !== 'auto' ? MODES.auto : `${MODES.auto} (${MODES[mode]})`);
  if (element.mode.value !== view.wantedMode) {
    element.mode.value = view.wantedMode;
  }
}

function changeMode() {
  view.wantMode(element.mode.value);
  setAddress('mode', view.wantedMode === 'auto' ? null : view.wantedMode);
  refresh();
}

function changeRendition(name) {
  view.chooseRendition(name);
  setAddress('rendition', name);
}

/** Has the page's address say what was chosen, for the next time; null for nothing. */
function setAddress(parameter, value) {
  const address = new URL(location.href);
  if (value === null) {
    address.searchParams.delete(parameter);
  } else {
    address.searchParams.set(parameter, value);
  }
  history.replaceState(null, '', address);
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

document.addEventListener('keydown', (event) => controls.onKey(event, element.letters.checked));
element.mode.addEventListener('change', changeMode);
element.letters.addEventListener('change', () => switchLetters(element.letters.checked));
document.querySelectorAll('[data-copies]').forEach((button) => button.addEventListener('click', () => copyFrom(element[button.dataset.copies], button)));
window.addEventListener('online', () => view.retryNow());
document.addEventListener('visibilitychange', () => document.hidden || view.retryNow());
window.addEventListener('pagehide', () => view.stop());
window.addEventListener('pageshow', (event) => event.persisted && view.start());

document.title = `${stream} · IOCP Streaming`;
element.name.textContent = stream;
view.muted = options.muted;
element.stage.classList.toggle('without-controls', !options.controls);
element.stage.classList.toggle('cover', options.cover);
element.letters.checked = lettersAreOn();
controls.wake();
refresh();
setInterval(refresh, REFRESH_MILLIS);
view.start();
