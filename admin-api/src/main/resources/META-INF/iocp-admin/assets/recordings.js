import { apiUrl, change, get } from './api.js';
import { ask } from './dialogs.js';
import { el, reconcile, setText } from './dom.js';
import { attempt, toast } from './toast.js';
import { bar, dayBounds, dayOf, momentOf } from '../../assets/common/day-line.js';
import { bytes, clock, count, counted, moment, resolution, span } from '../../assets/common/units.js';

const MAX_SHOWN = 500;
const STATES = { RECORDING: ['recording', 'good'], WAITING: ['waits for a keyframe', 'warn'], FAILED: ['failed, is tried again', 'warn'] };

const length = ({ start, end }) => Date.parse(end) - Date.parse(start);

function media(recording, query = {}) {
  return apiUrl(`recordings/${encodeURIComponent(recording.id)}/media`, query);
}

/** What is recorded, on the line of a day and as a list; what records now, and a player to cut clips. */
export function recordingsView(section, { live, canChange, failed, counts }) {
  const summary = el('p', { className: 'muted', role: 'status' });
  const trouble = el('p', { className: 'notice error', role: 'alert', hidden: true });
  const stream = el('input', { type: 'search', placeholder: 'Stream', 'aria-label': 'Only this stream', onchange: () => refresh() });
  const day = el('input', { type: 'date', value: dayOf(Date.now()), 'aria-label': 'Day', onchange: () => refresh() });
  const start = el('button', { type: 'button', className: 'button plain', textContent: 'Record a stream…', onclick: () => askStart() });
  const running = el('ul', { className: 'cards', 'aria-label': 'Running recordings' });
  const player = recordingPlayer();
  const lines = el('ul', { className: 'day-lines', 'aria-label': 'Recordings of the day' });
  const hours = el('div', { className: 'day-hours', 'aria-hidden': 'true' }, ...[0, 6, 12, 18, 24].map((hour) => el('span', { textContent: `${hour}:00` })));
  const empty = el('p', { className: 'muted', textContent: 'Nothing was recorded on this day.', hidden: true });
  const list = el('ul', { className: 'cards', 'aria-label': 'Recordings' });
  let shown = false;
  let complete = '';

  function showRecorders({ recorders, storage }) {
    reconcile(running, recorders, { key: ({ stream: name }) => name, make: recorderCard, update: updateRecorder });
    running.hidden = recorders.length === 0;
    const disk = storage.totalBytes > 0 ? `${bytes(storage.usableBytes)} of ${bytes(storage.totalBytes)} free` : 'disk missing';
    setText(summary, `${counted(storage.recordings, 'recording')} · ${bytes(storage.bytes)} · ${disk}`);
    summary.title = storage.directory;
    setText(trouble, storage.problem ? `Nothing can be recorded: ${storage.problem}.` : '');
    trouble.hidden = !storage.problem;
    counts('recordings', recorders.filter(({ state }) => state === 'RECORDING').length);
    const now = `${storage.recordings} ${recorders.map(({ recording }) => recording).join()}`;
    if (shown && now !== complete) {
      complete = now;
      refresh();
    }
  }

  function recorderCard({ stream: name }) {
    const stop = el('button', { type: 'button', className: 'button plain danger stop', textContent: 'Stop', 'aria-label': `Stop recording ${name}`, onclick: () => attempt(() => change('POST', `recorders/${encodeURIComponent(name)}/stop`), `${name} is no longer recorded.`) });
    return el(
      'li',
      { className: 'panel card' },
      el('header', {}, el('h2', { textContent: name, title: name }), el('span', { className: 'chip' })),
      el('p', { className: 'failure' }),
      canChange ? el('div', { className: 'actions' }, stop) : null,
    );
  }

  function updateRecorder(item, { state, failure }) {
    const [name, kind] = STATES[state] ?? [state.toLowerCase(), ''];
    const chip = item.querySelector('.chip');
    setText(chip, name);
    chip.className = `chip ${kind}`;
    setText(item.querySelector('.failure'), failure ? `Not recorded: ${failure}.` : '');
    item.querySelector('.failure').hidden = !failure;
  }

  async function askStart() {
    const { streams } = await get('streams', { limit: 1000 });
    const choice = el('select', { 'aria-label': 'Stream' }, ...streams.map(({ name }) => el('option', { value: name, textContent: name })));
    ask({
      title: 'Record a stream',
      text: streams.length > 0 ? 'It is recorded until it ends or is stopped here.' : 'No stream is live.',
      fields: streams.length > 0 ? [choice] : [],
      confirm: 'Record',
      action: async () => {
        if (streams.length > 0) {
          await change('POST', `recorders/${encodeURIComponent(choice.value)}/start`);
          toast(`${choice.value} is recorded.`);
        }
      },
    });
  }

  function showRecordings(recordings, bounds) {
    const byStream = new Map();
    for (const recording of recordings) {
      byStream.set(recording.stream, [...(byStream.get(recording.stream) ?? []), recording]);
    }
    reconcile(lines, [...byStream].sort(([a], [b]) => a.localeCompare(b)), { key: ([name]) => name, make: line, update: (item, [, of]) => updateLine(item, of, bounds) });
    empty.hidden = recordings.length > 0;
    hours.hidden = recordings.length === 0;
    reconcile(list, recordings, { key: ({ id }) => id, make: recordingCard, update: updateCard });
  }

  function line([name]) {
    return el('li', {}, el('span', { className: 'day-name', textContent: name, title: name }), el('div', { className: 'day-line' }));
  }

  function updateLine(item, recordings, bounds) {
    const items = recordings.map((recording) => ({ recording, place: bar(recording, bounds) })).filter(({ place }) => place);
    reconcile(item.querySelector('.day-line'), items, {
      key: ({ recording }) => recording.id,
      make: () => el('button', { type: 'button', className: 'day-bar' }),
      update: (button, { recording, place }) => {
        button.onclick = () => player.play(recording);
        button.style.left = `${place.left}%`;
        button.style.width = `${place.width}%`;
        button.classList.toggle('running', recording.running);
        button.title = `${recording.stream}, ${clock(recording.start)} to ${clock(recording.end)}`;
        button.setAttribute('aria-label', `Play ${button.title}`);
      },
    });
  }

  function recordingCard(recording) {
    const remove = el('button', { type: 'button', className: 'button plain danger delete', textContent: 'Delete…' });
    return el(
      'li',
      { className: 'panel card' },
      el('header', {}, el('h2', { textContent: recording.stream, title: recording.stream }), el('span', { className: 'chip good' })),
      el('p', { className: 'muted totals' }),
      el('p', { className: 'muted format' }),
      el(
        'div',
        { className: 'actions' },
        canChange ? remove : null,
        el('a', { className: 'button plain download', textContent: 'Download', download: '' }),
        el('button', { type: 'button', className: 'button play', textContent: 'Play', 'aria-label': `Play ${recording.stream} of ${moment(recording.start)}` }),
      ),
    );
  }

  function updateCard(item, recording) {
    setText(item.querySelector('.chip'), recording.running ? 'recording' : '');
    setText(item.querySelector('.totals'), `${moment(recording.start)} · ${span(length(recording))} · ${bytes(recording.bytes)}`);
    setText(item.querySelector('.format'), [resolution(recording.width, recording.height), counted(recording.segments, 'file')].filter(Boolean).join(' · '));
    item.querySelector('.download').href = media(recording, { to: recording.end, download: true });
    item.querySelector('.play').onclick = () => player.play(recording);
    const remove = item.querySelector('.delete');
    if (remove) {
      remove.onclick = () => askDelete(recording);
      remove.disabled = recording.running;
      remove.title = recording.running ? 'Stop it first.' : '';
    }
  }

  function askDelete(recording) {
    ask({
      title: `Delete the recording of ${recording.stream}?`,
      text: `${moment(recording.start)}, ${span(length(recording))}, ${bytes(recording.bytes)}. It cannot be brought back.`,
      confirm: 'Delete',
      danger: true,
      action: async () => {
        await change('DELETE', `recordings/${encodeURIComponent(recording.id)}`);
        player.closeIf(recording.id);
        toast('The recording is deleted.');
        await reload();
      },
    });
  }

  async function reload() {
    const bounds = dayBounds(day.value || dayOf(Date.now()));
    const { recordings, total } = await get('recordings', {
      stream: stream.value.trim(),
      from: new Date(bounds[0]).toISOString(),
      to: new Date(bounds[1]).toISOString(),
      limit: MAX_SHOWN,
    });
    showRecordings(recordings, bounds);
    setText(more, total > recordings.length ? `The newest ${count(recordings.length)} of ${count(total)} are shown.` : '');
  }

  function refresh() {
    reload().catch(failed);
  }

  async function askRecorders() {
    showRecorders(await get('recorders'));
  }

  const more = el('p', { className: 'muted' });
  live.addEventListener('recorders', ({ detail }) => showRecorders(detail));
  live.addEventListener('reset', () => askRecorders().catch(failed));
  section.append(
    el('div', { className: 'toolbar' }, stream, day, canChange ? start : null, summary),
    trouble,
    running,
    player.element,
    el('div', { className: 'panel day' }, lines, hours, empty),
    list,
    more,
  );
  askRecorders().catch(failed);
  return {
    show() {
      shown = true;
      refresh();
    },
    hide() {
      shown = false;
      player.pause();
    },
    focusFilter: () => stream.focus(),
  };
}

/** Plays a recording, and cuts a clip out of it. */
function recordingPlayer() {
  const title = el('h2');
  const video = el('video', { controls: true, preload: 'metadata', playsInline: true });
  const wall = el('span', { className: 'chip' });
  const marks = el('span', { className: 'muted' });
  const trouble = el('p', { className: 'notice error', role: 'alert', hidden: true });
  const clip = el('a', { className: 'button clip', textContent: 'Download clip', download: '' });
  const button = (text, className, onclick) => el('button', { type: 'button', className: `button plain ${className}`, textContent: text, onclick });
  const element = el(
    'div',
    { className: 'panel recording-player', hidden: true },
    el('header', {}, title, wall, button('Close', 'close', () => close())),
    video,
    trouble,
    el('div', { className: 'actions' }, marks, button('Begin here', 'mark-from', () => mark('from')), button('End here', 'mark-to', () => mark('to')), clip),
  );
  let shown = null;
  let cut = {};

  function play(recording) {
    shown = recording;
    cut = { from: 0, to: length(recording) / 1000 };
    setText(title, `${recording.stream}, ${moment(recording.start)}`);
    trouble.hidden = true;
    element.hidden = false;
    video.src = media(recording, { to: recording.end });
    video.play().catch(() => {}); // It has controls.
    showMarks();
    element.scrollIntoView({ block: 'nearest' });
  }

  function mark(side) {
    cut[side] = video.currentTime;
    if (cut.from >= cut.to) {
      cut[side === 'from' ? 'to' : 'from'] = side === 'from' ? length(shown) / 1000 : 0;
    }
    showMarks();
  }

  function showMarks() {
    const query = { from: momentOf(shown.start, cut.from), to: momentOf(shown.start, cut.to) };
    clip.href = media(shown, { ...query, download: true });
    setText(marks, `${clock(query.from)} to ${clock(query.to)} · ${span((cut.to - cut.from) * 1000)}`);
  }

  function close() {
    video.pause();
    video.removeAttribute('src');
    video.load();
    shown = null;
    element.hidden = true;
  }

  video.addEventListener('timeupdate', () => shown && setText(wall, clock(momentOf(shown.start, video.currentTime))));
  video.addEventListener('error', () => {
    if (shown) {
      setText(trouble, 'This browser cannot play the recording. Download it instead.');
      trouble.hidden = false;
    }
  });
  return {
    element,
    play,
    pause: () => video.pause(),
    closeIf(id) {
      if (shown?.id === id) {
        close();
      }
    },
  };
}
