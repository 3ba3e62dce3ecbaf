import { change, get } from './api.js';
import { ask } from './dialogs.js';
import { el, reconcile, setText } from './dom.js';
import { attempt, toast } from './toast.js';
import { bytes, count, counted, moment } from '../../assets/common/units.js';

const STATES = {
  IDLE: ['waits for a viewer', ''],
  STOPPED: ['stopped', ''],
  STARTING: ['starting', 'warn'],
  RUNNING: ['running', 'good'],
  FAILED: ['failed, starts again', 'warn'],
  STOPPING: ['stopping', ''],
};

/** The last line is the one that says most. */
function showEnd(lines) {
  lines.scrollTop = lines.scrollHeight;
}

/** The streams that the server fetches. There are few of them: all are shown. */
export function sourcesView(section, { live, canChange, failed, counts }) {
  const summary = el('p', { className: 'muted', role: 'status' });
  const cards = el('ul', { className: 'cards', 'aria-label': 'Sources' });
  let told = 0;

  function show({ sources }) {
    const running = sources.filter(({ state }) => state === 'RUNNING').length;
    setText(summary, `${counted(sources.length, 'source')} · ${count(running)} running`);
    reconcile(cards, sources, { key: ({ stream }) => stream, make: card, update });
    counts('sources', running);
  }

  function card({ stream, origin, onDemand }) {
    const path = `sources/${encodeURIComponent(stream)}`;
    const start = el('button', {
      type: 'button',
      className: 'button plain start',
      textContent: 'Start',
      'aria-label': `Start the source of ${stream}`,
      onclick: () => attempt(() => change('POST', `${path}/start`), `The source of ${stream} is being started.`),
    });
    const stop = el('button', { type: 'button', className: 'button plain danger stop', textContent: 'Stop…', 'aria-label': `Stop the source of ${stream}`, onclick: () => askStop(stream, path) });
    return el(
      'li',
      { className: 'panel card' },
      el('header', {}, el('h2', { textContent: stream, title: stream }), el('span', { className: 'chip' })),
      el('p', { className: 'muted origin', textContent: onDemand ? `${origin} · on demand` : origin }),
      el('p', { className: 'muted totals' }),
      el('p', { className: 'failure' }),
      el('details', { ontoggle: ({ target }) => showEnd(target.querySelector('pre')) }, el('summary', { textContent: 'Last lines of its errors' }), el('pre')),
      canChange ? el('div', { className: 'actions' }, start, stop) : null,
    );
  }

  function update(item, { state, since, restarts, receivedBytes, lastFailure, errorLines }) {
    const [name, kind] = STATES[state] ?? [state.toLowerCase(), ''];
    const chip = item.querySelector('.chip');
    setText(chip, name);
    chip.className = `chip ${kind}`;
    setText(item.querySelector('.totals'), `since ${moment(since)} · ${bytes(receivedBytes)} in · ${counted(restarts, 'restart')}`);
    setText(item.querySelector('.failure'), lastFailure ? `Failed last because ${lastFailure}.` : '');
    item.querySelector('.failure').hidden = !lastFailure;
    setText(item.querySelector('pre'), errorLines.join('\n'));
    item.querySelector('details').hidden = errorLines.length === 0;
    if (canChange) {
      item.querySelector('.start').disabled = state === 'STARTING' || state === 'RUNNING';
      item.querySelector('.stop').disabled = state === 'STOPPED';
    }
  }

  function askStop(stream, path) {
    ask({
      title: `Stop the source of ${stream}?`,
      text: 'The stream ends, and the source stays stopped until it is started here, whoever wants to watch.',
      confirm: 'Stop',
      danger: true,
      action: async () => {
        await change('POST', `${path}/stop`);
        toast(`The source of ${stream} is being stopped.`);
      },
    });
  }

  async function reload() {
    const before = told;
    const answer = await get('sources');
    // What the server has told meanwhile is newer.
    if (told === before) {
      show(answer);
    }
  }

  live.addEventListener('sources', ({ detail }) => {
    told += 1;
    show(detail);
  });
  live.addEventListener('reset', () => reload().catch(failed));
  section.append(el('div', { className: 'toolbar' }, summary), cards);
  reload().catch(failed);
  return { show: () => reload().catch(failed), hide() {} };
}
