import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateMeter } from '../../main/resources/static/assets/rate-meter.js';

test('25 a second are 25 a second, counted four times a second', () => {
  const meter = new RateMeter();
  for (let index = 0; index <= 40; index++) {
    meter.add(6.25, index / 4);
    if (index > 4) {
      assert.ok(Math.abs(meter.perSecond(index / 4) - 25) < 1e-9);
    }
  }
});

test('large amounts that come seldom are spread over the time between them', () => {
  const meter = new RateMeter();
  for (let index = 0; index < 4; index++) {
    meter.add(1000, index * 10);
  }
  assert.equal(meter.perSecond(30), 100);
  assert.equal(meter.perSecond(39), 100);
});

test('what has stopped comes to nothing', () => {
  const meter = new RateMeter();
  meter.add(1, 0);
  meter.add(1, 1);
  assert.equal(meter.perSecond(2), 1);
  assert.equal(meter.perSecond(4.5), 0);
  assert.equal(meter.perSecond(5), 0);
});

test('one amount is no rate', () => {
  const meter = new RateMeter();
  assert.equal(meter.perSecond(0), 0);
  meter.add(5, 0);
  assert.equal(meter.perSecond(1), 0);
});
