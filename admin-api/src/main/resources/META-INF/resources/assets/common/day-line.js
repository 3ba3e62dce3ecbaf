/** Where things lie on the line of a day. */

/** The beginning of a day and of the next one, in the time of whoever looks; a day may have 23 or 25 hours. */
export function dayBounds(date) {
  const [year, month, day] = date.split('-').map(Number);
  return [new Date(year, month - 1, day).getTime(), new Date(year, month - 1, day + 1).getTime()];
}

/** The day of a moment as the field for dates has it. */
export function dayOf(time) {
  const date = new Date(time);
  const two = (number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Left and width of a recording on the line, in percent; null if none of it is on it. */
export function bar({ start, end }, [from, to]) {
  const left = Math.max(Date.parse(start), from);
  const right = Math.min(Date.parse(end), to);
  if (right < from || left >= to || right < left) {
    return null;
  }
  return { left: ((left - from) / (to - from)) * 100, width: ((right - left) / (to - from)) * 100 };
}

/**
 * The weeks of the month that a day is in, from Monday on, each as seven days or null where the month has none: `day` as the
 * field for dates has it, and `count`, how many recordings have a part of it.
 */
export function monthOf(date, recordings) {
  const [year, month] = date.split('-').map(Number);
  const days = new Date(year, month, 0).getDate();
  const before = (new Date(year, month - 1, 1).getDay() + 6) % 7;
  const cells = [
    ...Array(before).fill(null),
    ...Array.from({ length: days }, (_, index) => {
      const day = `${date.slice(0, 8)}${String(index + 1).padStart(2, '0')}`;
      const bounds = dayBounds(day);
      return { day, count: recordings.filter((recording) => bar(recording, bounds) !== null).length };
    }),
  ];
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) => Array.from({ length: 7 }, (_unused, index) => cells[week * 7 + index] ?? null));
}

/** The moment of the stream that a player shows. */
export function momentOf(start, currentTime) {
  return new Date(Date.parse(start) + Math.round(currentTime * 1000)).toISOString();
}
