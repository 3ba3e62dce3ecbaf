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

/** The moment of the stream that a player shows. */
export function momentOf(start, currentTime) {
  return new Date(Date.parse(start) + Math.round(currentTime * 1000)).toISOString();
}
