import { get } from './api.js';
import { el, setText } from './dom.js';
import { clock, count } from '../../assets/common/units.js';

const KEPT = 2_000;
const ASKED = 1_000;
const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'];

export function logView(section, { live, failed }) {
  const level = el('select', { 'aria-label': 'Lowest level' }, LEVELS.map((value) => el('option', { value, textContent: value === 'TRACE' ? 'All levels' : `${value.charAt(0)}${value.slice(1).toLowerCase()} and above` })));
  level.value = 'INFO';
  const filter = el('input', { type: 'search', placeholder: 'Text', 'aria-label': 'Filter by text', autocomplete: 'off', spellcheck: false });
  const pause = el('button', { type: 'button', className: 'button plain', 'aria-pressed': 'false', textContent: 'Pause', onclick: () => togglePause() });
  const state = el('span', { className: 'muted', role: 'status' });
  const lines = el('ol', { className: 'panel log', 'aria-label': 'Log', tabIndex: 0 });

  /** The lines that are kept, oldest first. Those that come while history is asked for wait in `early`. */
  let kept = [];
  let early = [];
  let loading = false;
  let paused = false;
  let unseen = 0;

  function accepts(line) {
    const word = filter.value.trim().toLowerCase();
    return LEVELS.indexOf(line.level) >= LEVELS.indexOf(level.value) && (!word || `${line.message} ${line.logger}`.toLowerCase().includes(word));
  }

  function item(line) {
    if (line.lost) {
      return el('li', { className: 'lost', textContent: `${count(line.lost)} lines were logged too fast to be shown` });
    }
    return el(
      'li',
      { className: line.level.toLowerCase() },
      el('time', { dateTime: line.time, textContent: clock(line.time), title: line.time }),
      el('b', { textContent: line.level }),
      el('span', { className: 'logger', textContent: line.logger.split('.').at(-1), title: `${line.logger} on ${line.thread}` }),
      el('span', { className: 'message', textContent: line.message }),
      line.exception ? el('pre', { textContent: line.exception }) : null,
    );
  }

  function rebuild() {
    lines.replaceChildren(...kept.filter((line) => line.lost || accepts(line)).map(item));
    toEnd();
    tell();
  }

  /** Lines have their real height only once they are in sight, and the end moves with it: until it stays. */
  function toEnd(framesLeft = 10) {
    lines.scrollTop = lines.scrollHeight;
    if (framesLeft > 0) {
      requestAnimationFrame(() => endDistance() > 1 && toEnd(framesLeft - 1));
    }
  }

  function endDistance() {
    return lines.scrollHeight - lines.scrollTop - lines.clientHeight;
  }

  function tell() {
    setText(state, paused ? (unseen ? `Paused, ${count(unseen)} new` : 'Paused') : `${count(lines.children.length)} lines`);
  }

  function keep(line) {
    kept.push(line);
    if (kept.length > KEPT) {
      kept = kept.slice(-KEPT / 2);
    }
  }

  function append(line) {
    keep(line);
    if (paused) {
      unseen += 1;
    } else if (line.lost || accepts(line)) {
      const following = endDistance() < 40;
      lines.append(item(line));
      if (lines.children.length > KEPT) {
        lines.firstChild.remove();
      }
      if (following) {
        toEnd();
      }
    }
    tell();
  }

  function arrive(line) {
    if (loading) {
      early.push(line);
    } else {
      append(line);
    }
  }

  /** What was logged before; lines that came meanwhile may be among it. */
  async function reload() {
    loading = true;
    early = [];
    try {
      kept = (await get('logs', { level: 'TRACE', limit: ASKED })).lines;
      const known = new Set(kept.map(identity));
      rebuild();
      early.filter((line) => line.lost || !known.has(identity(line))).forEach(append);
    } catch (error) {
      failed(error);
    } finally {
      loading = false;
    }
  }

  function togglePause() {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    pause.textContent = paused ? 'Resume' : 'Pause';
    unseen = 0;
    if (paused) {
      tell();
    } else {
      rebuild();
    }
  }

  level.addEventListener('change', rebuild);
  filter.addEventListener('input', rebuild);
  live.addEventListener('log', ({ detail }) => arrive(detail));
  live.addEventListener('log-lost', ({ detail }) => arrive({ lost: detail.lines }));
  live.addEventListener('reset', reload);
  section.append(el('div', { className: 'toolbar' }, level, filter, pause, state), lines);
  reload();
  return { show: () => toEnd(), hide() {}, focusFilter: () => filter.focus(), keys: { p: togglePause } };
}

function identity({ time, thread, message }) {
  return `${time} ${thread} ${message}`;
}
