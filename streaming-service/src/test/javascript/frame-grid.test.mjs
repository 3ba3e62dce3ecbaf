import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameGrid } from '../../main/resources/static/assets/frame-grid.js';

const MILLIS = 1_000;

test('pictures that jitter take places at an even pace', () => {
  const grid = new FrameGrid(25);
  const places = [0, 43, 78, 121, 165].map((at) => grid.take(at * MILLIS));
  assert.deepEqual(places.map(({ place }) => place), [0, 1, 2, 3, 4]);
  assert.ok(places.every(({ fill, gap }) => fill.length === 0 && !gap));
});

test('the place of a picture that did not come wants the one before', () => {
  const grid = new FrameGrid(25);
  grid.take(0);
  assert.deepEqual(grid.take(120 * MILLIS), { place: 3, fill: [1, 2], gap: false });
});

test('after a long pause there is a gap, and nothing is filled in', () => {
  const grid = new FrameGrid(25);
  grid.take(0);
  assert.deepEqual(grid.take(4_000 * MILLIS), { place: 100, fill: [], gap: true });
});

test('of two pictures for one place the first is taken', () => {
  const grid = new FrameGrid(25);
  grid.take(0);
  assert.equal(grid.take(15 * MILLIS), null);
  assert.equal(grid.take(30 * MILLIS).place, 1);
});

test('a picture that does not change is shown again and again', () => {
  const grid = new FrameGrid(25);
  assert.deepEqual(grid.due(1_000 * MILLIS), []);
  grid.take(0);
  const due = [40, 80, 95, 130, 210].map((at) => grid.due(at * MILLIS));
  assert.deepEqual(due, [[], [], [1], [2], [3, 4]]);
});

test('a picture that was thought missing takes the place behind its filler', () => {
  const grid = new FrameGrid(25);
  grid.take(0);
  grid.due(95 * MILLIS);
  assert.equal(grid.take(50 * MILLIS).place, 2);
  assert.equal(grid.take(80 * MILLIS), null);
  assert.equal(grid.take(120 * MILLIS).place, 3);
});
