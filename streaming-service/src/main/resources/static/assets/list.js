import { credentials, fragmentOf } from './credentials.js';
import { Preview } from './preview.js';
import { PublishBox } from './publish-box.js';
import { fetchRecordings, fetchStreams, webSocketBase } from './server.js';
import { setText } from './common/text.js';
import { bitRate, counted, formatName, resolution } from './common/units.js';

const POLL_MILLIS = 2_000;
const RENEW_STILL_MILLIS = 30_000;

const byId = (id) => document.getElementById(id);
const calm = matchMedia('(prefers-reduced-motion: reduce)');

/** Cards on the page by stream name. */
const cards = new Map();
const publishBox = new PublishBox();
let base = null;

async function poll() {
  if (!document.hidden) {
    try {
      show(await fetchStreams());
    } catch (error) {
      showTrouble(error);
    }
  }
  setTimeout(poll, POLL_MILLIS);
}

function show(answer) {
  base = webSocketBase(answer);
  const streams = [...answer.streams].sort((a, b) => a.name.localeCompare(b.name));
  byId('trouble').hidden = true;
  byId('cards').classList.remove('stale');
  setText(byId('summary'), answer.refusal ? `Nothing is listed: ${answer.refusal}.` : summary(streams));
  publishBox.show({ webSocketBase: base, rtmpPort: answer.rtmpPort, rtmpsPort: answer.rtmpsPort }, streams.length === 0);

  const names = new Set(streams.map(({ name }) => name));
  for (const [name, card] of cards) {
    if (!names.has(name)) {
      card.preview.stopMoving();
      card.item.remove();
      cards.delete(name);
    }
  }
  streams.forEach((stream, index) => {
    const card = cards.get(stream.name) ?? addCard(stream.name);
    updateCard(card, stream);
    if (byId('cards').children[index] !== card.item) {
      byId('cards').insertBefore(card.item, byId('cards').children[index] ?? null);
    }
  });
}

function summary(streams) {
  const live = streams.filter((stream) => stream.live).length;
  const watching = streams.reduce((sum, stream) => sum + stream.viewers, 0);
  const waiting = streams.filter((stream) => stream.onDemand).length;
  if (live + waiting === 0) {
    return 'Nobody is publishing at the moment.';
  }
  return [`${live} live`, waiting > 0 ? `${waiting} on demand` : '', counted(watching, 'viewer')].filter(Boolean).join(' · ');
}

function showTrouble(error) {
  byId('cards').classList.add('stale');
  byId('trouble').hidden = false;
  const why = error instanceof TypeError || error.name === 'TimeoutError' ? 'The server does not answer' : error.message;
  setText(byId('trouble'), `${why}. This page keeps trying; what it shows below may be out of date.`);
  if (base === null) {
    setText(byId('summary'), 'No answer from the server yet.');
  }
}

function addCard(name) {
  const item = byId('card').content.cloneNode(true).querySelector('li');
  const link = item.querySelector('a');
  link.href = `watch/${encodeURIComponent(name)}${fragmentOf(credentials)}`;
  const preview = new Preview(name, {
    still: item.querySelector('.still'),
    video: item.querySelector('video'),
    canvas: item.querySelector('canvas.moving'),
  });
  const card = { item, link, preview, live: false, stillDueMillis: 0 };
  const move = () => card.live && !calm.matches && preview.startMoving();
  const rest = () => preview.stopMoving();
  link.addEventListener('pointerenter', (event) => event.pointerType === 'mouse' && move());
  link.addEventListener('pointerleave', rest);
  link.addEventListener('focus', () => link.matches(':focus-visible') && move());
  link.addEventListener('blur', rest);
  item.querySelector('.name').textContent = name;
  cards.set(name, card);
  return card;
}

function updateCard(card, stream) {
  card.live = stream.live;
  card.link.classList.toggle('off', !stream.live);
  setText(card.item.querySelector('.badge'), stream.live ? 'Live' : stream.onDemand ? 'On demand' : 'Off');
  const facts = stream.live
    ? [counted(stream.viewers, 'viewer'), resolution(stream.width, stream.height), formatName(stream.format), bitRate(stream.bytesPerSecond)]
    : [stream.onDemand ? 'Starts when somebody watches' : 'Not live at the moment', counted(stream.viewers, 'viewer')];
  setText(card.item.querySelector('.facts'), facts.filter(Boolean).join(' · '));
}

/** Renews one still at a time, so that a page of many streams does not ask for them all at once. */
async function renewStills() {
  const nowMillis = performance.now();
  const due = [...cards.values()].find((card) => card.live && card.stillDueMillis <= nowMillis && isSeen(card.item));
  if (due && !document.hidden) {
    due.stillDueMillis = nowMillis + RENEW_STILL_MILLIS;
    await due.preview.takeStill();
  }
  setTimeout(renewStills, 250);
}

function isSeen(item) {
  const { top, bottom } = item.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    cards.forEach((card) => card.preview.stopMoving());
  }
});
poll();
renewStills();
// Only where there are some.
fetchRecordings({ from: 0, to: Date.now() })
  .then((recordings) => {
    byId('recordings-link').href = `recordings${fragmentOf(credentials)}`;
    byId('recordings-link').hidden = recordings.length === 0;
  })
  .catch(() => {});
