import uPlot from '../lib/uplot/dist/uPlot.esm.js';
import { el, setText } from './dom.js';
import { colour, themeChanges } from './theme.js';
import { clock } from '../../assets/common/units.js';

const HEIGHT = 170;
const FONT = '12px system-ui, sans-serif';

/**
 * A chart of the history with its latest values in words; under the pointer, those of that moment. Pointers of all
 * charts move together.
 */
export class Chart {
  #plot = null;
  #observer = new ResizeObserver(() => this.#resize());

  /**
   * @param lines `[{ name, label, colour }]`: columns of the history, and custom properties of the style sheet
   * @param format a value as people read it
   * @param least the top of the axis is at least this, so that noise around nothing stays flat
   */
  constructor(history, { id, title, hint, lines, format, least }) {
    this.history = history;
    this.lines = lines;
    this.format = format;
    this.least = least;
    this.values = lines.map(() => el('b'));
    this.time = el('span', { className: 'chart-time muted' });
    this.canvas = el('div', { className: 'chart-canvas', 'aria-hidden': 'true' });
    this.element = el(
      'figure',
      { className: 'panel chart', id: `chart-${id}` },
      el(
        'figcaption',
        {},
        el('h2', { textContent: title, title: hint }),
        el(
          'p',
          { className: 'chart-values' },
          lines.map((line, index) =>
            el('span', { className: `value ${line.colour}` }, line.label ? el('i', { textContent: line.label }) : null, this.values[index]),
          ),
          this.time,
        ),
      ),
      this.canvas,
    );
    this.#observer.observe(this.canvas);
    themeChanges.addEventListener('change', () => this.#remake());
  }

  /** Shows the history as it is now; does nothing while nobody can see it. */
  draw() {
    if (this.canvas.clientWidth === 0) {
      return;
    }
    if (this.#plot) {
      this.#plot.setData(this.#data());
    } else {
      this.#make();
    }
    if (this.#plot.cursor.idx === null || this.#plot.cursor.idx === undefined) {
      this.#tell(this.history.times.length - 1, false);
    }
  }

  #data() {
    return [this.history.times, ...this.lines.map(({ name }) => this.history.column(name))];
  }

  #make() {
    const muted = colour('muted');
    const grid = { stroke: colour('grid'), width: 1 };
    const axis = { stroke: muted, font: FONT, grid, ticks: { show: false } };
    this.#plot = new uPlot(
      {
        width: this.canvas.clientWidth,
        height: HEIGHT,
        padding: [8, 18, 0, 0],
        legend: { show: false },
        cursor: { y: false, sync: { key: 'statistics' }, drag: { setScale: false } },
        scales: {
          x: { time: true, range: () => this.history.range },
          y: { range: (_, low, high) => [0, Math.max(this.least, (high ?? 0) * 1.15)] },
        },
        axes: [
          { ...axis, size: 26, space: 70, values: (_, splits) => splits.map((split) => clock(split * 1_000).slice(0, 5)) },
          { ...axis, size: 74, space: 36, values: (_, splits) => splits.map(this.format) },
        ],
        series: [
          {},
          ...this.lines.map((line) => ({
            stroke: colour(line.colour),
            fill: colour(`${line.colour}-area`),
            width: 1.5,
            points: { show: false },
          })),
        ],
        hooks: {
          setCursor: [({ cursor }) => this.#tell(cursor.idx ?? this.history.times.length - 1, typeof cursor.idx === 'number')],
        },
      },
      this.#data(),
      this.canvas,
    );
  }

  #tell(index, past) {
    this.lines.forEach(({ name }, line) => {
      const value = this.history.column(name)[index];
      setText(this.values[line], value === null || value === undefined ? '–' : this.format(value));
    });
    setText(this.time, past ? clock(this.history.times[index] * 1_000) : '');
  }

  #resize() {
    if (this.canvas.clientWidth > 0) {
      this.#plot?.setSize({ width: this.canvas.clientWidth, height: HEIGHT });
      this.draw();
    }
  }

  /** Colours are those of the moment it was made. */
  #remake() {
    this.#plot?.destroy();
    this.#plot = null;
    this.draw();
  }
}
