import { change, get } from './api.js';
import { ask, drawer, field } from './dialogs.js';
import { el, reconcile, setText, showFacts } from './dom.js';
import { Pictures } from './pictures.js';
import { Poll } from './poll.js';
import { renditionsOf } from './rendition-names.js';
import { renditionChoice, showChoice } from './renditions.js';
import { attempt, toast } from './toast.js';
import { bitRate, bytes, count, counted, span } from '../../assets/common/units.js';

const VIEWERS_MILLIS = 1_000;
const STREAMS_MILLIS = 2_000;
// What one event brings.
const PAGE = 100;
const FORMAT_NAMES = { fmp4: 'MP4', webm: 'WebM', jpeg: 'JPEG', mpegts: 'MPEG-TS' };

export function streamsView(section, { live, canChange, failed, counts }) {
  const summary = el('p', { className: 'muted', role: 'status' });
  const filter = el('input', { type: 'search', placeholder: 'Name', 'aria-label': 'Filter by name', autocomplete: 'off', spellcheck: false });
  const cards = el('ul', { className: 'cards', 'aria-label': 'Streams' });
  const empty = el('p', { className: 'empty muted', textContent: 'There are no live streams.', hidden: true });
  const more = el('button', { type: 'button', className: 'button plain', textContent: 'Show more', hidden: true, onclick: () => showMore() });
  const poll = new Poll(() => reload(), STREAMS_MILLIS, failed);
  const pictures = new Pictures();
  let latest = { streams: [], total: 0 };
  let shown = PAGE;
  let visible = false;
  let polling = false;

  function show() {
    const word = filter.value.trim().toLowerCase();
    const found = latest.streams.filter(({ name }) => name.toLowerCase().includes(word));
    const viewers = latest.streams.reduce((all, stream) => all + stream.viewers, 0);
    const some = latest.total > latest.streams.length ? `, of which the first ${latest.streams.length}` : '';
    setText(summary, `${counted(latest.total, 'stream')}${some} · ${counted(viewers, 'viewer')}`);
    setText(empty, latest.streams.length ? 'No stream matches.' : 'There are no live streams.');
    empty.hidden = found.length > 0;
    more.hidden = word !== '' || latest.total <= latest.streams.length;
    reconcile(cards, found, { key: ({ name }) => name, make: card, update });
    counts('streams', latest.total);
  }

  function card({ name }) {
    const rate = el('strong', { className: 'rate' });
    const viewers = el('b');
    const laggards = el('span', { className: 'chip' });
    const actions = el(
      'div',
      { className: 'actions' },
      el('button', { type: 'button', className: 'button plain', textContent: 'Viewers', 'aria-label': `Viewers of ${name}`, onclick: () => showViewers(name) }),
      canChange ? el('button', { type: 'button', className: 'button plain danger', textContent: 'Stop…', 'aria-label': `Stop ${name}`, onclick: () => stop(name) }) : null,
    );
    const item = el(
      'li',
      { className: 'panel card' },
      pictures.place(name),
      el('header', {}, el('h2', { textContent: name, title: name }), laggards),
      el('p', { className: 'muted format' }),
      el('p', { className: 'figures' }, rate, el('span', {}, viewers)),
      el('p', { className: 'muted health' }),
      el('ul', { className: 'warnings', 'aria-label': `What hurts viewers of ${name}` }),
      el('p', { className: 'muted totals' }),
      actions,
    );
    return item;
  }

  function update(item, stream) {
    pictures.update(item.querySelector('.picture'), stream);
    const size = stream.width > 0 ? `${stream.width} × ${stream.height}` : '';
    setText(item.querySelector('.format'), [FORMAT_NAMES[stream.format] ?? stream.format ?? 'waiting for media', size].filter(Boolean).join(' · '));
    setText(item.querySelector('.rate'), bitRate(stream.bytesPerSecond));
    setText(item.querySelector('.figures b'), counted(stream.viewers, 'viewer'));
    const chip = item.querySelector('.chip');
    setText(chip, stream.waiting ? 'no publisher' : stream.laggards ? `${count(stream.laggards)} behind` : 'none behind');
    chip.hidden = stream.viewers === 0 && !stream.waiting;
    chip.classList.toggle('warn', stream.laggards > 0 || stream.waiting);
    chip.classList.toggle('good', stream.laggards === 0 && !stream.waiting);
    setText(item.querySelector('.health'), healthOf(stream.health));
    const warnings = item.querySelector('.warnings');
    warnings.hidden = stream.health.warnings.length === 0;
    reconcile(warnings, stream.health.warnings, { key: ({ kind }) => kind, make: () => el('li'), update: (line, { text }) => setText(line, text) });
    setText(item.querySelector('.totals'), `${bytes(stream.receivedBytes)} in, ${bytes(stream.sentBytes)} out, for ${span(Date.now() - Date.parse(stream.startedAt))}`);
  }

  function healthOf({ framesPerSecond, keyframeIntervalMillis, jitterMillis, captureDelayMillis, lostPackets }) {
    return [
      framesPerSecond ? `${framesPerSecond} frames/s` : '',
      keyframeIntervalMillis ? `keyframe every ${span(keyframeIntervalMillis)}` : '',
      jitterMillis ? `jitter ${span(jitterMillis)}` : '',
      lostPackets ? `${counted(lostPackets, 'packet')} lost` : '',
      captureDelayMillis != null ? `captured ${span(captureDelayMillis)} before` : '',
    ]
      .filter(Boolean)
      .join(' · ');
  }

  function stop(name) {
    const reason = el('input', { value: 'stopped by an administrator', maxLength: 120 });
    ask({
      title: `Stop ${name}?`,
      text: 'The publisher is disconnected, and the stream ends for its viewers. The publisher may reconnect.',
      fields: [field('Reason', reason, 'Sent to the publisher.')],
      confirm: 'Stop',
      danger: true,
      action: async () => {
        await change('DELETE', `streams/${encodeURIComponent(name)}`, undefined, { query: { reason: reason.value } });
        toast(`${name} is being stopped.`);
      },
    });
  }

  function showViewers(name) {
    const path = `streams/${encodeURIComponent(name)}/viewers`;
    const facts = el('dl', { className: 'facts' });
    const gone = el('p', { className: 'notice', hidden: true, textContent: 'This stream has ended.' });
    const list = el('tbody');
    const none = el('p', { className: 'muted', textContent: 'There are no viewers.', hidden: true });
    const more = el('button', { type: 'button', className: 'button plain', textContent: 'Show more', hidden: true, onclick: () => showMore() });
    const table = el('table', {}, el('thead', {}, el('tr', {}, ['Viewer', 'Delay', 'Queue', 'Fell behind', 'Access', ''].map((textContent) => el('th', { scope: 'col', textContent })))), list);
    let shown = PAGE;
    const poll = new Poll(
      async () => {
        const viewers = [];
        let next = null;
        do {
          const page = await get(path, { limit: PAGE, after: next });
          viewers.push(...page.viewers);
          next = page.next;
        } while (next && viewers.length < shown);
        const stream = latest.streams.find((one) => one.name === name);
        showFacts(facts, [
          ['Viewers', count(stream?.viewers ?? viewers.length)],
          ['Behind', count(stream?.laggards ?? 0)],
          ['Delay', stream ? `${span(stream.delayMedianMillis)}, p99 ${span(stream.delayP99Millis)}, max ${span(stream.delayMaxMillis)}` : '–'],
          ['Bit rate', bitRate(stream?.bytesPerSecond ?? 0)],
          ['Publisher', stream?.publisher < 0 ? 'this server' : `client ${stream?.publisher ?? '–'}`],
          ['Published by', stream?.publisherRight ? `${stream.publisherIdentity} (${stream.publisherRight})` : '–'],
        ]);
        reconcile(list, viewers, { key: ({ client }) => client, make: (viewer) => row(path, viewer, () => poll.now()), update: (element, viewer) => updateRow(element, viewer, renditionsOf(name, latest.streams)) });
        none.hidden = viewers.length > 0;
        table.hidden = viewers.length === 0;
        more.hidden = !next;
      },
      VIEWERS_MILLIS,
      (error) => {
        if (error.status === 404) {
          gone.hidden = false;
          poll.stop();
        } else {
          failed(error);
        }
      },
    );
    const showMore = () => {
      shown += PAGE;
      poll.now();
    };
    drawer(`Viewers of ${name}`, el('div', { className: 'drawer-content' }, gone, facts, el('div', { className: 'scroll-x' }, table), none, more), () => poll.stop());
    poll.start();
  }

  function row(path, { client, remoteAddress }, done) {
    const kick = el('button', {
      type: 'button',
      className: 'small',
      textContent: 'Kick',
      'aria-label': `Kick viewer ${client}`,
      onclick: async () => {
        await attempt(() => change('DELETE', `${path}/${client}`), `Viewer ${client} is being disconnected.`);
        done();
      },
    });
    return el('tr', {}, el('th', { scope: 'row' }, remoteAddress, el('small', { className: 'muted', textContent: ` client ${client}` })), el('td'), el('td'), el('td'), el('td'), el('td', { className: 'row-actions' }, canChange ? [renditionChoice(path, client, done), ' ', kick] : null));
  }

  function updateRow(element, viewer, renditions) {
    setText(element.children[1], viewer.delayMillis ? span(viewer.delayMillis) : 'none');
    element.children[1].dataset.kind = viewer.behind ? 'bad' : '';
    setText(element.children[2], viewer.queuedBytes ? bytes(viewer.queuedBytes) : '–');
    setText(element.children[3], viewer.droppedToKeyframe ? `${count(viewer.droppedToKeyframe)} ×, ${count(viewer.skippedChunks)} chunks` : 'never');
    setText(element.querySelector('small'), ` client ${viewer.client}${viewer.pinnedRendition ? `, held to @${viewer.pinnedRendition}` : ''}`);
    const choice = element.querySelector('select');
    if (choice !== null) {
      showChoice(choice, viewer, renditions);
    }
    setText(element.children[4], viewer.right ? `${viewer.identity} (${viewer.right})` : '–');
  }

  /** How many are wanted: a filter is about all. */
  const wanted = () => (filter.value.trim() ? Infinity : shown);

  async function reload() {
    const streams = [];
    let next = null;
    do {
      const page = await get('streams', { limit: PAGE, after: next });
      streams.push(...page.streams);
      next = page.next;
    } while (next && streams.length < wanted());
    latest = { streams, total: next ? Math.max(latest.total, streams.length + 1) : streams.length };
    show();
  }

  /** Asks for those that events do not bring, while they are wanted. */
  function follow() {
    const needed = visible && wanted() > PAGE && latest.total > PAGE;
    if (needed !== polling) {
      polling = needed;
      needed ? poll.start() : poll.stop();
    }
    return needed;
  }

  function showMore() {
    shown += PAGE;
    follow();
    poll.now();
  }

  filter.addEventListener('input', () => {
    show();
    follow();
  });
  live.addEventListener('streams', ({ detail }) => {
    latest.total = detail.total;
    if (!follow()) {
      latest = detail;
    }
    show();
  });
  live.addEventListener('reset', () => reload().catch(failed));
  section.append(el('div', { className: 'toolbar' }, filter, summary), cards, empty, more);
  reload().catch(failed);
  return {
    show() {
      visible = true;
      pictures.start();
      follow();
      show();
    },
    hide() {
      visible = false;
      pictures.stop();
      follow();
    },
    focusFilter: () => filter.focus(),
  };
}
