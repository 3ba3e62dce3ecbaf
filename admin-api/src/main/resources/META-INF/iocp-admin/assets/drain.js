import { change } from './api.js';
import { ask, field } from './dialogs.js';
import { byId, el, setText } from './dom.js';
import { attempt, toast } from './toast.js';
import { clock, counted } from '../../assets/common/units.js';

/** Takes the server out of service and back: a button on the overview, and a banner on every view while it drains. */
export function drainControl(toolbar, { server, canChange }) {
  const banner = byId('draining');
  const text = el('span');
  const back = el('button', { type: 'button', className: 'button', textContent: 'End draining', onclick: () => serve() });
  const state = el('span', { className: 'chip' });
  const button = el('button', { type: 'button', className: 'button plain', textContent: 'Drain…', onclick: () => askDrain() });
  banner.append(text, ...(canChange ? [back] : []));
  toolbar.append(state, ...(canChange ? [button] : []));

  server.addEventListener('change', () => {
    const { drain } = server.latest;
    banner.hidden = !drain.on;
    button.hidden = drain.on;
    setText(state, drain.on ? 'draining' : 'in service');
    state.classList.toggle('good', !drain.on);
    state.classList.toggle('warn', drain.on);
    if (drain.on) {
      const until = drain.disconnectUntil ? `, disconnected by ${clock(drain.disconnectUntil)}` : ', clients stay connected';
      setText(text, `Draining since ${clock(drain.since)}: ${counted(drain.connections, 'client')} left${until}.`);
    }
  });

  function askDrain() {
    const pace = el(
      'select',
      {},
      [['', 'Keep them connected'], ['30', 'Within 30 seconds'], ['120', 'Within 2 minutes'], ['600', 'Within 10 minutes'], ['0', 'All at once']].map(([value, textContent]) => el('option', { value, textContent })),
    );
    pace.value = '120';
    ask({
      title: 'Drain this server?',
      text: 'Its readiness goes down, so that load balancers send no new clients. Connected clients are closed with 1001, spread over the selected time.',
      fields: [field('Disconnect clients', pace)],
      confirm: 'Drain',
      danger: true,
      action: async () => {
        await change('PUT', 'server/drain', { disconnectOverSeconds: pace.value ? Number(pace.value) : null });
        toast('The server is draining.');
        await server.refresh();
      },
    });
  }

  async function serve() {
    if (await attempt(() => change('DELETE', 'server/drain'), 'The server is in service again.')) {
      await server.refresh();
    }
  }
}
