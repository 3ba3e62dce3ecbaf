import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitRate, bytes, count, counted, formatName, micros, resolution, seconds, span } from '../../main/resources/META-INF/resources/assets/common/units.js';

test('numbers have three digits that count, and no zeros behind', () => {
  assert.equal(bitRate(0), '0 bit/s');
  assert.equal(bitRate(125), '1 kbit/s');
  assert.equal(bitRate(156_250), '1.25 Mbit/s');
  assert.equal(bytes(1023), '1023 B');
  assert.equal(bytes(1024), '1 KB');
  assert.equal(bytes(15.5 * 1024 ** 2), '15.5 MB');
  assert.equal(bytes(2 ** 60), '1048576 TB');
});

test('counts have their word in singular and plural', () => {
  assert.equal(count(1_234_567.4), '1,234,567');
  assert.equal(counted(1, 'viewer'), '1 viewer');
  assert.equal(counted(0, 'viewer'), '0 viewers');
  assert.equal(counted(2, 'entry', 'entries'), '2 entries');
});

test('short times have the unit that fits', () => {
  assert.equal(micros(999), '999 µs');
  assert.equal(micros(1_500), '1.5 ms');
  assert.equal(micros(2_000_000), '2 s');
});

test('spans are told by their two largest units', () => {
  assert.equal(span(999), '999 ms');
  assert.equal(span(59_999), '59 s');
  assert.equal(span(61_000), '1 min 1 s');
  assert.equal(span(3_600_000), '1 h');
  assert.equal(span(90_061_000), '1 d 1 h');
  assert.equal(span(90_061_000, 1), '1 d');
});

test('what is not known is not shown', () => {
  assert.equal(resolution(0, 180), '');
  assert.equal(resolution(320, 180), '320 × 180');
  assert.equal(formatName(null), '');
  assert.equal(formatName('fmp4'), 'MP4');
  assert.equal(formatName('new'), 'new');
});

test('seconds have one digit behind the point', () => {
  assert.equal(seconds(0.26), '0.3 s');
});
