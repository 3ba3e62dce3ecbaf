import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_STREAMS, wallColumns, wallStreams } from '../../main/resources/static/assets/wall-plan.js';

test('the address names the streams, each is shown once', () => {
  assert.deepEqual(wallStreams('?streams=door,%20hall,,door'), { streams: ['door', 'hall'], left: 0 });
  assert.deepEqual(wallStreams(''), { streams: [], left: 0 });
});

test('a wall has an end', () => {
  const names = Array.from({ length: MOST_STREAMS + 3 }, (_, index) => `s${index}`);
  const { streams, left } = wallStreams(`?streams=${names.join(',')}`);
  assert.equal(streams.length, MOST_STREAMS);
  assert.equal(left, 3);
});

test('pictures are as large as they can be', () => {
  assert.equal(wallColumns(1, 1280, 720), 1);
  assert.equal(wallColumns(4, 1280, 720), 2);
  assert.equal(wallColumns(9, 1280, 720), 3);
  assert.equal(wallColumns(3, 360, 1200), 1);
});

test('many pictures are not smaller than can be seen: the wall becomes longer', () => {
  assert.equal(wallColumns(64, 1280, 720), 5);
});
