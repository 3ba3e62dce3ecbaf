import { get } from './api.js';
import { el, reconcile, setText } from './dom.js';
import { counted } from '../../assets/common/units.js';

const PAGE = 100;

/** A table of ranges of addresses that the server lists page by page, each with a button that removes it. */
export class RangeTable {
  /**
   * @param path what is asked for; the answer has the entries in `field`
   * @param noun what one of them is
   * @param columns `[[title, text of an entry], …]` after its range
   * @param remove removes an entry, if that is permitted; `removes` says so in words
   * @param refresh loads it again
   */
  constructor({ path, field, noun, columns = [], empty, remove, removes, refresh }) {
    Object.assign(this, { path, field, noun, columns, remove, removes });
    this.shown = PAGE;
    this.summary = el('p', { className: 'muted', role: 'status' });
    this.rows = el('tbody');
    this.table = el(
      'table',
      { className: 'panel' },
      el('thead', {}, el('tr', {}, ['Address or range', ...columns.map(([title]) => title), ''].map((textContent) => el('th', { scope: 'col', textContent })))),
      this.rows,
    );
    this.empty = el('p', { className: 'empty muted', textContent: empty, hidden: true });
    const showMore = () => {
      this.shown += PAGE;
      refresh();
    };
    this.more = el('button', { type: 'button', className: 'button plain', textContent: 'Show more', hidden: true, onclick: showMore });
    this.elements = [el('div', { className: 'scroll-x' }, this.table), this.empty, this.more];
  }

  async load() {
    const entries = [];
    let next = null;
    do {
      const page = await get(this.path, { limit: PAGE, after: next });
      entries.push(...page[this.field]);
      next = page.next;
    } while (next && entries.length < this.shown);
    reconcile(this.rows, entries, {
      key: ({ range }) => range,
      make: (entry) => this.#row(entry),
      update: (row, entry) => this.columns.forEach(([, text], index) => setText(row.children[index + 1], text(entry))),
    });
    setText(this.summary, next ? `The first ${entries.length}` : counted(entries.length, this.noun));
    this.more.hidden = !next;
    this.empty.hidden = entries.length > 0;
    this.table.hidden = entries.length === 0;
  }

  #row(entry) {
    const button = this.remove ? el('button', { type: 'button', className: 'small', textContent: 'Remove', 'aria-label': this.removes(entry), onclick: () => this.remove(entry) }) : null;
    return el('tr', {}, el('th', { scope: 'row', textContent: entry.range }), this.columns.map(() => el('td')), el('td', { className: 'row-actions' }, button));
  }
}

/** The path of an entry of a list. */
export const rangePath = (list, { address, prefix }) => `${list}/${encodeURIComponent(address)}/${prefix}`;
