import { box, fullBox, join, latin, u16, u32, u64, zeros } from './mp4-boxes.js';
import { audioEntry, videoEntry } from './mp4-entries.js';

/**
 * Fragmented MP4 with one frame a fragment, so that nothing waits for what comes later. Pure. A track is
 * `{id, kind, timescale, codec, description}`, with `width`, `height` and `keyframe` or `sampleRate` and `channels`.
 */

const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const ENABLED_IN_MOVIE = 3;
const LANGUAGE_UNDETERMINED = 0x55c4;
const DEFAULT_BASE_IS_MOOF = 0x020000;
/** Data offset; duration, size and flags of each sample. */
const TRUN_CONTENT = 0x000701;
const DEPENDS_ON_NONE = 0x02000000;
const DEPENDS_AND_IS_NON_SYNC = 0x01010000;
const MDAT_HEADER_BYTES = 8;
/** Seconds from 1900, where NTP begins, to 1970. */
const NTP_TO_UNIX_SECONDS = 2_208_988_800;

export function initSegment(tracks) {
  const mvhd = fullBox('mvhd', 0, 0, zeros(8), u32(1000, 0, 0x10000), u16(0x0100), zeros(10), MATRIX, zeros(24), u32(tracks.length + 1));
  const trex = tracks.map(({ id }) => fullBox('trex', 0, 0, u32(id, 1), zeros(12)));
  return join(
    box('ftyp', latin('iso6'), u32(0), latin('iso6iso5mp41')),
    box('moov', mvhd, ...tracks.map(trackBox), box('mvex', ...trex)),
  );
}

function trackBox(track) {
  const { id, kind, timescale, width = 0, height = 0 } = track;
  const video = kind === 'video';
  const tkhd = fullBox('tkhd', 0, ENABLED_IN_MOVIE, zeros(8), u32(id), zeros(16), u16(0, 0, video ? 0 : 0x0100, 0), MATRIX, u16(width, 0, height, 0));
  const mdhd = fullBox('mdhd', 0, 0, zeros(8), u32(timescale, 0), u16(LANGUAGE_UNDETERMINED, 0));
  const hdlr = fullBox('hdlr', 0, 0, u32(0), latin(video ? 'vide' : 'soun'), zeros(13));
  const header = video ? fullBox('vmhd', 0, 1, zeros(8)) : fullBox('smhd', 0, 0, zeros(4));
  const dinf = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)));
  const stbl = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), video ? videoEntry(track) : audioEntry(track)),
    ...['stts', 'stsc', 'stco'].map((table) => fullBox(table, 0, 0, u32(0))),
    fullBox('stsz', 0, 0, u32(0, 0)),
  );
  return box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', header, dinf, stbl)));
}

/**
 * @param time of decoding, and of showing: encoders for live pictures put none back; with `duration` in ticks of the track
 * @param capturedMillis when it was captured, in milliseconds since 1970, if that is known
 */
export function fragment({ sequence, trackId, time, duration, sync, data, capturedMillis = null }) {
  const moofOf = (dataOffset) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(sequence)),
      box(
        'traf',
        fullBox('tfhd', 0, DEFAULT_BASE_IS_MOOF, u32(trackId)),
        fullBox('tfdt', 1, 0, u64(time)),
        fullBox('trun', 0, TRUN_CONTENT, u32(1, dataOffset, duration, data.length, sync ? DEPENDS_ON_NONE : DEPENDS_AND_IS_NON_SYNC)),
      ),
    );
  const headBytes = moofOf(0).length;
  const captured = capturedMillis === null ? [] : [referenceTime(trackId, capturedMillis, time)];
  return join(...captured, moofOf(headBytes + MDAT_HEADER_BYTES), box('mdat', data));
}

/** Says at which time by the clock the fragment behind it went into the encoder (ISO/IEC 14496-12, 8.16.5). */
function referenceTime(trackId, unixMillis, time) {
  const seconds = Math.floor(unixMillis / 1000);
  const fraction = Math.floor(((unixMillis - seconds * 1000) / 1000) * 2 ** 32);
  return fullBox('prft', 1, 0, u32(trackId, (seconds + NTP_TO_UNIX_SECONDS) % 2 ** 32, fraction), u64(time));
}
