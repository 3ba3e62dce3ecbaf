import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar, dayBounds, dayOf, momentOf, monthOf } from '../../main/resources/META-INF/resources/assets/common/day-line.js';

const HOUR = 3_600_000;
const bounds = [Date.parse('2026-01-31T00:00:00Z'), Date.parse('2026-02-01T00:00:00Z')];
const recording = (start, end) => ({ start, end });

test('a recording lies on the line of the day where it was', () => {
  assert.deepEqual(bar(recording('2026-01-31T06:00:00Z', '2026-01-31T12:00:00Z'), bounds), { left: 25, width: 25 });
});

test('what was before and after the day is cut off', () => {
  assert.deepEqual(bar(recording('2026-01-30T06:00:00Z', '2026-01-31T12:00:00Z'), bounds), { left: 0, width: 50 });
  assert.deepEqual(bar(recording('2026-01-31T12:00:00Z', '2026-02-03T12:00:00Z'), bounds), { left: 50, width: 50 });
});

test('a recording of another day is not on the line', () => {
  assert.equal(bar(recording('2026-02-01T06:00:00Z', '2026-02-01T12:00:00Z'), bounds), null);
  assert.equal(bar(recording('2026-01-30T06:00:00Z', '2026-01-30T12:00:00Z'), bounds), null);
});

test('a day begins and ends where whoever looks is', () => {
  const [from, to] = dayBounds('2026-12-31');
  assert.equal(to - from, 24 * HOUR);
  assert.equal(dayOf(from), '2026-12-31');
  assert.equal(dayOf(to), '2027-01-01');
});

test('what the player shows was recorded so much after the start', () => {
  assert.equal(momentOf('2026-01-31T12:00:00.250Z', 2.5), '2026-01-31T12:00:02.750Z');
});

test('the weeks of a month say on which days something was recorded', () => {
  const noon = new Date(2026, 0, 31, 12).toISOString();
  const later = new Date(2026, 0, 31, 13).toISOString();
  const weeks = monthOf('2026-01-15', [{ start: noon, end: later }]);
  assert.equal(weeks.length, 5);
  assert.deepEqual(weeks[0].slice(0, 4), [null, null, null, { day: '2026-01-01', count: 0 }]);
  assert.deepEqual(weeks[4].slice(5), [{ day: '2026-01-31', count: 1 }, null]);
});
