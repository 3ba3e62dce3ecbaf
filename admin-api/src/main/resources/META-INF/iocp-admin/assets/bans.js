import { addressLists } from './addresses.js';
import { change } from './api.js';
import { ask, check, field } from './dialogs.js';
import { el } from './dom.js';
import { KeptNote } from './kept.js';
import { Poll } from './poll.js';
import { RangeTable, rangePath } from './ranges.js';
import { attempt, toast } from './toast.js';
import { moment } from '../../assets/common/units.js';

const REFRESH_MILLIS = 5_000;

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
  const refresh = () => poll.now();
  const bans = new RangeTable({
    path: 'bans',
    field: 'bans',
    noun: 'ban',
    columns: [
      ['Reason', ({ reason }) => reason || '–'],
      ['Since', ({ since }) => moment(since)],
      ['Expires', ({ expires }) => (expires ? moment(expires) : 'never')],
    ],
    empty: 'There are no bans.',
    remove: canChange ? lift : null,
    removes: ({ range }) => `Remove the ban of ${range}`,
    refresh,
  });
  const lists = addressLists({ canChange, refresh });
  const kept = new KeptNote('Bans and changed lists of addresses are');

  async function load() {
    await Promise.all([bans, ...lists, kept].map((part) => part.load()));
  }

  async function lift(ban) {
    await attempt(() => change('DELETE', rangePath('bans', ban)), `${ban.range} may connect again.`);
    refresh();
  }

  const poll = new Poll(load, REFRESH_MILLIS, failed);
  const add = el('button', { type: 'button', className: 'button', textContent: 'Ban…', onclick: () => askBan('', refresh) });
  section.append(el('div', { className: 'toolbar' }, canChange ? add : null, bans.summary), kept.element, ...bans.elements, ...lists.map(({ element }) => element));
  return { show: () => poll.start(), hide: () => poll.stop() };
}
