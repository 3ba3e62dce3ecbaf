import { el } from './dom.js';

let ids = 0;

/** A labelled field of a dialog. */
export function field(label, control, hint) {
  ids += 1;
  control.id = `field-${ids}`;
  const note = hint ? el('span', { className: 'hint', id: `hint-${ids}`, textContent: hint }) : null;
  if (note) {
    control.setAttribute('aria-describedby', note.id);
  }
  return el('div', { className: 'field' }, el('label', { for: control.id, textContent: label }), control, note);
}

export function check(label, checked) {
  const control = el('input', { type: 'checkbox', checked });
  return { control, field: el('label', { className: 'check' }, control, el('span', { textContent: label })) };
}

/**
 * Asks before something is done, with fields if there are any. The dialog stays open when it fails and says why.
 *
 * @param text what will happen
 * @param action does it; its error is shown
 * @param danger whether it cannot be undone
 */
export function ask({ title, text, fields = [], confirm, danger = false, action }) {
  ids += 1;
  const trouble = el('p', { className: 'notice error', role: 'alert', hidden: true });
  const submit = el('button', { type: 'submit', className: danger ? 'button danger' : 'button', textContent: confirm });
  const cancel = el('button', { type: 'button', className: 'button plain', textContent: 'Cancel', onclick: () => dialog.close() });
  const form = el(
    'form',
    { method: 'dialog' },
    el('h2', { id: `dialog-${ids}`, textContent: title }),
    text ? el('p', { className: 'muted', textContent: text }) : null,
    fields,
    trouble,
    el('div', { className: 'actions' }, cancel, submit),
  );
  const dialog = el('dialog', { 'aria-labelledby': `dialog-${ids}`, onclose: () => dialog.remove() }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await action();
      dialog.close();
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
    } finally {
      submit.disabled = false;
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  if (fields.length === 0) {
    submit.focus();
  }
  return dialog;
}

/** A panel at the side for the details of one thing; what was focused before is focused again when it closes. */
export function drawer(title, content, onClose) {
  ids += 1;
  const close = el('button', { type: 'button', className: 'icon', 'aria-label': 'Close', textContent: '×', onclick: () => dialog.close() });
  const dialog = el(
    'dialog',
    {
      className: 'drawer',
      'aria-labelledby': `dialog-${ids}`,
      onclose: () => {
        dialog.remove();
        onClose();
      },
      onclick: (event) => {
        if (event.target === dialog) {
          dialog.close();
        }
      },
    },
    el('div', { className: 'drawer-body' }, el('header', {}, el('h2', { id: `dialog-${ids}`, textContent: title }), close), content),
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
