import assert from 'node:assert/strict';
import { test } from 'node:test';
import { History } from '../../main/resources/META-INF/iocp-admin/assets/history.js';

const BEGIN = Date.parse('2026-01-01T00:00:00Z') / 1_000;
const second = (offset, connections = offset) => ({
  time: new Date((BEGIN + offset) * 1_000).toISOString(),
  receivedBytesPerSecond: 1,
  sentBytesPerSecond: 2,
  streams: 1,
  viewers: 2,
  viewerDelayMillis: 3,
  cpuShare: 0.5,
  usedHeapBytes: 4,
  connections,
  pendingIo: 0,
  freeBuffers: 0,
  batchSize: 0,
  p99DelayMicros: 0,
});

test('bytes become bits', () => {
  const history = new History();
  history.add([second(0)]);
  assert.deepEqual([history.column('receivedBits'), history.column('sentBits')], [[8], [16]]);
});

test('what is known is not added again', () => {
  const history = new History();
  let changes = 0;
  history.addEventListener('change', () => (changes += 1));
  history.add([second(0), second(1)]);
  history.add([second(0), second(1)]);
  history.add([second(2)]);
  assert.deepEqual(history.column('connections'), [0, 1, 2]);
  assert.equal(changes, 2);
  assert.equal(history.latest.connections, 2);
});

test('where seconds are missing the line has a gap', () => {
  const history = new History();
  history.add([second(0), second(5), second(11)]);
  assert.deepEqual(history.column('connections'), [0, 5, null, 11]);
  assert.deepEqual(history.times.map((time) => time - BEGIN), [0, 5, 6, 11]);
});

test('ten minutes are kept', () => {
  const history = new History();
  history.add(Array.from({ length: 700 }, (_, offset) => second(offset)));
  assert.equal(history.times.length, 601);
  assert.equal(history.column('connections').length, 601);
  assert.deepEqual(history.range, [BEGIN + 99, BEGIN + 699]);
});
