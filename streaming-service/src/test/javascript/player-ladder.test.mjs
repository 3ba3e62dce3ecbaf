import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modeOf, PlayerLadder } from '../../main/resources/static/assets/player-ladder.js';

const ALL = { webcodecs: null, mse: null, hls: null };

test('it begins with what is asked for', () => {
  assert.equal(new PlayerLadder('webcodecs', ALL).mode, 'webcodecs');
  assert.equal(new PlayerLadder('mse', ALL).mode, 'mse');
  assert.equal(new PlayerLadder('auto', ALL).mode, 'mse');
  assert.equal(new PlayerLadder('nonsense', ALL).wanted, 'auto');
  assert.equal(modeOf('toString'), 'auto');
});

test('what this browser has not is left out, and said', () => {
  const ladder = new PlayerLadder('webcodecs', { ...ALL, webcodecs: 'WebCodecs needs a secure context.' });
  assert.equal(ladder.mode, 'mse');
  assert.equal(ladder.note, 'WebCodecs needs a secure context.');
  assert.equal(new PlayerLadder('auto', { ...ALL, mse: 'No Media Source.' }).mode, 'webcodecs');
});

test('it goes down once and never up again by itself', () => {
  const ladder = new PlayerLadder('webcodecs', ALL);
  ladder.stream('video/mp4');
  assert.equal(ladder.fail('cannot decode'), true);
  assert.equal(ladder.mode, 'mse');
  assert.equal(ladder.note, 'cannot decode');
  assert.equal(ladder.fail('nor this'), true);
  assert.equal(ladder.mode, 'hls');
  assert.equal(ladder.fail('again'), false);
  ladder.stream('video/mp4');
  assert.equal(ladder.mode, 'hls');
});

test('HLS is what is left, unless it is asked for', () => {
  assert.equal(new PlayerLadder('hls', ALL).mode, 'hls');
  assert.equal(new PlayerLadder('auto', { webcodecs: 'none', mse: 'none', hls: null }).mode, 'hls');
  const ladder = new PlayerLadder('hls', ALL);
  assert.equal(ladder.fail('not as HLS'), true);
  assert.equal(ladder.mode, 'mse');
});

test('another stream is another matter', () => {
  const ladder = new PlayerLadder('webcodecs', ALL);
  ladder.stream('video/mp4');
  ladder.fail('cannot decode');
  ladder.stream('video/webm');
  assert.equal(ladder.mode, 'webcodecs');
});

test('whoever chooses anew begins anew', () => {
  const ladder = new PlayerLadder('webcodecs', ALL);
  ladder.fail('cannot decode');
  ladder.want('webcodecs');
  assert.equal(ladder.mode, 'webcodecs');
  assert.equal(ladder.note, '');
});

test('what failed before it was known what the stream is stays failed', () => {
  const ladder = new PlayerLadder('webcodecs', ALL);
  ladder.fail('no frames in it');
  ladder.stream('video/mp4');
  assert.equal(ladder.mode, 'mse');
});
