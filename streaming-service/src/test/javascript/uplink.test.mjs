import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Uplink } from '../../main/resources/static/assets/uplink.js';

const BITS = 2_000_000;

test('a free link is left alone', () => {
  const uplink = new Uplink(BITS);
  for (let at = 0; at < 60_000; at += 40) {
    uplink.update(0.05, at);
  }
  assert.deepEqual([uplink.bitsPerSecond, uplink.sending], [BITS, true]);
});

test('a backlog lowers the bit rate step by step, down to a bound', () => {
  const uplink = new Uplink(BITS);
  uplink.update(0.5, 0);
  assert.equal(uplink.bitsPerSecond, 1_400_000);
  uplink.update(0.5, 500);
  assert.equal(uplink.bitsPerSecond, 1_400_000);
  for (let at = 1_000; at < 30_000; at += 1_000) {
    uplink.update(0.5, at);
  }
  assert.equal(uplink.bitsPerSecond, 200_000);
});

test('a long backlog stops the picture until it has gone out', () => {
  const uplink = new Uplink(BITS);
  uplink.update(1.5, 0);
  assert.deepEqual([uplink.sending, uplink.sounding], [false, true]);
  uplink.update(0.2, 100);
  assert.equal(uplink.sending, false);
  uplink.update(0.01, 200);
  assert.equal(uplink.sending, true);
});

test('a link that stands still stops the sound too', () => {
  const uplink = new Uplink(BITS);
  uplink.update(4, 0);
  assert.equal(uplink.sounding, false);
  uplink.update(0, 1_000);
  assert.equal(uplink.sounding, true);
});

test('with a free link the bit rate returns slowly, and not beyond what was wanted', () => {
  const uplink = new Uplink(BITS);
  uplink.update(0.5, 0);
  uplink.update(0, 3_000);
  assert.equal(uplink.bitsPerSecond, 1_400_000);
  uplink.update(0, 4_000);
  assert.equal(uplink.bitsPerSecond, 1_560_000);
  for (let at = 4_000; at < 20_000; at += 100) {
    uplink.update(0, at);
  }
  assert.equal(uplink.bitsPerSecond, BITS);
});
