import { el } from './dom.js';

const STATE = 'iocp-shortcuts';

/**
 * Keys that do something wherever the focus is, except where one types. Keys of one letter get in the way of those who
 * speak to their computer: they can be switched off (WCAG 2.1.4).
 */
export class Shortcuts {
  #keys = new Map();
  #on = !isOff();

  constructor() {
    document.addEventListener('keydown', (event) => this.#pressed(event));
  }

  /**
   * @param keys `[[key, meaning, action, shown]]`; shown is left out where the key itself says it
   */
  add(keys) {
    keys.forEach(([key, meaning, action, shown]) => this.#keys.set(key, { meaning, action, shown: shown ?? key }));
  }

  #pressed(event) {
    if (!this.#on || event.ctrlKey || event.metaKey || event.altKey || typesIn(event.target) || document.querySelector('dialog[open]')) {
      return;
    }
    const shortcut = this.#keys.get(event.key);
    if (shortcut) {
      event.preventDefault();
      shortcut.action();
    }
  }

  #switch(on) {
    this.#on = on;
    try {
      localStorage.setItem(STATE, on ? 'on' : 'off');
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  /** Lists them all. */
  help() {
    const close = el('button', { type: 'submit', className: 'button', textContent: 'Close' });
    const dialog = el(
      'dialog',
      { 'aria-labelledby': 'help-title', onclose: () => dialog.remove() },
      el(
        'form',
        { method: 'dialog' },
        el('h2', { id: 'help-title', textContent: 'Keyboard shortcuts' }),
        el(
          'dl',
          { className: 'shortcuts' },
          [...this.#keys.values()].map(({ meaning, shown }) => el('div', {}, el('dt', {}, el('kbd', { textContent: shown })), el('dd', { textContent: meaning }))),
          el('div', {}, el('dt', {}, el('kbd', { textContent: '↑ ↓ Enter' })), el('dd', { textContent: 'Select and open a client, with the focus in the table' })),
          el('div', {}, el('dt', {}, el('kbd', { textContent: 'Esc' })), el('dd', { textContent: 'Close a dialog' })),
        ),
        el('label', { className: 'switch' }, el('input', { type: 'checkbox', checked: this.#on, onchange: ({ target }) => this.#switch(target.checked) }), ' Enable keyboard shortcuts'),
        el('div', { className: 'actions' }, close),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  }
}

function isOff() {
  try {
    return localStorage.getItem(STATE) === 'off';
  } catch {
    return false;
  }
}

function typesIn(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
