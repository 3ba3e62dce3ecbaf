import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Timeline } from '../../main/resources/static/assets/timeline.js';

const fragment = (start, seconds = 0.04, { track = 1, key = false, restartable = true } = {}) => ({
  spans: [{ track, start, end: start + seconds }],
  keyframes: key ? [start] : [],
  restartable,
});

function near(actual, expected) {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} instead of ${expected}`);
}

test('a stream that begins at any time is left there', () => {
  const timeline = new Timeline();
  assert.equal(timeline.add(fragment(1000)), undefined);
  assert.equal(timeline.add(fragment(1000.04)), undefined);
});

test('time that goes back goes on where it was', () => {
  const timeline = new Timeline();
  timeline.add(fragment(1000, 4));
  near(timeline.add(fragment(4)), 1000);
  assert.equal(timeline.add(fragment(4.04)), undefined);
});

test('a long gap is closed, a short one is left', () => {
  const timeline = new Timeline();
  timeline.add(fragment(0, 2));
  assert.equal(timeline.add(fragment(4, 1)), undefined);
  near(timeline.add(fragment(13, 1)), -8);
});

test('one wrong stamp changes nothing for what follows it', () => {
  const timeline = new Timeline();
  timeline.add(fragment(0, 2));
  near(timeline.add(fragment(5000)), -4998);
  near(timeline.add(fragment(2.04)), 0);
});

test('tracks that are not in step are no jump', () => {
  const timeline = new Timeline();
  timeline.add(fragment(10, 1, { track: 1 }));
  assert.equal(timeline.add(fragment(9, 1, { track: 2 })), undefined);
  assert.equal(timeline.add(fragment(11, 1, { track: 1 })), undefined);
  assert.equal(timeline.add(fragment(10, 1, { track: 2 })), undefined);
});

test('what a parser cannot begin with is not shifted', () => {
  const timeline = new Timeline();
  timeline.add(fragment(10, 1));
  assert.equal(timeline.add(fragment(0, 1, { restartable: false })), undefined);
  near(timeline.add(fragment(1, 1)), 10);
});

test('another publisher goes on where the one before stopped', () => {
  const timeline = new Timeline();
  timeline.add(fragment(10, 1));
  timeline.restart();
  assert.equal(timeline.add({ spans: [], keyframes: [], restartable: true }), undefined);
  near(timeline.add(fragment(10.5, 1)), 0.5);
});

test('the group that is played is never given up', () => {
  const timeline = new Timeline();
  timeline.add(fragment(0, 60, { key: true }));
  assert.equal(timeline.removableBefore(40, 59), null);
  timeline.add(fragment(60, 30, { key: true }));
  assert.equal(timeline.removableBefore(70, 59), null);
  assert.equal(timeline.removableBefore(70, 60.2), null);
  const before = timeline.removableBefore(70, 89);
  assert.ok(before > 0 && before <= 60);
});

test('of groups that were played those from a time on are kept', () => {
  const timeline = new Timeline();
  for (let second = 0; second < 60; second++) {
    timeline.add(fragment(second, 1, { key: true }));
  }
  near(timeline.removableBefore(40, 59), 39.5);
  assert.equal(timeline.removableBefore(40, 59), null);
});

test('without keyframes nothing is given up', () => {
  const timeline = new Timeline();
  timeline.add(fragment(0, 60));
  assert.equal(timeline.removableBefore(Infinity, 60), null);
});

test('the length of fragments is that of the longest of late', () => {
  const timeline = new Timeline();
  assert.equal(timeline.fragmentSeconds, 0);
  timeline.add(fragment(0, 10));
  assert.equal(timeline.fragmentSeconds, 10);
  for (let index = 0; index < 8; index++) {
    timeline.add(fragment(10 + index, 1));
  }
  assert.equal(timeline.fragmentSeconds, 1);
});
