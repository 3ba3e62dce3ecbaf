import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoundQueue } from '../../main/resources/static/assets/sound-queue.js';

const RATE = 1000;
const MICROS_A_SAMPLE = 1000;

/** Samples whose value is their own time. */
function push(queue, from, count) {
  queue.push(from * MICROS_A_SAMPLE, [Float32Array.from({ length: count }, (_, index) => from + index)]);
}

function pull(queue, count) {
  const output = [new Float32Array(count)];
  queue.pull(output);
  return [...output[0]];
}

function filled(seconds = 0.1) {
  const queue = new SoundQueue(RATE);
  queue.targetSeconds = seconds;
  return queue;
}

test('it starts once the target is in hand', () => {
  const queue = filled();
  push(queue, 1000, 50);
  assert.deepEqual(pull(queue, 2), [0, 0]);
  assert.equal(queue.positionMicros, null);
  push(queue, 1050, 50);
  assert.deepEqual(pull(queue, 2), [1000, 1001]);
  assert.equal(queue.positionMicros, 1_002_000);
});

test('parts are joined without a seam', () => {
  const queue = filled();
  push(queue, 0, 100);
  push(queue, 100, 20);
  pull(queue, 99);
  assert.deepEqual(pull(queue, 3), [99, 100, 101]);
});

test('after nothing was in hand it fills up first', () => {
  const queue = filled();
  push(queue, 0, 100);
  pull(queue, 101);
  assert.equal(queue.underruns, 1);
  push(queue, 100, 50);
  assert.deepEqual(pull(queue, 1), [0]);
  push(queue, 150, 50);
  assert.deepEqual(pull(queue, 1), [100]);
});

test('what is too much for a while is left out', () => {
  const queue = filled();
  for (let n = 0; n < 30; n += 1) {
    push(queue, n * 20, 20);
  }
  for (let n = 0; n < 6; n += 1) {
    pull(queue, 100);
    for (let part = 0; part < 5; part += 1) {
      push(queue, 600 + n * 100 + part * 20, 20);
    }
  }
  assert.ok(queue.queuedSeconds <= 0.2, String(queue.queuedSeconds));
});

test('a small gap is silence and a large one a jump', () => {
  const queue = filled();
  push(queue, 0, 100);
  push(queue, 150, 50);
  pull(queue, 99);
  assert.deepEqual(pull(queue, 3), [99, 0, 0]);
  push(queue, 5000, 100);
  assert.deepEqual(pull(queue, 1), [5000]);
});

test('it never holds more than a few seconds', () => {
  const queue = filled();
  for (let n = 0; n < 100; n += 1) {
    push(queue, n * 100, 100);
  }
  assert.ok(queue.queuedSeconds <= 3);
});

test('one channel is heard on both sides', () => {
  const queue = filled();
  push(queue, 0, 100);
  const output = [new Float32Array(2), new Float32Array(2)];
  queue.pull(output);
  assert.deepEqual(output.map((channel) => [...channel]), [[0, 1], [0, 1]]);
});
