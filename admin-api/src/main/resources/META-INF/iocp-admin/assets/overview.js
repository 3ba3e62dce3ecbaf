import { get } from './api.js';
import { Chart } from './chart.js';
import { el, showFacts } from './dom.js';
import { bitRate, bytes, count, micros, moment, span } from '../../assets/common/units.js';

const bits = (value) => bitRate(value / 8);
const batches = (value) => value.toFixed(value < 10 ? 1 : 0);

const CHARTS = [
  {
    id: 'throughput',
    title: 'Throughput',
    hint: 'Bits received from and sent to all clients',
    lines: [
      { name: 'sentBits', label: 'out', colour: 'series-1' },
      { name: 'receivedBits', label: 'in', colour: 'series-2' },
    ],
    format: bits,
    least: 10_000,
  },
  { id: 'connections', title: 'Connections', hint: 'Connected clients', lines: [{ name: 'connections', colour: 'series-1' }], format: count, least: 4 },
  { id: 'pending', title: 'Pending I/O', hint: 'Operations in flight', lines: [{ name: 'pendingIo', colour: 'series-1' }], format: count, least: 4 },
  { id: 'buffers', title: 'Free buffers', hint: 'Free buffers in the pool', lines: [{ name: 'freeBuffers', colour: 'series-2' }], format: count, least: 4 },
  { id: 'batch', title: 'Completion batch', hint: 'Average number of completions per system call', lines: [{ name: 'batchSize', colour: 'series-2' }], format: batches, least: 2 },
  { id: 'delay', title: 'p99 delay', hint: '99th percentile of the time until a worker executes a posted packet', lines: [{ name: 'p99Delay', colour: 'series-3' }], format: micros, least: 100 },
];

export function overviewView(section, { history, server }) {
  const charts = CHARTS.map((chart) => new Chart(history, chart));
  const facts = el('dl', { className: 'facts panel' });
  section.append(facts, el('div', { className: 'charts' }, charts.map(({ element }) => element)));
  let shown = false;

  const draw = () => {
    if (shown && !document.hidden) {
      charts.forEach((chart) => chart.draw());
      tell();
    }
  };

  const tell = () => {
    const about = server.latest;
    if (!about) {
      return;
    }
    const second = history.latest;
    const words = about.operatingSystem.split(' ');
    showFacts(facts, [
      ['Engine', about.engine.name],
      ['Address', about.address],
      ['Up', span(about.uptimeSeconds * 1_000)],
      ['Completions', second ? `${count(second.completionsPerSecond)}/s` : '–'],
      ['Accepts', second ? `${count(second.acceptedPerSecond)}/s` : '–'],
      ['Buffer memory', second ? `${bytes(second.usedBufferBytes)} of ${bytes(second.maximumBufferBytes)}` : '–'],
      ['Java', about.java.split(/[+-]/)[0]],
      ['System', `${words.at(0)} ${words.at(-1)}, ${about.processors} CPU`],
    ]);
    facts.title = [
      about.engine.reason,
      `Started ${moment(about.startedAt)}`,
      about.version ? `Version ${about.version}` : null,
      `Java ${about.java}`,
      about.operatingSystem,
    ].filter(Boolean).join('\n');
  };

  history.addEventListener('change', draw);
  server.addEventListener('change', tell);
  document.addEventListener('visibilitychange', draw);
  return {
    show() {
      shown = true;
      draw();
    },
    hide() {
      shown = false;
    },
  };
}

/** What the server says about itself, asked now and then. */
export class Server extends EventTarget {
  latest = null;

  async refresh() {
    this.latest = await get('server');
    this.dispatchEvent(new Event('change'));
  }
}
