import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codecs, hasPicture, hasSound, sameTracks } from '../../main/resources/static/assets/media-type.js';

test('codecs are read with and without quotes', () => {
  assert.deepEqual(codecs('video/mp4; codecs="avc1.42c01e, mp4a.40.2"'), ['avc1.42c01e', 'mp4a.40.2']);
  assert.deepEqual(codecs('video/webm; codecs=vp8'), ['vp8']);
  assert.deepEqual(codecs('image/jpeg'), []);
  assert.deepEqual(codecs(undefined), []);
});

test('sound and picture are told apart', () => {
  assert.deepEqual([hasSound('video/mp4; codecs="mp4a.40.2"'), hasPicture('video/mp4; codecs="mp4a.40.2"')], [true, false]);
  assert.deepEqual([hasSound('video/webm; codecs="vp9,opus"'), hasPicture('video/webm; codecs="vp9,opus"')], [true, true]);
  assert.deepEqual([hasSound('image/jpeg'), hasPicture('image/jpeg')], [false, true]);
});

test('a buffer takes the same tracks in another codec, not other tracks', () => {
  assert.ok(sameTracks('video/mp4; codecs="avc1.42c01e"', 'video/mp4; codecs="av01.0.04M.08"'));
  assert.ok(!sameTracks('video/mp4; codecs="avc1.42c01e"', 'video/mp4; codecs="avc1.42c01e,mp4a.40.2"'));
  assert.ok(!sameTracks('video/mp4; codecs="avc1.42c01e"', 'video/mp4; codecs="mp4a.40.2"'));
  assert.ok(!sameTracks('video/mp4; codecs="av01.0.04M.08"', 'video/webm; codecs="av01.0.04M.08"'));
});
