import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureTrouble, obstacle } from '../../main/resources/static/assets/capture-trouble.js';
import { candidates, fit } from '../../main/resources/static/assets/codec-choice.js';
import { recordedType } from '../../main/resources/static/assets/recorder.js';
import { TrackClock } from '../../main/resources/static/assets/track-clock.js';

const words = (name, what, message = '') => captureTrouble({ name, message }, what).title;

test('each refusal of the browser has words of its own', () => {
  assert.equal(words('NotAllowedError', 'camera'), 'No permission to use the camera');
  assert.equal(words('NotAllowedError', 'screen', 'Permission denied by system'), 'The operating system denies access to the screen');
  assert.equal(words('NotFoundError', 'microphone'), 'No microphone found');
  assert.equal(words('NotReadableError', 'camera'), 'The browser cannot read the camera');
  assert.equal(captureTrouble({ name: 'NewError', message: 'a reason' }, 'camera').text, 'a reason');
});

test('a page without TLS says what helps', () => {
  assert.match(obstacle({ secure: false, devices: false, address: 'host:8080' }).text, /host:8080.*https/);
  assert.equal(obstacle({ secure: true, devices: true, address: 'host' }), null);
  assert.equal(obstacle({ secure: true, devices: false, address: 'host' }).title, 'This browser cannot publish');
});

test('codecs are named with the level that the picture needs', () => {
  assert.equal(candidates('h264', { width: 1280, height: 720, fps: 30 })[0], 'avc1.64001F');
  assert.equal(candidates('h264', { width: 1920, height: 1080, fps: 60 })[2], 'avc1.42E02A');
  assert.equal(candidates('vp9', { width: 1280, height: 720, fps: 30 })[0], 'vp09.00.31.08');
  assert.equal(candidates('av1', { width: 1280, height: 720, fps: 30 })[0], 'av01.0.05M.08');
  assert.deepEqual(candidates('auto', { width: 640, height: 360, fps: 30 }).map((name) => name.slice(0, 4)), ['avc1', 'avc1', 'avc1', 'vp09', 'av01']);
});

test('pictures fit by their shorter side, with even sides', () => {
  assert.deepEqual(fit(1920, 1080, 720), { width: 1280, height: 720 });
  assert.deepEqual(fit(1080, 1920, 720), { width: 720, height: 1280 });
  assert.deepEqual(fit(1367, 767, 0), { width: 1368, height: 768 });
  assert.deepEqual(fit(640, 360, 720), { width: 640, height: 360 });
});

test('a recorder takes WebM where the browser has it', () => {
  assert.equal(recordedType(true, () => true), 'video/webm;codecs="vp8,opus"');
  assert.equal(recordedType(false, (type) => type.includes('mp4')), 'audio/mp4');
  assert.equal(recordedType(true, () => false), null);
});

test('stamps are put on the page\'s time without the jitter of their arrival', () => {
  const clock = new TrackClock();
  assert.equal(clock.toPage(1_000_000, 50_000), 50_000);
  assert.equal(clock.toPage(1_040_000, 99_000), 90_000);
  assert.equal(clock.toPage(1_080_000, 900_000), 900_000);
});
