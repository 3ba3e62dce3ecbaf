import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitRate, formatName, resolution, seconds, viewers } from '../../main/resources/static/assets/units.js';

test('bit rates have the unit that fits', () => {
  assert.equal(bitRate(0), '0 bit/s');
  assert.equal(bitRate(1_000), '8 kbit/s');
  assert.equal(bitRate(156_250), '1.3 Mbit/s');
  assert.equal(bitRate(2_000_000), '16 Mbit/s');
});

test('what is not known is not shown', () => {
  assert.equal(resolution(0, 180), '');
  assert.equal(resolution(320, 180), '320 × 180');
  assert.equal(formatName(null), '');
  assert.equal(formatName('fmp4'), 'MP4');
  assert.equal(formatName('new'), 'new');
});

test('people and times are told in words', () => {
  assert.equal(viewers(1), '1 viewer');
  assert.equal(viewers(0), '0 viewers');
  assert.equal(seconds(0.26), '0.3 s');
});
