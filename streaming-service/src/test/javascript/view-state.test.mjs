import assert from 'node:assert/strict';
import { test } from 'node:test';
import { viewState } from '../../main/resources/static/assets/view-state.js';

const OPEN = { state: 'open', title: 'Connected', text: '' };
const PLAYER = { blocked: false, moving: false, awaitsKeyframe: false, frames: 50, width: 320 };
const seen = (changes) => viewState({ status: OPEN, absence: null, paused: false, silentSeconds: 0, described: true, soundOnly: false, player: PLAYER, ...changes });

test('no words lie over a picture that moves', () => {
  const player = { ...PLAYER, moving: true };
  assert.equal(seen({ player, silentSeconds: 60 }).state, 'live');
  assert.equal(seen({ player, absence: 'gone' }).state, 'live');
});

test('sound that goes on is live', () => {
  assert.equal(seen({ soundOnly: true, player: { ...PLAYER, moving: true, width: 0, frames: 0 } }).state, 'live');
});

test('silence is said once the picture stands still', () => {
  assert.equal(seen({ silentSeconds: 6 }).title, 'No picture from the publisher');
  assert.equal(seen({ silentSeconds: 6, soundOnly: true }).title, 'No sound from the publisher');
});

test('what waits for a keyframe says so', () => {
  const nothingYet = { ...PLAYER, frames: 0, width: 0 };
  assert.equal(seen({ player: { ...nothingYet, awaitsKeyframe: true } }).title, 'Waiting for the next keyframe');
  assert.equal(seen({ player: nothingYet, silentSeconds: 2 }).title, 'Waiting for the next keyframe');
  assert.equal(seen({ player: nothingYet, silentSeconds: 0.1 }).text, 'Waiting for the first picture.');
});

test('a publisher that is away is waited for, over its last picture', () => {
  const { state, title, text } = seen({ absence: 'publisher left' });
  assert.deepEqual([state, title, text], ['waiting', 'The publisher is disconnected', 'The server says: publisher left.']);
  assert.equal(seen({ absence: '', described: false, player: null }).title, 'Not live yet');
});

test('what the connection says comes first, then what the viewer wants', () => {
  const status = { state: 'reconnecting', title: 'x', text: '' };
  assert.equal(seen({ status, paused: true }), status);
  assert.equal(seen({ paused: true, player: { ...PLAYER, blocked: true, frames: 0 } }).state, 'paused');
  assert.equal(seen({ player: { ...PLAYER, blocked: true, frames: 0 } }).state, 'blocked');
  assert.equal(seen({ player: { ...PLAYER, blocked: true } }).state, 'blocked', 'a browser may stop what it played');
});
