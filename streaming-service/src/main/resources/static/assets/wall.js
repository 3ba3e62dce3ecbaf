import './iocp-player.js';
import { fragmentOf, credentials } from './credentials.js';
import { modeOf } from './player-ladder.js';
import { wallColumns, wallStreams } from './wall-plan.js';

/** A player that is nearly in sight is started, so that there is a picture when it is. */
const MARGIN = '25%';

const wall = document.getElementById('wall');
const notice = document.getElementById('notice');
const { streams, left } = wallStreams(location.search);
const mode = modeOf(new URLSearchParams(location.search).get('mode'));

/** What is out of sight has no connection and no decoder. */
const observer = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => (isIntersecting ? start(target) : stop(target))), {
  rootMargin: MARGIN,
});

function start(tile) {
  if (tile.querySelector('iocp-player') === null) {
    const player = document.createElement('iocp-player');
    player.src = new URL(`../watch/${encodeURIComponent(tile.dataset.stream)}${fragmentOf(credentials)}`, import.meta.url).href;
    player.mode = mode;
    player.muted = true;
    player.controls = true;
    tile.prepend(player);
  }
}

function stop(tile) {
  tile.querySelector('iocp-player')?.remove();
}

function arrange() {
  wall.style.setProperty('--columns', wallColumns(streams.length, innerWidth, innerHeight));
}

function tileOf(stream) {
  const tile = document.createElement('section');
  tile.className = 'tile';
  tile.dataset.stream = stream;
  tile.setAttribute('aria-label', stream);
  const link = document.createElement('a');
  link.href = new URL(`../watch/${encodeURIComponent(stream)}${fragmentOf(credentials)}`, import.meta.url).href;
  link.textContent = stream;
  tile.append(link);
  observer.observe(tile);
  return tile;
}

notice.hidden = streams.length > 0 && left === 0;
notice.textContent = streams.length === 0 ? 'Name the streams in the address: /wall?streams=one,two,three' : `${left} more streams are left out: a wall has ${streams.length} at most.`;
wall.append(...streams.map(tileOf));
arrange();
addEventListener('resize', arrange);
