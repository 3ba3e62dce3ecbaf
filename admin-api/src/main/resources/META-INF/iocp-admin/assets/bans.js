import { change, get } from './api.js';
import { ask, check, field } from './dialogs.js';
import { el, reconcile, setText } from './dom.js';
import { KeptNote } from './kept.js';
import { Poll } from './poll.js';
import { attempt, toast } from './toast.js';
import { counted, moment } from '../../assets/common/units.js';

const REFRESH_MILLIS = 5_000;
const PAGE = 100;

const SPANS = [
  ['600', '10 minutes'],
  ['3600', '1 hour'],
  ['86400', '1 day'],
  ['604800', '1 week'],
  ['', 'Permanent'],
];

/** Asks whom to ban, for how long and why, and does it. */
export function askBan(range, done) {
  const who = el('input', { value: range, required: true, placeholder: '192.0.2.7 or 192.0.2.0/24', autocomplete: 'off', spellcheck: false });
  const reason = el('input', { maxLength: 200, placeholder: 'Shown in the list of bans' });
  const until = el('select', {}, SPANS.map(([value, textContent]) => el('option', { value, textContent })));
  until.value = '3600';
  const disconnect = check('Disconnect connected clients in this range', true);
  ask({
    title: 'Ban an address',
    fields: [field('Address or range', who), field('Reason', reason), field('Duration', until), disconnect.field],
    confirm: 'Ban',
    danger: true,
    action: async () => {
      await change('POST', 'bans', {
        range: who.value.trim(),
        reason: reason.value,
        expiresInSeconds: until.value ? Number(until.value) : null,
        disconnect: disconnect.control.checked,
      });
      toast(`${who.value.trim()} is banned.`);
      done();
    },
  });
}

export function bansView(section, { canChange, failed }) {
  const summary = el('p', { className: 'muted', role: 'status' });
  const rows = el('tbody');
  const more = el('button', { type: 'button', className: 'button plain', textContent: 'Show more', hidden: true, onclick: () => showMore() });
  const empty = el('p', { className: 'empty muted', textContent: 'There are no bans.', hidden: true });
  const table = el(
    'table',
    { className: 'panel' },
    el('thead', {}, el('tr', {}, ['Address or range', 'Reason', 'Since', 'Expires', ''].map((textContent) => el('th', { scope: 'col', textContent })))),
    rows,
  );
  const kept = new KeptNote('Bans and changed lists of addresses are');
  let shown = PAGE;

  async function load() {
    const bans = [];
    let next = null;
    do {
      const page = await get('bans', { limit: PAGE, after: next });
      bans.push(...page.bans);
      next = page.next;
    } while (next && bans.length < shown);
    reconcile(rows, bans, {
      key: (ban) => ban.range,
      make: (ban) => row(ban),
      update: (element, ban) => {
        setText(element.children[1], ban.reason || '–');
        setText(element.children[2], moment(ban.since));
        setText(element.children[3], ban.expires ? moment(ban.expires) : 'never');
      },
    });
    setText(summary, next ? `The first ${bans.length}` : counted(bans.length, 'ban'));
    more.hidden = !next;
    empty.hidden = bans.length > 0;
    table.hidden = bans.length === 0;
    await kept.load();
  }

  function row(ban) {
    const remove = el('button', { type: 'button', className: 'small', textContent: 'Remove', 'aria-label': `Remove the ban of ${ban.range}`, onclick: () => lift(ban) });
    return el('tr', {}, el('th', { scope: 'row', textContent: ban.range }), el('td'), el('td'), el('td'), el('td', { className: 'row-actions' }, canChange ? remove : null));
  }

  async function lift({ range, address, prefix }) {
    await attempt(() => change('DELETE', `bans/${encodeURIComponent(address)}/${prefix}`), `${range} may connect again.`);
    poll.now();
  }

  function showMore() {
    shown += PAGE;
    poll.now();
  }

  const poll = new Poll(load, REFRESH_MILLIS, failed);
  const add = el('button', { type: 'button', className: 'button', textContent: 'Ban…', onclick: () => askBan('', () => poll.now()) });
  section.append(el('div', { className: 'toolbar' }, canChange ? add : null, summary), kept.element, el('div', { className: 'scroll-x' }, table), empty, more);
  return { show: () => poll.start(), hide: () => poll.stop() };
}
