import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioConfig, parseFrame, playedTracks, videoConfig } from '../../main/resources/static/assets/frame-format.js';

function message({ headerBytes = 24, bytes = 3 } = {}) {
  const buffer = new ArrayBuffer(headerBytes + bytes);
  const view = new DataView(buffer);
  view.setUint8(0, headerBytes);
  view.setUint8(1, 2);
  view.setUint8(2, 1);
  view.setUint32(4, 0xfffffffe);
  view.setBigInt64(8, -40_000n);
  view.setBigInt64(16, 1_700_000_000_000_001n);
  new Uint8Array(buffer, headerBytes).fill(7);
  return buffer;
}

test('the header in front of a frame is read', () => {
  const { data, ...header } = parseFrame(message());
  assert.deepEqual(header, { track: 2, keyframe: true, sequence: 0xfffffffe, presentationMicros: -40_000, arrivalMicros: 1_700_000_000_000_001, captureMicros: null });
  assert.deepEqual([...data], [7, 7, 7]);
});

test('when a frame was captured is known if the publisher says it', () => {
  const buffer = message({ headerBytes: 32 });
  const header = new DataView(buffer);
  header.setBigInt64(24, 0n);
  assert.equal(parseFrame(buffer).captureMicros, null);
  header.setBigInt64(24, 1_700_000_000_000_000n);
  assert.equal(parseFrame(buffer).captureMicros, 1_700_000_000_000_000);
});

test('what a newer server adds to the header is skipped', () => {
  assert.deepEqual([...parseFrame(message({ headerBytes: 40 })).data], [7, 7, 7]);
});

test('what is no frame is none', () => {
  assert.equal(parseFrame(new ArrayBuffer(23)), null);
  assert.equal(parseFrame(new ArrayBuffer(30)), null);
});

test('the first track of each kind is played', () => {
  const tracks = [{ id: 1, kind: 'audio' }, { id: 2, kind: 'video' }, { id: 3, kind: 'video' }];
  assert.deepEqual(playedTracks({ tracks }), { video: tracks[1], audio: tracks[0] });
  assert.deepEqual(playedTracks({ tracks: [] }), { video: null, audio: null });
});

test('a decoder waits for other pictures unless the stream says that none is reordered', () => {
  const h264 = { codec: 'avc1.42C01E', configuration: btoa('\x01\x02'), width: 640, height: 360 };
  assert.deepEqual(videoConfig({ ...h264, reorderFrames: 0 }), {
    codec: 'avc1.42C01E',
    description: Uint8Array.of(1, 2),
    codedWidth: 640,
    codedHeight: 360,
    optimizeForLatency: true,
  });
  assert.equal(videoConfig({ ...h264, reorderFrames: 2 }).optimizeForLatency, false);
  assert.equal(videoConfig(h264).optimizeForLatency, false);
});

test('only codecs with parameter sets have a description', () => {
  assert.equal(videoConfig({ codec: 'vp09.00.10.08', configuration: btoa('x'), reorderFrames: 0 }).description, undefined);
});

test('sound is configured as the registry of codecs wants it', () => {
  assert.deepEqual(audioConfig({ codec: 'mp4a.40.2', configuration: btoa('\x11\x90'), sampleRate: 48_000, channels: 2 }), {
    codec: 'mp4a.40.2',
    sampleRate: 48_000,
    numberOfChannels: 2,
    description: Uint8Array.of(0x11, 0x90),
  });
  assert.equal(audioConfig({ codec: 'mp4a.6B', sampleRate: 44_100, channels: 2 }).codec, 'mp3');
  assert.equal(audioConfig({ codec: 'opus', configuration: btoa('\0'.repeat(11)), sampleRate: 48_000, channels: 2 }).description, undefined);
});

test('Opus of more channels has an OpusHead, little-endian', () => {
  const dOps = String.fromCharCode(0, 6, 1, 0x38, 0, 0, 0xbb, 0x80, 0, 0, 1, 4, 2, 0, 4, 1, 2, 3, 5);
  const { description } = audioConfig({ codec: 'opus', configuration: btoa(dOps), sampleRate: 48_000, channels: 6 });
  assert.equal(new TextDecoder().decode(description.subarray(0, 8)), 'OpusHead');
  assert.deepEqual([...description.subarray(8)], [1, 6, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 1, 4, 2, 0, 4, 1, 2, 3, 5]);
});
