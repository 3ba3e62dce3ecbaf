import { box, fullBox, join, u16, u32, u8, zeros } from './mp4-boxes.js';

/** Sample entries of MP4 out of what a WebCodecs encoder says of its codec. Pure. */

const DPI_72 = 0x00480000;
const OPUS_HEAD_BYTES = 19;
const OPUS_RATE = 48_000;
/** What libopus looks ahead, in samples; encoders that differ say so in their description. */
const OPUS_PRE_SKIP = 312;
const OBU_SEQUENCE_HEADER = 1;
const OBU_TEMPORAL_DELIMITER = 2;
const AAC_RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/**
 * @param codec as an encoder is configured with it, such as `avc1.42E01F`
 * @param description what the decoder needs, or null
 * @param keyframe the first picture; AV1's configuration has the beginning of it
 */
export function videoEntry({ codec, description, width, height, keyframe }) {
  const { type, configuration } = videoConfiguration(codec, description, keyframe);
  return box(type, zeros(6), u16(1), zeros(16), u16(width, height), u32(DPI_72, DPI_72, 0), u16(1), zeros(32), u16(24, 0xffff), configuration);
}

function videoConfiguration(codec, description, keyframe) {
  const family = codec.slice(0, 4);
  switch (family) {
    case 'avc1':
      return { type: 'avc1', configuration: box('avcC', required(description, codec)) };
    case 'hvc1':
    case 'hev1':
      return { type: 'hvc1', configuration: box('hvcC', required(description, codec)) };
    case 'vp09':
      return { type: 'vp09', configuration: vp9(codec) };
    case 'av01':
      return { type: 'av01', configuration: av1(codec, keyframe) };
    default:
      throw new RangeError(`no sample entry for ${codec}`);
  }
}

function required(description, codec) {
  if (!description?.length) {
    throw new RangeError(`${codec} without a description`);
  }
  return description;
}

/** `vp09.PP.LL.DD`: profile, level and depth; 4:2:0, colours unspecified. */
function vp9(codec) {
  const [profile, level, depth] = codec.split('.').slice(1).map(Number);
  return fullBox('vpcC', 1, 0, u8(profile, level, (depth << 4) | (1 << 1)), u8(2, 2, 2), u16(0));
}

/** `av01.P.LLT.DD`: profile, level with tier, and depth; 4:2:0. */
function av1(codec, keyframe) {
  const [, profile, level, depth] = /^av01\.(\d)\.(\d\d)[MH]\.(\d\d)/.exec(codec) ?? [];
  const tier = codec.split('.')[2].endsWith('H') ? 1 : 0;
  const flags = (tier << 7) | ((Number(depth) > 8 ? 1 : 0) << 6) | 0b1100;
  return box('av1C', u8(0x81, (Number(profile) << 5) | Number(level), flags, 0), sequenceHeader(keyframe));
}

/** The sequence header in front of a key frame's picture; nothing if there is none. */
function sequenceHeader(bytes) {
  let offset = 0;
  while (offset < bytes.length) {
    const type = (bytes[offset] >> 3) & 0x0f;
    const sized = (bytes[offset] & 0b10) !== 0;
    const extension = (bytes[offset] & 0b100) !== 0 ? 1 : 0;
    if (!sized) {
      break;
    }
    const { value, length } = leb128(bytes, offset + 1 + extension);
    const end = offset + 1 + extension + length + value;
    if (type === OBU_SEQUENCE_HEADER) {
      return bytes.slice(offset, end);
    }
    if (type !== OBU_TEMPORAL_DELIMITER) {
      break;
    }
    offset = end;
  }
  return zeros(0);
}

function leb128(bytes, offset) {
  let value = 0;
  let length = 0;
  do {
    value += (bytes[offset + length] & 0x7f) * 2 ** (7 * length);
    length += 1;
  } while (length < 8 && bytes[offset + length - 1] & 0x80);
  return { value, length };
}

/** @param codec `opus` or `mp4a.40.2` */
export function audioEntry({ codec, description, sampleRate, channels }) {
  const opus = codec === 'opus';
  const configuration = opus ? box('dOps', opusConfiguration(description, channels)) : aac(description ?? audioSpecificConfig(sampleRate, channels));
  return box(opus ? 'Opus' : 'mp4a', zeros(6), u16(1), zeros(8), u16(channels, 16), u32(0), u16(opus ? OPUS_RATE : sampleRate, 0), configuration);
}

/** Out of an identification header (RFC 7845, 5.1), which has its numbers the other way round. */
function opusConfiguration(description, channels) {
  if (!description || description.length < OPUS_HEAD_BYTES) {
    return join(u8(0, channels), u16(OPUS_PRE_SKIP), u32(OPUS_RATE), u16(0), u8(0));
  }
  const head = new DataView(description.buffer, description.byteOffset, description.byteLength);
  return join(u8(0, head.getUint8(9)), u16(head.getUint16(10, true)), u32(head.getUint32(12, true)), u16(head.getUint16(16, true)), description.slice(18));
}

/** AAC-LC (ISO/IEC 14496-3, 1.6.2.1). */
function audioSpecificConfig(sampleRate, channels) {
  const rate = AAC_RATES.indexOf(sampleRate);
  if (rate < 0) {
    throw new RangeError(`no AAC at ${sampleRate} Hz`);
  }
  return u16((2 << 11) | (rate << 7) | (channels << 3));
}

/** ES_Descriptor (ISO/IEC 14496-1, 7.2.6.5). */
function aac(specific) {
  const decoder = join(u8(0x40, 0x15), zeros(11), descriptor(5, specific));
  return fullBox('esds', 0, 0, descriptor(3, join(u16(0), u8(0), descriptor(4, decoder), descriptor(6, u8(2)))));
}

function descriptor(tag, body) {
  return join(u8(tag, body.length), body);
}
