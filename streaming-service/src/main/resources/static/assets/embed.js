import './iocp-player.js';
import { playerOptions } from './embedding.js';
import { streamOf } from './page-address.js';
import { lettersAreOn } from './shortcuts.js';

/** The component alone, for a frame in a page of somebody else. */
const player = document.getElementById('player');
const stream = streamOf(location.pathname);
const { muted, controls, cover, mode, rendition } = playerOptions(location);

/** A key that nobody has the focus for is the player's. */
function forward(event) {
  const { key, code, ctrlKey, altKey, metaKey, repeat } = event;
  const letter = key.length === 1 && key !== ' ';
  if (event.target === document.body && (!letter || lettersAreOn())) {
    player.dispatchEvent(new KeyboardEvent('keydown', { key, code, ctrlKey, altKey, metaKey, repeat }));
  }
}

/** For end-to-end tests: what the player shows, as values. */
Object.defineProperty(window, 'iocpPlayer', { get: () => player.status });

document.getElementById('name').textContent = stream;
document.title = `${stream} · IOCP Streaming`;
document.addEventListener('keydown', forward);
// A page that is kept for the way back has no connection meanwhile.
window.addEventListener('pagehide', () => player.remove());
window.addEventListener('pageshow', (event) => event.persisted && document.getElementById('main').append(player));
player.muted = muted;
player.controls = controls;
player.fit = cover ? 'cover' : 'contain';
player.mode = mode;
player.rendition = rendition;
player.src = new URL(`../watch/${encodeURIComponent(stream)}${location.search}${location.hash}`, location.href).href;
