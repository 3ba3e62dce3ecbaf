import { change, get } from './api.js';
import { askBan } from './bans.js';
import { ask, drawer, field } from './dialogs.js';
import { el, setText, showFacts } from './dom.js';
import { Poll } from './poll.js';
import { toast } from './toast.js';
import { bytes, count, counted, span } from '../../assets/common/units.js';
import { VirtualTable } from './virtual-table.js';

const REFRESH_MILLIS = 2_000;
const DETAIL_MILLIS = 1_000;
const TYPING_MILLIS = 200;
const LAGGING_MILLIS = 1_000;

export function clientsView(section, { canChange, failed, available }) {
  const filter = el('input', { type: 'search', placeholder: 'Address or path', 'aria-label': 'Filter by address or path', autocomplete: 'off', spellcheck: false });
  const state = select('State', [['', 'Any state'], ['OPEN', 'Open'], ['OPENING', 'Opening'], ['CLOSING', 'Closing']]);
  const worker = select('Worker', [['', 'Any worker']]);
  const summary = el('p', { className: 'muted', role: 'status' });

  const table = new VirtualTable({
    label: 'Clients',
    sort: 'id',
    key: (client) => client.id,
    columns: [
      { id: 'id', label: 'Id', sort: 'id', text: (client) => client.id },
      { id: 'address', label: 'Address', sort: 'remoteAddress', text: (client) => client.remoteAddress },
      { id: 'path', label: 'Path', sort: 'path', text: (client) => client.path ?? client.protocol },
      { id: 'state', label: 'State', sort: 'state', text: (client) => client.state.toLowerCase(), kind: (client) => client.state },
      { id: 'worker', label: 'Worker', sort: 'worker', number: true, text: (client) => client.worker },
      { id: 'pending', label: 'Pending', sort: 'pendingIo', number: true, hint: 'Operations in flight', text: (client) => sum(client.pendingIo) },
      { id: 'queue', label: 'Queue', sort: 'queuedBytes', number: true, hint: 'Data queued for sending', text: (client) => (client.queuedBytes ? bytes(client.queuedBytes) : '–') },
      {
        id: 'lag',
        label: 'Lag',
        sort: 'lag',
        number: true,
        hint: 'Time without progress while data is queued',
        text: (client) => (client.lagMillis ? span(client.lagMillis, 1) : '–'),
        kind: (client) => (client.lagMillis > LAGGING_MILLIS ? 'bad' : ''),
      },
      { id: 'received', label: 'Received', sort: 'receivedBytes', number: true, text: (client) => bytes(client.receivedBytes) },
      { id: 'sent', label: 'Sent', sort: 'sentBytes', number: true, text: (client) => bytes(client.sentBytes) },
      { id: 'age', label: 'Age', sort: 'age', number: true, text: (client) => span(client.ageMillis, 1) },
    ],
    load: async (offset, limit, sort) => {
      const page = await get('clients', { offset, limit, sort, q: filter.value.trim(), state: state.value, worker: worker.value });
      setText(summary, counted(page.matching, 'client'));
      setText(table.empty, filter.value || state.value || worker.value ? 'No client matches.' : 'No client is connected.');
      return { rows: page.clients, total: page.matching };
    },
    actions: canChange ? (row) => buttons(row) : null,
    open: (client) => showClient(client.id),
    failed,
  });

  const buttons = (row) => [
    el('button', { type: 'button', className: 'small', tabIndex: -1, textContent: 'Kick', onclick: (event) => act(event, () => kick(row())) }),
    available.bans ? el('button', { type: 'button', className: 'small', tabIndex: -1, textContent: 'Ban', onclick: (event) => act(event, () => ban(row())) }) : null,
  ];

  function act(event, action) {
    event.stopPropagation();
    action();
  }

  function kick(client, done = () => {}) {
    if (!client) {
      return;
    }
    const reason = el('input', { value: 'disconnected by an administrator', maxLength: 120 });
    const code = el('input', { type: 'number', value: '1008', min: '1000', max: '4999', required: true });
    ask({
      title: `Kick client ${client.id}?`,
      text: `${client.remoteAddress}, ${client.path ?? client.protocol}. It may reconnect; ban it to prevent that.`,
      fields: [field('Reason', reason, 'Sent to the client.'), field('Close code', code)],
      confirm: 'Kick',
      danger: true,
      action: async () => {
        await change('DELETE', `clients/${client.id}`, undefined, { query: { code: code.value, reason: reason.value } });
        toast(`Client ${client.id} is being disconnected.`);
        done();
        table.refresh();
      },
    });
  }

  function ban(client) {
    if (client && available.bans) {
      askBan(host(client.remoteAddress), () => table.refresh());
    }
  }

  function showClient(id) {
    const facts = el('dl', { className: 'facts' });
    const gone = el('p', { className: 'notice', hidden: true, textContent: 'This client has disconnected.' });
    let latest = null;
    const kickButton = el('button', { type: 'button', className: 'button danger', textContent: 'Kick…', onclick: () => kick(latest) });
    const banButton = el('button', { type: 'button', className: 'button plain', textContent: 'Ban…', onclick: () => ban(latest) });
    const poll = new Poll(
      async () => {
        latest = await get(`clients/${id}`);
        showFacts(facts, details(latest));
      },
      DETAIL_MILLIS,
      (error) => {
        if (error.status === 404) {
          gone.hidden = false;
          facts.classList.add('stale');
          kickButton.disabled = true;
          poll.stop();
        }
      },
    );
    const actions = canChange ? el('div', { className: 'actions' }, available.bans ? banButton : null, kickButton) : null;
    drawer(`Client ${id}`, el('div', { className: 'drawer-content' }, gone, facts, actions), () => poll.stop());
    poll.start();
  }

  let typing = 0;
  filter.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => table.restart(), TYPING_MILLIS);
  });
  state.addEventListener('change', () => table.restart());
  worker.addEventListener('change', () => table.restart());
  const poll = new Poll(() => table.refresh(), REFRESH_MILLIS, failed);

  section.append(el('div', { className: 'toolbar' }, filter, state, worker, summary), table.element);
  return {
    async show() {
      poll.start();
      if (worker.options.length === 1 && available.workers) {
        const { io } = await get('workers');
        worker.append(...io.map(({ index }) => el('option', { value: String(index), textContent: `Worker ${index}` })));
      }
    },
    hide: () => poll.stop(),
    focusFilter: () => filter.focus(),
    keys: canChange ? { k: () => kick(table.selected), b: () => ban(table.selected) } : {},
  };
}

function select(label, options) {
  return el('select', { 'aria-label': label }, options.map(([value, textContent]) => el('option', { value, textContent })));
}

function sum(figures) {
  return Object.values(figures).reduce((all, one) => all + one, 0);
}

/** Without the port, and without the brackets of IPv6. */
export function host(remoteAddress) {
  return remoteAddress.slice(0, remoteAddress.lastIndexOf(':')).replace(/^\[|]$/g, '');
}

function details(client) {
  const pending = Object.entries(client.pendingIo).filter(([, number]) => number > 0);
  return [
    ['Address', client.remoteAddress],
    ['Path', client.path ?? '–'],
    ['Protocol', [client.protocol, client.subprotocol, client.outbound ? 'outbound' : ''].filter(Boolean).join(', ')],
    ['State', client.state.toLowerCase()],
    ['Worker', client.worker],
    ['Connected for', span(client.ageMillis)],
    ['Received', `${bytes(client.receivedBytes)}`],
    ['Sent', `${bytes(client.sentBytes)}`],
    ['Queue', client.queuedBytes ? `${bytes(client.queuedBytes)} in ${counted(client.queuedBuffers, 'buffer')}` : 'empty'],
    ['Unsent', client.unsentBytes < 0 ? 'unknown' : bytes(client.unsentBytes)],
    ['Lag', client.lagMillis ? span(client.lagMillis) : 'none'],
    ['Pending I/O', pending.map(([kind, number]) => `${number} ${kind.toLowerCase().replaceAll('_', ' ')}`).join(', ') || 'none'],
    ['Next read sequence', count(client.nextReadSequence)],
    ['Current send sequence', count(client.currentSendSequence)],
    ['Next send sequence', count(client.nextSendSequence)],
  ];
}
