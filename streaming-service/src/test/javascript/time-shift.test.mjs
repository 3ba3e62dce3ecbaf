import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimeShift, agoText, nextSpeed } from '../../main/resources/static/assets/time-shift.js';

const NOON = Date.parse('2026-01-31T12:00:00Z');
const at = (seconds) => new Date(NOON + seconds * 1000).toISOString();

function replaying(target, marks) {
  const shift = new TimeShift();
  shift.past({ time: at(target) });
  marks.forEach(([seconds, place]) => shift.mark(NOON + seconds * 1000, place));
  return shift;
}

test('one can go back where the server says so, and its clock counts', () => {
  const shift = new TimeShift();
  assert.equal(shift.available, false);
  shift.window({ from: at(-300), now: at(0) }, 1_000);
  assert.equal(shift.available, true);
  assert.equal(shift.fromMillis, NOON - 300_000);
  assert.equal(shift.nowMillis(3_000), NOON + 2_000);
  shift.window({ from: null, now: at(0) }, 1_000);
  assert.equal(shift.available, false);
});

test('a moment is where the mark before it says', () => {
  const shift = replaying(0, [[0, 10], [1, 11], [7, 12]]);
  assert.equal(shift.momentAt(11.5), NOON + 1_500);
  assert.equal(shift.momentAt(12.5), NOON + 7_500);
  assert.equal(shift.placeOf(NOON + 8_000), 13);
  assert.equal(shift.momentAt(9), NOON - 1_000);
});

test('nothing is known of media without marks', () => {
  assert.equal(new TimeShift().momentAt(3), null);
});

test('the player goes to the moment that was asked for once it is there, and not again', () => {
  const shift = replaying(4, [[0, 100]]);
  assert.equal(shift.seekTo([[100, 102]], 0), undefined);
  assert.equal(shift.seekTo([[100, 105]], 0), 104);
  assert.equal(shift.seekTo([[100, 106]], 104.5), undefined);
});

test('the player goes over what is missing', () => {
  const shift = replaying(0, [[0, 100]]);
  assert.equal(shift.seekTo([[100, 102]], 0), 100);
  assert.equal(shift.seekTo([[100, 102], [103, 105]], 101), undefined);
  assert.equal(shift.seekTo([[100, 102], [103, 105]], 101.95), 103);
  assert.equal(shift.seekTo([[100, 102]], 101.95), undefined);
});

test('how long ago is written as on a clock', () => {
  assert.equal(agoText(5), '-0:05');
  assert.equal(agoText(720), '-12:00');
  assert.equal(agoText(3_600), '-1:00:00');
  assert.equal(agoText(-1), '-0:00');
});

test('the speeds come one after the other', () => {
  assert.deepEqual([1, 1.5, 2, 0.5].map(nextSpeed), [1.5, 2, 0.5, 1]);
});
