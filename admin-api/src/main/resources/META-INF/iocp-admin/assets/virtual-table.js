import { el, setText } from './dom.js';

const ROW_HEIGHT = 38;
const AHEAD = 25;

/**
 * A table of any length, of which only the rows in sight exist and only those around them are asked for.
 *
 * The scrolling part has the focus, and names the selected row to screen readers: rows come and go, so none of them
 * could keep it. What is selected is a row's key, not its place: places change under one's hands.
 */
export class VirtualTable {
  #rows = new Map();
  #elements = new Map();
  #total = 0;
  #selected = null;
  #selectedIndex = -1;
  #loading = false;
  #stale = false;
  #frame = 0;

  /**
   * @param columns `[{ id, label, sort, number, text(row) }]`; sort is the server's name for an order
   * @param key a row's identity
   * @param load `(offset, limit, sort) => ({ rows, total })`
   * @param actions elements at the end of a row, or null
   * @param open what happens on a click or Enter
   * @param failed what happens with errors of `load`
   */
  constructor({ label, columns, key, load, actions, open, failed, sort }) {
    Object.assign(this, { columns, key, load, actions, open, failed, sort });
    this.head = el('div', { className: 'vt-row vt-head', role: 'row', 'aria-rowindex': '1' }, columns.map((column) => this.#header(column)));
    if (actions) {
      this.head.append(el('div', { className: 'vt-cell vt-actions', role: 'columnheader' }, el('span', { className: 'visually-hidden', textContent: 'Actions' })));
    }
    this.spacer = el('div', { className: 'vt-spacer', role: 'rowgroup' });
    this.empty = el('p', { className: 'vt-empty muted', hidden: true });
    this.scroller = el(
      'div',
      { className: 'vt-scroller', tabIndex: 0, role: 'grid', 'aria-label': label, onscroll: () => this.#scrolled(), onkeydown: (event) => this.#keyDown(event) },
      this.head,
      this.spacer,
      this.empty,
    );
    this.element = el('div', { className: 'vt panel' }, this.scroller);
    new ResizeObserver(() => this.#scrolled()).observe(this.scroller);
    this.#showOrder();
  }

  /** The row that is selected and in sight, or null. */
  get selected() {
    const row = this.#rows.get(this.#selectedIndex);
    return row && this.key(row) === this.#selected ? row : null;
  }

  /** Back to the first row, for another list. */
  restart() {
    this.scroller.scrollTop = 0;
    this.#rows.clear();
    return this.refresh();
  }

  /** Asks for the rows around those in sight. */
  async refresh() {
    if (this.#loading) {
      this.#stale = true;
      return;
    }
    this.#loading = true;
    try {
      do {
        this.#stale = false;
        const { first, visible } = this.#window();
        const offset = Math.max(0, first - AHEAD);
        const { rows, total } = await this.load(offset, visible + 2 * AHEAD, this.sort);
        this.#rows = new Map(rows.map((row, index) => [offset + index, row]));
        this.#total = total;
        this.#find();
        this.#render();
      } while (this.#stale || !this.#covered());
    } catch (error) {
      this.failed(error);
    } finally {
      this.#loading = false;
    }
  }

  #window() {
    const first = Math.floor(this.scroller.scrollTop / ROW_HEIGHT);
    return { first, visible: Math.ceil(this.scroller.clientHeight / ROW_HEIGHT) + 1 };
  }

  #covered() {
    const { first, visible } = this.#window();
    const last = Math.min(this.#total, first + visible) - 1;
    return last < first || this.#total === 0 || (this.#rows.has(first) && this.#rows.has(last));
  }

  #scrolled() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#render();
      if (!this.#covered()) {
        this.refresh();
      }
    });
  }

  /** A selected row may have moved. */
  #find() {
    for (const [index, row] of this.#rows) {
      if (this.key(row) === this.#selected) {
        this.#selectedIndex = index;
        return;
      }
    }
  }

  #render() {
    const { first, visible } = this.#window();
    const last = Math.min(this.#total, first + visible);
    this.spacer.style.height = `${this.#total * ROW_HEIGHT}px`;
    this.scroller.setAttribute('aria-rowcount', String(this.#total + 1));
    this.empty.hidden = this.#total > 0;
    for (const [index, element] of this.#elements) {
      if (index < first || index >= last) {
        element.remove();
        this.#elements.delete(index);
      }
    }
    for (let index = first; index < last; index++) {
      let element = this.#elements.get(index);
      if (!element) {
        element = this.#makeRow(index);
        this.#elements.set(index, element);
        this.spacer.append(element);
      }
      this.#updateRow(element, index);
    }
    const selected = this.#elements.get(this.#selectedIndex);
    if (selected && this.selected) {
      this.scroller.setAttribute('aria-activedescendant', selected.id);
    } else {
      this.scroller.removeAttribute('aria-activedescendant');
    }
  }

  #makeRow(index) {
    const row = el(
      'div',
      { className: 'vt-row', role: 'row', id: `row-${index}`, 'aria-rowindex': String(index + 2), onclick: () => this.#clicked(index) },
      this.columns.map((column) => el('div', { className: `vt-cell col-${column.id}${column.number ? ' number' : ''}`, role: 'gridcell' })),
    );
    row.style.transform = `translateY(${index * ROW_HEIGHT}px)`;
    if (this.actions) {
      row.append(el('div', { className: 'vt-cell vt-actions', role: 'gridcell' }, this.actions(() => this.#rows.get(index))));
    }
    return row;
  }

  #updateRow(element, index) {
    const row = this.#rows.get(index);
    element.classList.toggle('loading', !row);
    const selected = Boolean(row) && this.key(row) === this.#selected;
    element.setAttribute('aria-selected', String(selected));
    this.columns.forEach((column, place) => {
      const cell = element.children[place];
      const text = row ? String(column.text(row)) : '';
      setText(cell, text);
      cell.title = text;
      if (column.kind) {
        cell.dataset.kind = row ? column.kind(row) : '';
      }
    });
  }

  #clicked(index) {
    const row = this.#rows.get(index);
    if (row) {
      this.#select(index);
      this.open(row);
    }
  }

  #select(index) {
    const row = this.#rows.get(index);
    this.#selected = row ? this.key(row) : null;
    this.#selectedIndex = index;
    this.#render();
  }

  #keyDown(event) {
    const { visible } = this.#window();
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: visible - 2, PageUp: 2 - visible, Home: -this.#total, End: this.#total };
    const move = moves[event.key];
    if (move !== undefined && event.target === this.scroller) {
      event.preventDefault();
      this.#moveTo(Math.max(0, Math.min(this.#total - 1, this.#selectedIndex + move)));
    } else if (event.key === 'Enter' && event.target === this.scroller && this.selected) {
      event.preventDefault();
      this.open(this.selected);
    }
  }

  async #moveTo(index) {
    const top = index * ROW_HEIGHT;
    const height = this.scroller.clientHeight - this.head.offsetHeight;
    if (top < this.scroller.scrollTop) {
      this.scroller.scrollTop = top;
    } else if (top + ROW_HEIGHT > this.scroller.scrollTop + height) {
      this.scroller.scrollTop = top + ROW_HEIGHT - height;
    }
    this.#selectedIndex = index;
    if (!this.#rows.has(index)) {
      await this.refresh();
    }
    this.#select(index);
  }

  #header(column) {
    const cell = el('div', { className: `vt-cell col-${column.id}${column.number ? ' number' : ''}`, role: 'columnheader' });
    cell.append(
      column.sort
        ? el('button', { type: 'button', className: 'sort', textContent: column.label, title: column.hint ?? '', onclick: () => this.#order(column) })
        : el('span', { textContent: column.label, title: column.hint ?? '' }),
    );
    return cell;
  }

  /** The same column again turns the order around; numbers begin with the largest. */
  #order(column) {
    const up = column.sort;
    const down = `-${column.sort}`;
    if (this.sort === up || this.sort === down) {
      this.sort = this.sort === up ? down : up;
    } else {
      this.sort = column.number ? down : up;
    }
    this.#showOrder();
    this.restart();
  }

  #showOrder() {
    this.columns.forEach((column, place) => {
      const order = this.sort === column.sort ? 'ascending' : this.sort === `-${column.sort}` ? 'descending' : 'none';
      if (column.sort) {
        this.head.children[place].setAttribute('aria-sort', order);
      }
    });
  }
}
