import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FramePacer } from '../../main/resources/static/assets/frame-pacer.js';

const STEP = 40;

/** Frames from `from` to `to` that each come `lateMillis(n)` after the time they are for. */
function feed(pacer, from, to, lateMillis, offset = 1_000_000) {
  for (let n = from; n < to; n += 1) {
    pacer.arrived(n * STEP, offset + n * STEP + lateMillis(n));
  }
}

test('a frame that comes in time is shown at once', () => {
  const pacer = new FramePacer();
  feed(pacer, 0, 100, () => 0);
  assert.equal(pacer.dueMillis(100 * STEP), 1_000_000 + 100 * STEP + 4);
});

test('frames that come in bursts are shown evenly', () => {
  const pacer = new FramePacer();
  // Five at once, when the last of them is there.
  feed(pacer, 0, 200, (n) => (4 - (n % 5)) * STEP);
  assert.equal(pacer.delayMillis, 4 * STEP + 4);
  assert.equal(pacer.dueMillis(201 * STEP) - pacer.dueMillis(200 * STEP), STEP);
});

test('the group that a viewer is sent first does not delay what is live', () => {
  const pacer = new FramePacer();
  const joined = 1_000_000 + 50 * STEP;
  for (let n = 0; n < 50; n += 1) {
    pacer.arrived(n * STEP, joined);
  }
  assert.ok(pacer.dueMillis(0) < joined, 'the group is caught up with');
  feed(pacer, 50, 150, () => 0);
  assert.equal(pacer.delayMillis, 4);
});

test('what was late once is forgotten after a while', () => {
  const pacer = new FramePacer();
  feed(pacer, 0, 100, (n) => (n === 60 ? 300 : 0));
  assert.equal(pacer.delayMillis, 304);
  feed(pacer, 100, 900, () => 0);
  assert.equal(pacer.delayMillis, 4);
});

test('another timeline is measured anew', () => {
  const pacer = new FramePacer();
  feed(pacer, 0, 100, () => 0);
  pacer.arrived(1_000_000_000, 1_004_000);
  assert.equal(pacer.dueMillis(1_000_000_000), 1_004_004);
});

test('a clock that runs apart is followed', () => {
  const pacer = new FramePacer();
  // One part in a hundred: the stream is slower than the clock.
  feed(pacer, 0, 3_000, (n) => n * 0.4);
  const late = 1_000_000 + 2_999 * STEP + 2_999 * 0.4;
  assert.ok(pacer.dueMillis(2_999 * STEP) >= late);
  assert.ok(pacer.delayMillis < 260, String(pacer.delayMillis));
});
