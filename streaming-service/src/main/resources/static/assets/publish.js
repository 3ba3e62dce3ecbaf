import { obstacle } from './capture-trouble.js';
import { devicesOf } from './capture.js';
import { credentials, fragmentOf } from './credentials.js';
import { streamOf } from './page-address.js';
import { queryOf, settingsOf } from './publish-settings.js';
import { Publisher } from './publisher.js';
import { fetchStatus } from './refusal.js';
import { publishing } from './server.js';
import { setText } from './common/text.js';
import { bitRate, resolution } from './common/units.js';

const REFRESH_MILLIS = 250;

const element = Object.fromEntries([...document.querySelectorAll('[id]')].map((found) => [found.id, found]));
const form = element.settings;
const stream = streamOf(location.pathname);
const publisher = new Publisher(publishing(stream), showCapture);
const missing = obstacle({ secure: isSecureContext, devices: navigator.mediaDevices !== undefined, address: location.host });

let settings = settingsOf(location.search);
/** What the server says of publishing before anything is tried, or null. */
let refusal = null;
let wakeLock = null;

/** For end-to-end tests: what the page shows, as values. */
window.iocpPublisher = publisher.snapshot;

function refresh() {
  const snapshot = publisher.snapshot;
  window.iocpPublisher = snapshot;
  const trouble = snapshot.state === 'idle' ? (missing ?? refusal) : null;
  const shown = trouble ? { ...snapshot, ...trouble, state: 'failed' } : snapshot;
  const waitSeconds = snapshot.retryAtMillis === undefined ? 0 : Math.max(0, Math.ceil((snapshot.retryAtMillis - performance.now()) / 1000));
  element.stage.dataset.state = element.status.dataset.state = shown.state;
  element.stage.classList.toggle('pictured', publisher.capture?.video != null);
  setText(element['status-text'], waitSeconds > 0 ? `${shown.title}, again in ${waitSeconds} s` : shown.title);
  showOverlay(shown);
  showFigures(snapshot);
  showWarnings(snapshot.warnings);
  showControls(snapshot.state);
}

function showOverlay({ state, title, text }) {
  element.overlay.hidden = state === 'live';
  setText(element['overlay-title'], title);
  setText(element['overlay-text'], state === 'idle' ? 'Nothing is sent before you press Start.' : text);
}

function showFigures(snapshot) {
  const going = publisher.capture !== null;
  setText(element.rate, going && snapshot.bytesPerSecond > 0 ? bitRate(snapshot.bytesPerSecond) : '–');
  setText(element.fps, going && snapshot.framesPerSecond !== null && snapshot.width > 0 ? String(Math.round(snapshot.framesPerSecond)) : '–');
  setText(element.dropped, going ? String(snapshot.dropped) : '–');
  setText(element['round-trip'], snapshot.roundTripMillis === null ? '–' : `${Math.round(snapshot.roundTripMillis)} ms`);
  setText(element.resolution, resolution(snapshot.width, snapshot.height) || '–');
  setText(element.format, [snapshot.format, snapshot.codec].filter(Boolean).join(', ') || '–');
  if (snapshot.width > 0) {
    element.stage.style.setProperty('--ratio', snapshot.width / snapshot.height);
  }
}

/** In the server's own words. The list is left alone while it says the same: screen readers read out what changes. */
function showWarnings(warnings) {
  const words = warnings.map(({ text }) => String(text));
  const shown = [...element['warning-list'].children].map((item) => item.textContent);
  if (words.length !== shown.length || words.some((text, index) => text !== shown[index])) {
    element['warning-list'].replaceChildren(
      ...words.map((text) => {
        const item = document.createElement('li');
        item.textContent = text;
        return item;
      }),
    );
    element.warnings.hidden = words.length === 0;
  }
}

function showControls(state) {
  const running = publisher.running;
  setText(element.start, running ? 'Stop' : state === 'failed' ? 'Start again' : 'Start');
  element.start.disabled = missing !== null;
  element.mute.hidden = !publisher.capture?.hasMicrophone;
  const muted = publisher.capture?.muted ?? false;
  setText(element.mute, muted ? 'Microphone muted' : 'Mute microphone');
  element.mute.setAttribute('aria-pressed', String(muted));
  setText(element.hint, running ? 'Changes apply at the next start.' : '');
}

/** Shows the settings, and only those that mean something now. */
function showSettings() {
  for (const [name, value] of Object.entries(settings)) {
    const field = form.elements[name];
    if (field !== undefined) {
      ensureChoice(field, value);
      field.value = String(value);
    }
  }
  const pictured = settings.picture !== 'none';
  element['camera-field'].hidden = settings.picture !== 'camera';
  element['system-field'].hidden = settings.picture !== 'screen';
  for (const name of ['height', 'fps', 'rate', 'codec']) {
    element[`${name}-field`].hidden = !pictured;
  }
}

/** A device of an address may not be there, or not be named yet: it stays what was chosen. */
function ensureChoice(field, value) {
  if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === String(value))) {
    field.add(new Option('Selected device', value));
  }
}

function readSettings() {
  const entries = new URLSearchParams(new FormData(form));
  entries.set('keyframes', settings.keyframes);
  settings = settingsOf(entries.toString());
  history.replaceState(null, '', `${location.pathname}${queryOf(settings, location.search)}${location.hash}`);
  showSettings();
}

async function showDevices() {
  for (const [name, kind] of [['camera', 'videoinput'], ['microphone', 'audioinput']]) {
    const field = form.elements[name];
    const known = await devicesOf(kind);
    [...field.options].filter((option) => 'device' in option.dataset || option.text === 'Selected device').forEach((option) => option.remove());
    for (const { id, name: label } of known) {
      const option = new Option(label, id);
      option.dataset.device = '';
      field.add(option);
    }
  }
  showSettings();
}

function showCapture(capture) {
  const picture = capture?.video ? new MediaStream([capture.video]) : null;
  element.preview.srcObject = picture;
  element.preview.hidden = picture === null;
  element['sound-card'].hidden = capture === null || picture !== null;
  if (capture !== null) {
    // With leave to use them, devices have names.
    showDevices();
    keepAwake();
  } else {
    wakeLock?.release();
    wakeLock = null;
  }
}

/** A phone that goes to sleep stops its camera. Browsers end the lock when the page is hidden. */
async function keepAwake() {
  try {
    wakeLock = (await navigator.wakeLock?.request('screen')) ?? null;
  } catch {
    // Not with so little battery, or not here: it is a courtesy.
  }
}

function toggle() {
  if (publisher.running) {
    publisher.stop();
  } else if (form.reportValidity()) {
    readSettings();
    refusal = null;
    publisher.start(settings);
  }
  refresh();
}

/** Somebody who may not publish hears so before choosing anything. */
async function askServer() {
  const answer = await fetchStatus(stream, 'publish');
  if (answer?.status === 'refused' || answer?.status === 'invalid') {
    refusal = {
      title: answer.status === 'invalid' ? 'Invalid stream name' : 'You may not publish this stream',
      text: `The server says: ${answer.reason}.`,
    };
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  toggle();
});
form.addEventListener('change', () => form.checkValidity() && readSettings());
element.mute.addEventListener('click', () => {
  publisher.capture.muted = !publisher.capture.muted;
  refresh();
});
window.addEventListener('online', () => publisher.retryNow());
document.addEventListener('visibilitychange', () => !document.hidden && publisher.capture !== null && keepAwake());
window.addEventListener('pagehide', () => publisher.stop());
window.addEventListener('beforeunload', (event) => publisher.running && event.preventDefault());
navigator.mediaDevices?.addEventListener('devicechange', showDevices);

document.title = `Publish ${stream} · IOCP Streaming`;
element.name.textContent = stream;
element.watch.href = `../watch/${encodeURIComponent(stream)}${fragmentOf(credentials)}`;
element['screen-choice'].hidden = navigator.mediaDevices !== undefined && !('getDisplayMedia' in navigator.mediaDevices);
showSettings();
if (missing === null) {
  showDevices();
}
await askServer();
refresh();
setInterval(refresh, REFRESH_MILLIS);
