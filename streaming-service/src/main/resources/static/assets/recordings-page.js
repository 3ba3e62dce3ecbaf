import { credentials } from './credentials.js';
import { fetchRecordings, recordingAddress } from './server.js';
import { bar, dayBounds, dayOf, momentOf, monthOf } from './common/day-line.js';
import { setText } from './common/text.js';
import { bytes, clock, counted, moment, resolution, span } from './common/units.js';

/** While something is being recorded its line grows. */
const REFRESH_MILLIS = 10_000;

const element = Object.fromEntries([...document.querySelectorAll('[id]')].map((found) => [found.id, found]));
const length = ({ start, end }) => Date.parse(end) - Date.parse(start);
let playing = null;
let cut = { from: 0, to: 0 };

function make(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** What is asked for: a stream, and a day or a part of it. */
function wanted() {
  const day = element.day.value || dayOf(Date.now());
  const [start, end] = dayBounds(day);
  const at = (time, otherwise) => (time === '' ? otherwise : new Date(`${day}T${time}`).getTime());
  return { stream: element.stream.value.trim(), day, bounds: [start, end], from: at(element.from.value, start), to: at(element.to.value, end) };
}

async function refresh() {
  const { stream, day, bounds, from, to } = wanted();
  const month = [dayBounds(`${day.slice(0, 8)}01`)[0], dayBounds(`${day.slice(0, 8)}${String(new Date(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0).getDate())}`)[1]];
  try {
    const recordings = await fetchRecordings({ stream, from: month[0], to: month[1] });
    element.trouble.hidden = true;
    const shown = recordings.filter((recording) => bar(recording, [from, to]) !== null);
    showMonth(day, recordings);
    showLines(shown, bounds);
    showList(shown);
    element.empty.hidden = shown.length > 0;
    setText(element.summary, counted(shown.length, 'recording'));
  } catch (error) {
    element.trouble.hidden = false;
    setText(element.trouble, error.message);
    setText(element.summary, '');
  }
}

function showMonth(day, recordings) {
  setText(element.month, new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' }).format(dayBounds(day)[0]));
  element.weeks.replaceChildren(...monthOf(day, recordings).map((week) => make('tr', {}, ...week.map((cell) => make('td', {}, ...(cell === null ? [] : [dayButton(cell, day)]))))));
}

function dayButton({ day, count }, chosen) {
  const button = make('button', { type: 'button', className: count > 0 ? 'has' : '', textContent: String(Number(day.slice(8))), title: counted(count, 'recording') });
  button.setAttribute('aria-pressed', String(day === chosen));
  button.addEventListener('click', () => {
    element.day.value = day;
    refresh();
  });
  return button;
}

function showLines(recordings, bounds) {
  const byStream = new Map();
  for (const recording of recordings) {
    byStream.set(recording.stream, [...(byStream.get(recording.stream) ?? []), recording]);
  }
  const lines = [...byStream].sort(([a], [b]) => a.localeCompare(b)).map(([name, of]) => make('li', {}, make('span', { className: 'day-name', textContent: name, title: name }), make('div', { className: 'day-line' }, ...of.map((recording) => lineBar(recording, bounds)))));
  element.lines.replaceChildren(...lines);
}

function lineBar(recording, bounds) {
  const { left, width } = bar(recording, bounds);
  const title = `${recording.stream}, ${clock(recording.start)} to ${clock(recording.end)}`;
  const button = make('button', { type: 'button', className: 'day-bar', title, onclick: () => play(recording) });
  button.setAttribute('aria-label', `Play ${title}`);
  button.style.left = `${left}%`;
  button.style.width = `${width}%`;
  return button;
}

function showList(recordings) {
  element.list.replaceChildren(...recordings.map((recording) => {
    const facts = [moment(recording.start), span(length(recording)), bytes(recording.bytes), resolution(recording.widthPixels, recording.heightPixels), recording.running ? 'is being recorded' : ''];
    const button = make('button', { type: 'button', className: 'button play', textContent: 'Play', onclick: () => play(recording) });
    button.setAttribute('aria-label', `Play ${recording.stream} of ${moment(recording.start)}`);
    const download = make('a', { className: 'button', textContent: 'Download', href: address(recording, { to: recording.end, download: true }), download: '' });
    return make('li', {}, make('strong', { textContent: recording.stream }), make('span', { className: 'muted', textContent: facts.filter(Boolean).join(' · ') }), button, download);
  }));
}

function address(recording, query) {
  return recordingAddress(recording.id, query, credentials);
}

function play(recording) {
  playing = recording;
  cut = { from: 0, to: length(recording) / 1000 };
  setText(element['player-title'], `${recording.stream}, ${moment(recording.start)}`);
  element['player-trouble'].hidden = true;
  element.player.hidden = false;
  element.video.src = address(recording, { to: recording.end });
  element.video.play().catch(() => {}); // It has controls.
  showMarks();
  element.player.scrollIntoView({ block: 'nearest' });
}

function mark(side) {
  cut[side] = element.video.currentTime;
  if (cut.from >= cut.to) {
    cut[side === 'from' ? 'to' : 'from'] = side === 'from' ? length(playing) / 1000 : 0;
  }
  showMarks();
}

function showMarks() {
  const query = { from: momentOf(playing.start, cut.from), to: momentOf(playing.start, cut.to) };
  element.clip.href = address(playing, { ...query, download: true });
  setText(element.marks, `${clock(query.from)} to ${clock(query.to)} · ${span((cut.to - cut.from) * 1000)}`);
}

function close() {
  element.video.pause();
  element.video.removeAttribute('src');
  element.video.load();
  playing = null;
  element.player.hidden = true;
}

for (const field of ['stream', 'day', 'from', 'to']) {
  element[field].addEventListener('change', refresh);
}
element['mark-from'].addEventListener('click', () => mark('from'));
element['mark-to'].addEventListener('click', () => mark('to'));
element.close.addEventListener('click', close);
element.video.addEventListener('timeupdate', () => playing && setText(element.wall, clock(momentOf(playing.start, element.video.currentTime))));
element.video.addEventListener('error', () => {
  if (playing) {
    element['player-trouble'].hidden = false;
    setText(element['player-trouble'], 'This browser cannot play the recording. Download it instead.');
  }
});
element.day.value = dayOf(Date.now());
element.stream.value = new URLSearchParams(location.search).get('stream') ?? '';
refresh();
setInterval(() => document.hidden || refresh(), REFRESH_MILLIS);
