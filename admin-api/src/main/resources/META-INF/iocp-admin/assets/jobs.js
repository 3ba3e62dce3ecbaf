import { change, get } from './api.js';
import { el, reconcile, setText, showFacts } from './dom.js';
import { Poll } from './poll.js';
import { attempt } from './toast.js';
import { count, span } from '../../assets/common/units.js';

const REFRESH_MILLIS = 1_000;
const SHOWN = 100;
const SILENT_MILLIS = 5_000;

export function jobsView(section, { canChange, failed }) {
  const ioRows = el('tbody');
  const queue = el('dl', { className: 'facts' });
  const stuck = el('p', { className: 'notice error', role: 'alert', hidden: true, textContent: 'The queue is stuck: jobs are queued and none completes.' });
  const jobRows = el('tbody');
  const noJobs = el('p', { className: 'muted', textContent: 'There are no queued or running jobs.' });
  const jobTable = table(['Job', 'Client', 'State', 'For', ''], jobRows);
  const more = el('p', { className: 'muted', hidden: true });

  const slider = el('input', { type: 'range', min: '1', max: '1', value: '1', id: 'job-workers', 'aria-describedby': 'job-workers-hint' });
  const number = el('output', { htmlFor: 'job-workers' });
  const busy = el('span', { className: 'muted' });
  const apply = el('button', { type: 'submit', className: 'button', textContent: 'Apply', disabled: true });
  const undo = el('button', { type: 'button', className: 'button plain', textContent: 'Undo', hidden: true, onclick: () => settle(current) });
  const form = el(
    'form',
    { className: 'resize' },
    el('label', { for: 'job-workers', textContent: 'Job workers' }),
    slider,
    number,
    canChange ? apply : null,
    undo,
    busy,
    el('p', { className: 'hint', id: 'job-workers-hint', textContent: 'A removed worker completes its current job first.' }),
  );
  slider.disabled = !canChange;
  let current = 0;
  // While somebody drags the slider, the server's answers must not move it.
  let edited = false;

  const show = () => {
    setText(number, slider.value);
    const differs = Number(slider.value) !== current;
    apply.disabled = !differs;
    undo.hidden = !differs;
  };
  const settle = (workers) => {
    edited = false;
    slider.value = String(workers);
    show();
  };
  slider.addEventListener('input', () => {
    edited = true;
    show();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const workers = Number(slider.value);
    if (await attempt(() => change('PUT', 'workers/jobs', { count: workers }), `The number of job workers is ${workers} now.`)) {
      edited = false;
    }
    poll.now();
  });

  async function load() {
    const [{ io, jobs: workers }, page] = await Promise.all([get('workers'), get('jobs', { limit: SHOWN })]);
    showWorkers(io);
    current = workers.count;
    slider.max = String(Math.min(workers.maximum, Math.max(32, 4 * workers.count)));
    if (edited) {
      show();
    } else {
      settle(workers.count);
    }
    setText(busy, `${workers.busy} of ${workers.count} busy`);
    showQueue(page.queue);
    showJobs(page);
  }

  function showWorkers(io) {
    reconcile(ioRows, io, {
      key: ({ index }) => index,
      make: () => el('tr', {}, el('th', { scope: 'row' }), el('td'), el('td', { className: 'number' }), el('td', { className: 'number' })),
      update: (row, worker) => {
        const well = worker.alive && worker.silentMillis < SILENT_MILLIS;
        setText(row.children[0], worker.thread);
        setText(row.children[1], !worker.alive ? 'dead' : well ? 'running' : 'stuck');
        row.children[1].dataset.kind = well ? 'good' : 'bad';
        setText(row.children[2], count(worker.connections));
        setText(row.children[3], span(worker.silentMillis));
      },
    });
  }

  function showQueue(figures) {
    stuck.hidden = !figures.stuck;
    showFacts(queue, [
      ['Queued', `${count(figures.queued)} of ${count(figures.capacity)}`],
      ['Running', count(figures.running)],
      ['Completed', count(figures.completed)],
      ['Failed', count(figures.failed)],
      ['Cancelled', count(figures.cancelled)],
      ['Refused', count(figures.refused)],
    ]);
  }

  function showJobs({ jobs, next, queue: figures }) {
    reconcile(jobRows, jobs, {
      key: ({ id }) => id,
      make: jobRow,
      update: (row, job) => {
        setText(row.children[2], job.cancelling ? 'cancelling' : job.state.toLowerCase());
        setText(row.children[3], span(job.inStateMillis));
      },
    });
    noJobs.hidden = jobs.length > 0;
    jobTable.hidden = jobs.length === 0;
    more.hidden = !next;
    setText(more, `The first ${jobs.length} of ${count(figures.queued + figures.running)}`);
  }

  function jobRow({ id, name, client }) {
    const cancel = el('button', {
      type: 'button',
      className: 'small',
      textContent: 'Cancel',
      'aria-label': `Cancel ${name}, job ${id}`,
      onclick: async () => {
        await attempt(() => change('DELETE', `jobs/${id}`), `Job ${id} is being cancelled.`);
        poll.now();
      },
    });
    return el('tr', {}, el('th', { scope: 'row' }, name, el('small', { className: 'muted', textContent: ` ${id}` })), el('td', { textContent: client ?? '–' }), el('td'), el('td'), el('td', { className: 'row-actions' }, canChange ? cancel : null));
  }

  const poll = new Poll(load, REFRESH_MILLIS, failed);
  section.append(
    el('div', { className: 'panel padded' }, el('h2', { textContent: 'Job queue' }), stuck, form, queue),
    el('div', { className: 'panel padded' }, el('h2', { textContent: 'Jobs' }), el('div', { className: 'scroll-x' }, jobTable), noJobs, more),
    el('div', { className: 'panel padded' }, el('h2', { textContent: 'I/O workers' }), el('div', { className: 'scroll-x' }, table(['Thread', 'State', 'Connections', 'Silent for'], ioRows))),
  );
  return { show: () => poll.start(), hide: () => poll.stop() };
}

function table(columns, rows) {
  return el('table', {}, el('thead', {}, el('tr', {}, columns.map((textContent) => el('th', { scope: 'col', textContent })))), rows);
}
