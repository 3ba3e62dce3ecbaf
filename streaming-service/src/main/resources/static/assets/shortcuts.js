/** Keys of one letter get in the way of those who speak to their computer: they can be switched off (WCAG 2.1.4). */

const SHORTCUTS = 'iocp-shortcuts';

export function lettersAreOn() {
  return withStorage((storage) => storage.getItem(SHORTCUTS)) !== 'off';
}

export function switchLetters(on) {
  withStorage((storage) => storage.setItem(SHORTCUTS, on ? 'on' : 'off'));
}

/** A page in a frame of another site may have no storage: then a choice is forgotten. */
function withStorage(action) {
  try {
    return action(localStorage);
  } catch {
    return undefined;
  }
}
