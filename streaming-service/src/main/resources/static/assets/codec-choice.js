/** Names of codecs (RFC 6381) for what is to be encoded, and sizes that encoders take. Pure. */

/** H.264's levels (Table A-1): `[level, macroblocks a second, macroblocks a picture]`. */
const AVC_LEVELS = [
  [30, 40_500, 1_620],
  [31, 108_000, 3_600],
  [40, 245_760, 8_192],
  [42, 522_240, 8_704],
  [51, 983_040, 36_864],
  [52, 2_073_600, 36_864],
];
/** Levels of the others by luma samples a second. */
const HEVC_LEVELS = [
  [93, 33_177_600],
  [120, 66_846_720],
  [123, 133_693_440],
  [150, 267_386_880],
  [153, 534_773_760],
];
const VP9_LEVELS = [
  [31, 36_864_000],
  [40, 83_558_400],
  [41, 160_432_128],
  [50, 311_951_360],
  [51, 588_251_136],
];
const AV1_LEVELS = [
  [5, 39_938_400],
  [8, 77_856_768],
  [9, 155_713_536],
  [12, 273_715_200],
  [13, 547_430_400],
];

/** Families in the order in which browsers play them most. */
const AUTOMATIC = ['h264', 'vp9', 'av1'];

/** Names to try, the best first. */
export function candidates(family, { width, height, fps }) {
  const families = family === 'auto' ? AUTOMATIC : [family];
  return families.flatMap((each) => NAMES[each]({ width, height, fps }));
}

const NAMES = {
  h264: (picture) => {
    const level = avcLevel(picture).toString(16).toUpperCase();
    return ['6400', '4D40', '42E0'].map((profile) => `avc1.${profile}${level}`);
  },
  h265: (picture) => [`hvc1.1.6.L${levelOf(HEVC_LEVELS, picture)}.B0`],
  vp9: (picture) => [`vp09.00.${levelOf(VP9_LEVELS, picture)}.08`],
  av1: (picture) => [`av01.0.${String(levelOf(AV1_LEVELS, picture)).padStart(2, '0')}M.08`],
};

function avcLevel({ width, height, fps }) {
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16);
  return (AVC_LEVELS.find(([, rate, size]) => blocks <= size && blocks * fps <= rate) ?? AVC_LEVELS.at(-1))[0];
}

function levelOf(levels, { width, height, fps }) {
  return (levels.find(([, rate]) => width * height * fps <= rate) ?? levels.at(-1))[0];
}

/** The size of a picture whose shorter side is at most so long, with even sides; 0 leaves it as it is. */
export function fit(width, height, shorterAtMost) {
  const scale = shorterAtMost === 0 ? 1 : Math.min(1, shorterAtMost / Math.min(width, height));
  const even = (side) => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(width), height: even(height) };
}
