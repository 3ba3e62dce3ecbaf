import { change } from './api.js';
import { ask, check, field } from './dialogs.js';
import { el } from './dom.js';
import { RangeTable, rangePath } from './ranges.js';
import { toast } from './toast.js';

const SHUTS_OUT_CALLER = 'urn:iocp:problem:shuts-out-caller';

const ALLOW = {
  name: 'allow-list',
  path: 'addresses/allow',
  title: 'Allow list',
  meaning: 'While there are any, only these addresses may connect.',
  empty: 'All addresses may connect that are neither denied nor banned.',
  button: 'Allow…',
  dialog: 'Allow an address',
  confirm: 'Allow',
};

const DENY = {
  name: 'deny-list',
  path: 'addresses/deny',
  title: 'Deny list',
  meaning: 'These addresses may not connect, even if they are allowed.',
  empty: 'No address is on the deny list.',
  button: 'Deny…',
  dialog: 'Deny an address',
  confirm: 'Deny',
};

/** A list in the middle of a sentence. */
const called = ({ title }) => `the ${title.toLowerCase()}`;

/** The allow list and the deny list, each an element and what loads it. */
export function addressLists({ canChange, refresh }) {
  return [ALLOW, DENY].map((list) => addressList(list, canChange, refresh));
}

function addressList(list, canChange, refresh) {
  const table = new RangeTable({
    path: list.path,
    field: 'addresses',
    noun: 'range',
    empty: list.empty,
    remove: canChange ? (entry) => remove(list, entry, refresh) : null,
    removes: ({ range }) => `Remove ${range} from ${called(list)}`,
    refresh,
  });
  const add = el('button', { type: 'button', className: 'button', textContent: list.button, onclick: () => askAddress(list, refresh) });
  const element = el(
    'section',
    { className: list.name, 'aria-label': list.title },
    el('h2', { textContent: list.title }),
    el('div', { className: 'toolbar' }, canChange ? add : null, el('span', { textContent: list.meaning }), table.summary),
    table.elements,
  );
  return { element, load: () => table.load() };
}

function askAddress(list, done) {
  const who = el('input', { required: true, placeholder: '192.0.2.7 or 192.0.2.0/24', autocomplete: 'off', spellcheck: false });
  const disconnect = check('Disconnect connected clients that may not connect any more', false);
  // Shown once it is known to matter.
  const force = check('Add it even though I cannot connect from here then', false);
  force.field.hidden = true;
  ask({
    title: list.dialog,
    text: list.meaning,
    fields: [field('Address or range', who), disconnect.field, force.field],
    confirm: list.confirm,
    action: async () => {
      try {
        await change('POST', list.path, { range: who.value.trim(), disconnect: disconnect.control.checked, force: force.control.checked });
      } catch (error) {
        force.field.hidden &&= error.type !== SHUTS_OUT_CALLER;
        throw error;
      }
      toast(`${who.value.trim()} is on ${called(list)}.`);
      done();
    },
  });
}

async function remove(list, entry, done) {
  const path = rangePath(list.path, entry);
  const take = async (query) => {
    await change('DELETE', path, undefined, { query });
    toast(`${entry.range} is not on ${called(list)} any more.`);
    done();
  };
  try {
    await take({});
  } catch (error) {
    if (error.type === SHUTS_OUT_CALLER) {
      ask({ title: `Remove ${entry.range} from ${called(list)}?`, text: error.message, confirm: 'Remove anyway', danger: true, action: () => take({ force: true }) });
    } else {
      toast(error.message, 'error');
    }
  }
}
