import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppendQueue } from '../../main/resources/static/assets/append-queue.js';

const bytes = (...values) => new Uint8Array(values).buffer;
const CHANGE = { shift: 1 };

test('chunks are joined up to a limit, but one is always given', () => {
  const queue = new AppendQueue(100);
  queue.offer(bytes(1, 2, 3));
  queue.offer(bytes(4));
  queue.offer(bytes(5));
  assert.deepEqual([...queue.take(4).bytes], [1, 2, 3, 4]);
  assert.deepEqual([...queue.take(0).bytes], [5]);
  assert.equal(queue.take(4), null);
  assert.equal(queue.bytes, 0);
});

test('what has a change in front of it is not joined with what is in front of that', () => {
  const queue = new AppendQueue(100);
  queue.offer(bytes(1));
  queue.offer(bytes(2), CHANGE);
  queue.offer(bytes(3));
  assert.deepEqual(queue.take(100), { bytes: new Uint8Array([1]), change: null });
  assert.deepEqual(queue.take(100), { bytes: new Uint8Array([2, 3]), change: CHANGE });
});

test('what is too much is not taken', () => {
  const queue = new AppendQueue(3);
  assert.equal(queue.offer(bytes(1, 2)), true);
  assert.equal(queue.offer(bytes(3, 4)), false);
  assert.equal(queue.offer(bytes(3)), true);
});

test('what is put back comes first, and its change was made', () => {
  const queue = new AppendQueue(100);
  queue.offer(bytes(1), CHANGE);
  queue.offer(bytes(2));
  queue.putBack(queue.take(1));
  assert.equal(queue.bytes, 2);
  assert.deepEqual(queue.take(100), { bytes: new Uint8Array([1, 2]), change: null });
});
