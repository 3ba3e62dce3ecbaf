import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptureTimes } from '../../main/resources/static/assets/capture-times.js';

test('a picture was captured when its track says, not at its place on the grid', () => {
  const times = new CaptureTimes();
  times.enter(50_000, 41_000, 44_000);
  assert.equal(times.take(50_000), 41_000);
});

test('nothing was captured later than it went into the encoder', () => {
  const times = new CaptureTimes();
  times.enter(50_000, 49_000, 44_000);
  assert.equal(times.take(50_000), 44_000);
});

test('pictures that the encoder leaves out are forgotten with the next that leaves it', () => {
  const times = new CaptureTimes();
  times.enter(50_000, 40_000, 50_000);
  times.enter(100_000, 90_000, 100_000);
  times.enter(150_000, 140_000, 150_000);
  assert.equal(times.take(100_000), 90_000);
  assert.equal(times.take(50_000), 50_000);
  assert.equal(times.take(150_000), 140_000);
});

test('an encoder that changes stamps is taken at its word', () => {
  assert.equal(new CaptureTimes().take(50_001), 50_001);
});
