import { Problem, get, logOut, session, whenLoginIsRequired } from './api.js';
import { bansView } from './bans.js';
import { clientsView } from './clients.js';
import { byId, el, setText } from './dom.js';
import { drainControl } from './drain.js';
import { filesView } from './files.js';
import { History } from './history.js';
import { icon } from './icons.js';
import { jobsView } from './jobs.js';
import { LiveEvents } from './live.js';
import { logView } from './log.js';
import { askLogin } from './login.js';
import { Server, overviewView } from './overview.js';
import { Poll } from './poll.js';
import { recordingsView } from './recordings.js';
import { settingsView } from './settings.js';
import { Shortcuts } from './shortcuts.js';
import { sourcesView } from './sources.js';
import { streamsView } from './streams.js';
import { currentTheme, nextTheme, setTheme } from './theme.js';
import { count } from '../../assets/common/units.js';

const SERVER_MILLIS = 5_000;
const OPERATOR = 'operator';

/** All views in order. One whose `needs` the server does not have (404) is not shown. */
const VIEWS = [
  { id: 'overview', title: 'Overview', make: overviewView },
  { id: 'clients', title: 'Clients', needs: 'clients', make: clientsView },
  { id: 'streams', title: 'Streams', needs: 'streams', make: streamsView },
  { id: 'sources', title: 'Sources', needs: 'sources', make: sourcesView },
  { id: 'recordings', title: 'Recordings', needs: 'recordings', make: recordingsView },
  { id: 'files', title: 'File transfers', short: 'Files', needs: 'files', make: filesView },
  { id: 'jobs', title: 'Jobs and workers', short: 'Jobs', needs: 'jobs', make: jobsView },
  { id: 'bans', title: 'Bans and lists', short: 'Bans', needs: 'bans', make: bansView },
  { id: 'settings', title: 'Settings', needs: 'settings', make: settingsView },
  { id: 'log', title: 'Log', needs: 'logs', make: logView },
];

const history = new History();
const server = new Server();
const live = new LiveEvents(() => loginAgain());
const shortcuts = new Shortcuts();
const views = new Map();
let me = null;
let asking = false;
let shown = null;

async function begin() {
  showTheme();
  try {
    me = await session();
    if (!me.user || !me.role) {
      me = await askLogin(me.user ? `${me.user} has no role for administration.` : '', me);
    }
  } catch (error) {
    showTrouble(`${error.message} Retrying …`);
    byId('shell').hidden = false;
    setTimeout(begin, 2_000);
    return;
  }
  showTrouble('');
  whenLoginIsRequired(loginAgain);
  await open();
}

async function open() {
  setText(byId('user'), `${me.user} · ${me.role}`);
  byId('logout').hidden = false;
  byId('shell').hidden = false;
  const available = await whatThereIs();
  const context = {
    live,
    history,
    server,
    available,
    canChange: me.role === OPERATOR,
    counts: showCount,
    failed,
  };
  VIEWS.filter(({ needs }) => !needs || available[needs]).forEach((view, index) => addView(view, context, index));
  drainControl(byId('title-tools'), context);
  listen();
  window.addEventListener('hashchange', route);
  route();
  new Poll(() => server.refresh(), SERVER_MILLIS, failed).start();
  live.start();
}

/** Which parts of the API this server has. */
async function whatThereIs() {
  const parts = ['clients', 'streams', 'sources', 'recordings', 'files', 'jobs', 'workers', 'bans', 'settings', 'logs'];
  const answers = await Promise.allSettled(parts.map((part) => get(part, part === 'workers' || part === 'settings' ? {} : { limit: 1 })));
  // A server that could fetch streams and is not told any is as one that cannot.
  return Object.fromEntries(parts.map((part, index) => [part, answers[index].reason?.status !== 404 && answers[index].value?.sources?.length !== 0]));
}

function addView(view, context, index) {
  const badge = el('span', { className: 'count', hidden: true });
  const link = el('a', { href: `#/${view.id}` }, icon(view.id), el('span', { textContent: view.short ?? view.title }), badge);
  byId('nav').append(link);
  const section = el('section', { id: `view-${view.id}`, className: `view ${view.id}`, 'aria-label': view.title, hidden: true });
  byId('views').append(section);
  views.set(view.id, { ...view, link, badge, section, ...view.make(section, context) });
  shortcuts.add([[String(index + 1), view.title, () => (location.hash = `#/${view.id}`)]]);
}

function route() {
  const id = location.hash.replace(/^#\/?/, '');
  const next = views.get(id) ?? views.get('overview');
  if (next === shown) {
    return;
  }
  shown?.hide();
  for (const view of views.values()) {
    view.section.hidden = view !== next;
    if (view === next) {
      view.link.setAttribute('aria-current', 'page');
    } else {
      view.link.removeAttribute('aria-current');
    }
  }
  shown = next;
  setText(byId('title'), next.title);
  byId('title-tools').hidden = next.id !== 'overview';
  document.title = `${next.title} · ${server.latest?.name || 'Administration'}`;
  next.show();
  next.link.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function listen() {
  live.addEventListener('state', showConnection);
  live.addEventListener('statistics', ({ detail }) => {
    history.add([detail]);
    showCount('clients', detail.connections);
  });
  // The charts' beginning, and what was missed while there was no connection.
  const reload = async () => {
    const { seconds } = await get('server/statistics');
    history.add(seconds);
  };
  live.addEventListener('reset', () => reload().catch(failed));
  reload().catch(failed);
  server.addEventListener('change', () => setText(byId('name'), server.latest.name || 'Administration'));

  shortcuts.add([
    ['/', 'Filter', () => shown.focusFilter?.()],
    ['k', 'Kick the selected client', () => shown.keys?.k?.()],
    ['b', 'Ban the address of the selected client', () => shown.keys?.b?.()],
    ['p', 'Pause and resume the log', () => shown.keys?.p?.()],
    ['t', 'Switch between light, dark and system theme', () => changeTheme()],
    ['r', 'Reconnect now', () => live.hurry()],
    ['?', 'Show this list', () => shortcuts.help()],
  ]);
  byId('help').addEventListener('click', () => shortcuts.help());
  byId('logout').addEventListener('click', leave);
}

function showConnection() {
  const chip = byId('connection');
  const names = { live: 'live', connecting: 'connecting …', waiting: 'connection lost', closed: '' };
  setText(chip, names[live.state]);
  chip.className = `chip ${live.state === 'live' ? 'good' : 'warn'}`;
  chip.hidden = live.state === 'closed';
  document.body.classList.toggle('lost', live.state === 'waiting');
  if (live.state === 'waiting') {
    showTrouble('The connection to the server is lost. The page shows the last known state and reconnects automatically.');
  } else if (live.state === 'live') {
    showTrouble('');
    server.refresh().catch(failed);
  }
}

/** An error of something that is asked for again and again: said until it works. */
function failed(error) {
  if (error instanceof Problem && error.status === 401) {
    return;
  }
  if (live.state !== 'waiting') {
    showTrouble(error.message);
  }
}

function showTrouble(text) {
  setText(byId('trouble'), text);
  byId('trouble').hidden = !text;
}

function showCount(id, value) {
  const view = views.get(id);
  if (view) {
    setText(view.badge, count(value));
    view.badge.hidden = false;
  }
}

async function loginAgain() {
  if (asking) {
    return;
  }
  asking = true;
  live.close();
  const before = me;
  me = await askLogin('Your session has expired.', { passwords: true });
  asking = false;
  if (me.user === before.user && me.role === before.role) {
    live.start();
  } else {
    location.reload();
  }
}

async function leave() {
  live.close();
  try {
    await logOut();
  } finally {
    location.reload();
  }
}

function changeTheme() {
  setTheme(nextTheme());
  showTheme();
}

function showTheme() {
  const [sign, name] = { auto: ['◐', 'system'], light: ['☀', 'light'], dark: ['☾', 'dark'] }[currentTheme()];
  setText(byId('theme'), sign);
  byId('theme').title = `Colours: ${name} (t)`;
  byId('theme').setAttribute('aria-label', `Colours: ${name}`);
}

byId('theme').addEventListener('click', changeTheme);
begin();
