import { get } from './api.js';
import { Chart } from './chart.js';
import { el, showFacts } from './dom.js';
import { bitRate, bytes, count, micros, moment, span } from '../../assets/common/units.js';

const bits = (value) => bitRate(value / 8);
const batches = (value) => value.toFixed(value < 10 ? 1 : 0);

const percent = (share) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
const delay = (millis) => span(millis, 1);

/** What an operator asks first; those of `audience` only where there are streams. */
const SERVICE = [
  {
    id: 'viewers',
    audience: true,
    title: 'Viewers',
    hint: 'Viewers of all streams, and live streams',
    lines: [
      { name: 'viewers', label: 'viewers', colour: 'series-1' },
      { name: 'streams', label: 'streams', colour: 'series-2' },
    ],
    format: count,
    least: 4,
  },
  {
    id: 'viewer-delay',
    audience: true,
    title: 'Delay of viewers',
    hint: 'By how much one viewer of a hundred is behind at the server, in the stream where that is largest',
    lines: [{ name: 'viewerDelay', colour: 'series-3' }],
    format: delay,
    least: 100,
  },
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
  { id: 'cpu', title: 'CPU', hint: 'Share of all processors that the server takes', lines: [{ name: 'cpu', colour: 'series-2' }], format: percent, least: 0.05 },
  { id: 'heap', title: 'Heap', hint: 'Java heap in use', lines: [{ name: 'heap', colour: 'series-2' }], format: bytes, least: 1_000_000 },
  { id: 'connections', title: 'Connections', hint: 'Connected clients', lines: [{ name: 'connections', colour: 'series-1' }], format: count, least: 4 },
];

const TRANSPORT = [
  { id: 'pending', title: 'Pending I/O', hint: 'Operations in flight', lines: [{ name: 'pendingIo', colour: 'series-1' }], format: count, least: 4 },
  { id: 'buffers', title: 'Free buffers', hint: 'Free buffers in the pool', lines: [{ name: 'freeBuffers', colour: 'series-2' }], format: count, least: 4 },
  { id: 'batch', title: 'Completion batch', hint: 'Average number of completions per system call', lines: [{ name: 'batchSize', colour: 'series-2' }], format: batches, least: 2 },
  { id: 'delay', title: 'Packet delay (p99)', hint: '99th percentile of the time until a worker executes a posted packet', lines: [{ name: 'p99Delay', colour: 'series-3' }], format: micros, least: 100 },
];

export function overviewView(section, { history, server }) {
  const make = (chart) => new Chart(history, chart);
  const service = SERVICE.map(make);
  const transport = TRANSPORT.map(make);
  const charts = [...service, ...transport];
  const facts = el('dl', { className: 'facts panel' });
  section.append(facts, grid(service), el('h2', { textContent: 'Transport' }), grid(transport));
  let shown = false;

  const draw = () => {
    if (shown && !document.hidden) {
      SERVICE.forEach(({ audience }, index) => (service[index].element.hidden = Boolean(audience) && history.latest?.viewers == null));
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
      ['Up', span(about.uptimeSeconds * 1_000)],
      ['Address', about.address],
      ['Engine', about.engine.name],
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

function grid(charts) {
  return el('div', { className: 'charts' }, charts.map(({ element }) => element));
}

/** What the server says about itself, asked now and then. */
export class Server extends EventTarget {
  latest = null;

  async refresh() {
    this.latest = await get('server');
    this.dispatchEvent(new Event('change'));
  }
}
