import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS, queryOf, settingsOf } from '../../main/resources/static/assets/publish-settings.js';

test('an empty address has what is usual, and the other way round', () => {
  assert.deepEqual(settingsOf(''), DEFAULTS);
  assert.equal(queryOf(DEFAULTS), '');
});

test('settings come back from the address they were put in', () => {
  const settings = { ...DEFAULTS, picture: 'screen', microphone: 'b2/3=', height: 1080, fps: 60, rate: 8_000, codec: 'av1', system: 'off', keyframes: 10 };
  assert.deepEqual(settingsOf(queryOf(settings)), settings);
});

test('what is not as it should be is as if it were not there', () => {
  assert.deepEqual(settingsOf('?picture=window&height=721&fps=fast&rate=1e9&codec=mpeg2&camera=<x>&keyframes=-1'), DEFAULTS);
});

test('numbers are kept within their bounds', () => {
  assert.equal(settingsOf('?rate=5').rate, 100);
  assert.equal(settingsOf('?rate=999999').rate, 20_000);
});

test('parameters of others stay', () => {
  assert.equal(queryOf({ ...DEFAULTS, fps: 15 }, '?token=x&fps=60'), '?token=x&fps=15');
});
