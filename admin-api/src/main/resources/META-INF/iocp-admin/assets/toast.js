import { byId, el } from './dom.js';

const SHOWN_MILLIS = 6_000;

/** Says what became of something, without being in the way; errors stay until they are closed. */
export function toast(text, kind = 'done') {
  const close = el('button', { type: 'button', className: 'icon', 'aria-label': 'Close', textContent: '×', onclick: () => item.remove() });
  const item = el('div', { className: `toast ${kind}`, role: kind === 'error' ? 'alert' : 'status' }, el('span', { textContent: text }), close);
  byId('toasts').append(item);
  if (kind !== 'error') {
    setTimeout(() => item.remove(), SHOWN_MILLIS);
  }
}

/** Runs a change and says what became of it. Answers whether it succeeded. */
export async function attempt(action, done) {
  try {
    await action();
    toast(done);
    return true;
  } catch (error) {
    toast(error.message, 'error');
    return false;
  }
}
