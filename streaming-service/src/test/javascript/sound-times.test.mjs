import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoundTimes } from '../../main/resources/static/assets/sound-times.js';

const PIECE = 10_000;

/** Feeds pieces that were captured at these times, and returns what the encoder made of them. */
function encoded(startsMicros) {
  const times = new SoundTimes(48_000);
  const silences = startsMicros.map((start) => times.enter(start, PIECE));
  const inMicros = silences.reduce((sum, silence) => sum + (silence === null ? 0 : PIECE + (silence / 48_000) * 1e6), 0);
  const frames = Array.from({ length: Math.floor(inMicros / 20_000 + 1e-6) }, () => times.leave(20_000));
  return { silences, times: frames.map(({ time }) => time) };
}

test('frames that follow each other are seamless, whatever is rounded', () => {
  const { silences, times } = encoded([5_000, 15_004, 24_999, 35_001]);
  assert.deepEqual(silences, [0, 0, 0, 0]);
  assert.deepEqual(times, [240, 1_200]);
});

test('a hole is filled with silence', () => {
  const { silences, times } = encoded([0, 10_000, 60_000, 70_000]);
  assert.deepEqual(silences, [0, 0, 1_920, 0]);
  assert.deepEqual(times, [0, 960, 1_920, 2_880]);
});

test('after a long pause time jumps to where it is', () => {
  const { silences, times } = encoded([0, 10_000, 5_000_000, 5_010_000]);
  assert.deepEqual(silences, [0, 0, 0, 0]);
  assert.deepEqual(times, [0, 240_000]);
});

test('a device that is too fast loses pieces, and time never goes back', () => {
  const times = new SoundTimes(48_000);
  times.enter(0, PIECE);
  assert.equal(times.enter(-95_000, PIECE), null);
  assert.equal(times.enter(5_000, PIECE), 0);
  assert.deepEqual([times.leave(10_000), times.leave(10_000)].map(({ time }) => time), [0, 480]);
});
