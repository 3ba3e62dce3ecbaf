import { change, get } from './api.js';
import { ask, field } from './dialogs.js';
import { el, reconcile, setText } from './dom.js';
import { attempt, toast } from './toast.js';
import { bytes, counted } from '../../assets/common/units.js';

const PAGE = 100;
const STATE_NAMES = { PREPARING: 'preparing', OFFERED: 'waiting for the client', RUNNING: 'running', CHECKING: 'checking', COMPLETED: 'completed', FAILED: 'failed' };

/** Which field of the dialog a problem is about. */
const PROBLEM_FIELDS = { 'client-not-found': 'client', 'file-not-found': 'name', 'invalid-parameter': 'name' };

export function filesView(section, { live, canChange, failed, counts }) {
  const summary = el('p', { className: 'muted', role: 'status' });
  const list = el('ul', { className: 'panel transfers', 'aria-label': 'File transfers', hidden: true });
  const empty = el('p', { className: 'empty muted', textContent: 'There are no running transfers.', hidden: true });
  let told = 0;

  function show({ transfers, total }) {
    const some = total > transfers.length ? `, of which the first ${transfers.length}` : '';
    setText(summary, `${counted(total, 'transfer')}${some}`);
    reconcile(list, transfers, { key: ({ id }) => id, make: item, update });
    list.hidden = transfers.length === 0;
    empty.hidden = transfers.length > 0;
    counts('files', total);
  }

  function item({ id, name, direction, client, remoteAddress, protocol }) {
    const way = direction === 'SENDING' ? '↓ to' : '↑ from';
    const cancel = el('button', {
      type: 'button',
      className: 'small',
      textContent: 'Cancel',
      'aria-label': `Cancel ${name}, transfer ${id}`,
      onclick: () => attempt(() => change('DELETE', `files/${id}`), `${name} is being cancelled.`),
    });
    return el(
      'li',
      {},
      el('div', { className: 'what' }, el('h2', { textContent: name }), el('p', { className: 'muted', textContent: `${way} client ${client} · ${remoteAddress} · ${protocol}` })),
      el('div', { className: 'progress' }, el('progress', { 'aria-label': `Progress of ${name}` }), el('p', {}, el('b'), el('span', { className: 'muted amount' }), el('span', { className: 'muted rate' }))),
      el('span', { className: 'chip' }),
      canChange ? cancel : null,
    );
  }

  function update(element, { state, totalBytes, transferredBytes, resumedFromByte, bytesPerSecond }) {
    const bar = element.querySelector('progress');
    const known = totalBytes > 0;
    if (known) {
      bar.max = totalBytes;
      bar.value = transferredBytes;
    } else {
      bar.removeAttribute('value');
    }
    setText(element.querySelector('b'), known ? `${Math.floor((100 * transferredBytes) / totalBytes)} %` : '–');
    const resumed = resumedFromByte > 0 ? `, resumed after ${bytes(resumedFromByte)}` : '';
    setText(element.querySelector('.amount'), known ? `${bytes(transferredBytes)} of ${bytes(totalBytes)}${resumed}` : 'size unknown');
    setText(element.querySelector('.rate'), bytesPerSecond > 0 ? `${bytes(bytesPerSecond)}/s on average` : '');
    const chip = element.querySelector('.chip');
    setText(chip, STATE_NAMES[state] ?? state.toLowerCase());
    chip.classList.toggle('good', state === 'RUNNING');
  }

  function askSend() {
    const controls = {
      client: el('input', { type: 'number', min: '1', step: '1', required: true, inputMode: 'numeric', autocomplete: 'off' }),
      name: el('input', { required: true, maxLength: 255, placeholder: 'report.pdf', autocomplete: 'off', spellcheck: false }),
    };
    const fields = [field('Client', controls.client, 'The id of a client with a session for files.'), field('File', controls.name, 'The name of a file in the directory.')];
    ask({
      title: 'Send a file',
      text: 'The file is offered to the client. Its content is sent when the client has accepted it.',
      fields,
      confirm: 'Send',
      action: async () => {
        markWrong(controls, null);
        try {
          const transfer = await change('POST', 'files', { client: Number(controls.client.value), name: controls.name.value });
          toast(`${transfer.name} was offered to client ${transfer.client}.`);
        } catch (error) {
          markWrong(controls, PROBLEM_FIELDS[error.type?.split(':').pop()]);
          throw error;
        }
      },
    });
  }

  async function reload() {
    const before = told;
    const { transfers, next } = await get('files', { limit: PAGE });
    // What the server has told meanwhile is newer, and may have been the last of it.
    if (told !== before) {
      return;
    }
    show({ transfers, total: next ? transfers.length + 1 : transfers.length });
  }

  live.addEventListener('files', ({ detail }) => {
    told += 1;
    show(detail);
  });
  live.addEventListener('reset', () => reload().catch(failed));
  const send = el('button', { type: 'button', className: 'button', textContent: 'Send a file…', onclick: askSend });
  section.append(el('div', { className: 'toolbar' }, canChange ? send : null, summary), list, empty);
  reload().catch(failed);
  return { show: () => reload().catch(failed), hide() {} };
}

/** Shows which of the controls is wrong, and goes there. */
function markWrong(controls, wrong) {
  for (const [name, control] of Object.entries(controls)) {
    control.closest('.field').classList.toggle('wrong', name === wrong);
    control.setAttribute('aria-invalid', String(name === wrong));
  }
  controls[wrong]?.focus();
}
