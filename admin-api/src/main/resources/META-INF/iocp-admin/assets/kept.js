import { get } from './api.js';
import { el, setText } from './dom.js';

/** A line that says so when what is changed here does not survive a restart. */
export class KeptNote {
  constructor(what) {
    this.what = what;
    this.element = el('p', { className: 'muted kept-note', role: 'status', hidden: true });
  }

  async load() {
    const { state } = await get('server');
    const why = { NOT_KEPT: 'iocp.state.directory is not set', FAILING: 'the state directory cannot be written, see the log' }[state];
    setText(this.element, why ? `${this.what} not kept over a restart: ${why}.` : '');
    this.element.hidden = !why;
  }
}
