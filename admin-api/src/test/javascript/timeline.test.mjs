import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bar, dayBounds, dayOf, momentOf } from '../../main/resources/META-INF/iocp-admin/assets/timeline.js';

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
