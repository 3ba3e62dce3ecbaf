import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Mp4Times } from '../../main/resources/static/assets/mp4-times.js';
import { fragment, initSegment } from '../../main/resources/static/assets/mp4-muxer.js';

const AVCC = Uint8Array.of(1, 0x42, 0xc0, 0x1e, 0xff, 0xe0, 0);
const VIDEO = { id: 1, kind: 'video', timescale: 90_000, codec: 'avc1.42E01F', description: AVCC, width: 640, height: 360, keyframe: Uint8Array.of() };
const AUDIO = { id: 2, kind: 'audio', timescale: 48_000, codec: 'opus', description: null, sampleRate: 48_000, channels: 2 };

/** The body of the box that this path leads to. */
function find(bytes, ...path) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 0; offset < bytes.length; offset += view.getUint32(offset)) {
    const type = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    if (type === path[0]) {
      const body = bytes.subarray(offset + 8, offset + view.getUint32(offset));
      return path.length === 1 ? body : find(body.subarray(SKIPPED[type] ?? 0), ...path.slice(1));
    }
  }
  throw new Error(`no ${path[0]}`);
}

/** Fixed fields in front of the boxes inside. */
const SKIPPED = { stsd: 8, avc1: 78, vp09: 78, av01: 78, hvc1: 78, Opus: 28, mp4a: 28 };
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const entry = (track, ...path) => find(initSegment([track]), 'moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd', ...path);

test('an init segment names the brand and each track', () => {
  const init = initSegment([VIDEO, AUDIO]);
  assert.equal(hex(find(init, 'ftyp')).slice(0, 8), hex(Buffer.from('iso6')));
  assert.equal(hex(find(init, 'moov', 'mvhd')).slice(-8), '00000003');
  assert.equal(hex(find(init, 'moov', 'mvex', 'trex')).slice(8, 16), '00000001');
  const tkhd = find(init, 'moov', 'trak', 'tkhd');
  assert.equal(hex(tkhd.subarray(-8)), '0280000001680000');
});

test('the codec of a picture is as its encoder says', () => {
  assert.equal(hex(entry(VIDEO, 'avc1', 'avcC')), hex(AVCC));
  assert.equal(hex(entry({ ...VIDEO, codec: 'hvc1.1.6.L93.B0' }, 'hvc1', 'hvcC')), hex(AVCC));
  assert.equal(hex(entry({ ...VIDEO, codec: 'vp09.00.31.08', description: null }, 'vp09', 'vpcC')), '01000000' + '001f82' + '020202' + '0000');
});

test('AV1 has its sequence header out of the first picture', () => {
  // A temporal delimiter, a sequence header of three bytes, a frame.
  const keyframe = Uint8Array.of(0x12, 0x00, 0x0a, 0x03, 1, 2, 3, 0x32, 0x01, 0xff);
  assert.equal(hex(entry({ ...VIDEO, codec: 'av01.0.05M.08', description: null, keyframe }, 'av01', 'av1C')), '81050c00' + '0a03010203');
});

test('the numbers of an Opus header are turned round', () => {
  assert.equal(hex(entry(AUDIO, 'Opus', 'dOps')), '0002' + '0138' + '0000bb80' + '0000' + '00');
  const head = Buffer.from('4f70757348656164' + '01' + '02' + '3801' + '80bb0000' + '0000' + '00', 'hex');
  assert.equal(hex(entry({ ...AUDIO, description: new Uint8Array(head) }, 'Opus', 'dOps')), '0002' + '0138' + '0000bb80' + '0000' + '00');
});

test('AAC-LC of 48 kHz in stereo needs no description', () => {
  const esds = hex(entry({ ...AUDIO, codec: 'mp4a.40.2' }, 'mp4a', 'esds'));
  assert.equal(esds, '00000000' + '0319' + '000000' + '0411' + '4015' + '00'.repeat(11) + '05021190' + '060102');
});

test('when a picture was captured stands in front of its fragment', () => {
  const at = Date.UTC(2026, 0, 31, 12, 0, 0, 500);
  const bytes = fragment({ sequence: 1, trackId: 1, time: 90_000, duration: 3000, sync: true, data: Uint8Array.of(7), capturedMillis: at });
  const prft = find(bytes, 'prft');
  const ntpSeconds = (at - 500) / 1000 + 2_208_988_800;
  assert.equal(hex(prft), '01000000' + '00000001' + ntpSeconds.toString(16) + '80000000' + '0000000000015f90');
  assert.equal(hex(bytes.subarray(0, 8)).slice(8), hex(Buffer.from('prft')));
  const times = new Mp4Times();
  times.read(initSegment([VIDEO]).slice().buffer);
  assert.equal(times.read(bytes.slice().buffer).spans.length, 1);
  assert.equal(hex(find(bytes, 'mdat')), '07');
});

test('a fragment of which it is not known has none', () => {
  assert.throws(() => find(fragment({ sequence: 1, trackId: 1, time: 0, duration: 1, sync: true, data: Uint8Array.of(7) }), 'prft'));
});

test('what has no sample entry is refused', () => {
  assert.throws(() => initSegment([{ ...VIDEO, codec: 'vp8' }]), /no sample entry for vp8/);
  assert.throws(() => initSegment([{ ...VIDEO, description: null }]), /without a description/);
});

test('a fragment has one frame, which starts where its header says', () => {
  const data = Uint8Array.of(7, 8, 9);
  const bytes = fragment({ sequence: 5, trackId: 1, time: 2 ** 33 + 1, duration: 3_000, sync: true, data });
  assert.equal(hex(find(bytes, 'moof', 'mfhd')), '00000000' + '00000005');
  assert.equal(hex(find(bytes, 'moof', 'traf', 'tfdt')), '01000000' + '0000000200000001');
  const trun = new DataView(find(bytes, 'moof', 'traf', 'trun').slice().buffer);
  assert.deepEqual([trun.getUint32(4), trun.getUint32(12), trun.getUint32(16), trun.getUint32(20)], [1, 3_000, 3, 0x02000000]);
  assert.deepEqual(bytes.subarray(trun.getUint32(8)), data);
});

test('the player reads what the publisher writes', () => {
  const times = new Mp4Times();
  times.read(initSegment([VIDEO, AUDIO]).buffer);
  const { spans, keyframes } = times.read(fragment({ sequence: 1, trackId: 1, time: 90_000, duration: 3_000, sync: true, data: Uint8Array.of(1) }).buffer);
  assert.deepEqual(spans.map(({ start }) => start), [1]);
  assert.deepEqual(keyframes, [1]);
});
