import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../../main/resources/META-INF/resources/assets/common/backoff.js';

const delays = (backoff, count) => Array.from({ length: count }, () => backoff.nextMillis());

test('delays double up to the ceiling', () => {
  const backoff = new Backoff({ baseMillis: 100, ceilingMillis: 1_000, random: () => 1 });
  assert.deepEqual(delays(backoff, 6), [100, 200, 400, 800, 1_000, 1_000]);
});

test('a delay is at least half of its value', () => {
  const backoff = new Backoff({ baseMillis: 100, ceilingMillis: 1_000, random: () => 0 });
  assert.deepEqual(delays(backoff, 5), [50, 100, 200, 400, 500]);
});

test('after a reset it begins anew', () => {
  const backoff = new Backoff({ baseMillis: 100, ceilingMillis: 1_000, random: () => 1 });
  delays(backoff, 4);
  backoff.reset();
  assert.equal(backoff.nextMillis(), 100);
});
