import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Mp4Times } from '../../main/resources/static/assets/mp4-times.js';
import { WebmTimes } from '../../main/resources/static/assets/webm-times.js';

const media = (name) => {
  const bytes = readFileSync(new URL(`../resources/media/${name}`, import.meta.url));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

const PLAIN = { spans: [], keyframes: [], restartable: true };
const READERS = [
  ['h264-frag-every-frame.mp4', Mp4Times],
  ['h264-frag-keyframe.mp4', Mp4Times],
  ['h264-aac.mp4', Mp4Times],
  ['aac-only.mp4', Mp4Times],
  ['av1-flac.mp4', Mp4Times],
  ['vp8-live.webm', WebmTimes],
  ['vp9-opus-live.webm', WebmTimes],
  ['vorbis.webm', WebmTimes],
];

for (const [name, Times] of READERS) {
  test(`${name} has times that go on, and can be started at its beginning`, () => {
    const { spans, keyframes } = new Times().read(media(name));
    assert.ok(spans.length > 0);
    const ends = new Map();
    for (const { track, start, end } of spans) {
      assert.ok(end >= start);
      assert.ok(Math.abs(start - (ends.get(track) ?? start)) < 1, `${name} ${track} ${start}`);
      ends.set(track, end);
    }
    assert.ok(keyframes.length > 0);
    assert.ok(keyframes[0] < 0.5);
  });

  test(`${name}, cut anywhere, does no harm`, () => {
    const bytes = media(name);
    for (let end = 0; end < Math.min(bytes.byteLength, 6_000); end++) {
      new Times().read(bytes.slice(0, end));
    }
  });

  test(`${name}, with any bytes changed, does no harm`, () => {
    let seed = 42;
    const random = (bound) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return Math.floor((seed / 2 ** 32) * bound);
    };
    for (let round = 0; round < 300; round++) {
      const bytes = new Uint8Array(media(name).slice(0, 4_000));
      for (let change = 0; change < 8; change++) {
        bytes[random(bytes.length)] = random(256);
      }
      new Times().read(bytes.buffer);
    }
  });
}

test('single frames last as long as frames, and only some of them can be started at', () => {
  const { spans, keyframes } = new Mp4Times().read(media('h264-frag-every-frame.mp4'));
  assert.ok(spans.every(({ start, end }) => end - start > 0 && end - start < 0.5));
  assert.ok(keyframes.length < spans.length);
});

test('an init segment alone has no times', () => {
  const whole = new Uint8Array(media('h264-frag-every-frame.mp4'));
  const fragment = Buffer.from(whole).indexOf('moof') - 4;
  const times = new Mp4Times();
  assert.deepEqual(times.read(whole.slice(0, fragment).buffer), PLAIN);
  assert.ok(times.read(whole.slice(fragment).buffer).spans.length > 0);
});

test('fragments of unknown tracks say nothing', () => {
  const whole = new Uint8Array(media('h264-frag-every-frame.mp4'));
  const fragment = Buffer.from(whole).indexOf('moof') - 4;
  assert.deepEqual(new Mp4Times().read(whole.slice(fragment).buffer), PLAIN);
});

test('a parser of WebM can begin with a cluster, not with a block', () => {
  const whole = Buffer.from(media('vp8-live.webm'));
  const cluster = whole.indexOf(Buffer.from('1f43b675', 'hex'));
  const bytes = new Uint8Array(whole.subarray(cluster)).buffer;
  assert.equal(new WebmTimes().read(bytes).restartable, true);
  const block = Buffer.from(bytes).indexOf(0xa3);
  assert.equal(new WebmTimes().read(bytes.slice(block)).restartable, false);
});
