/** Numbers as people read them. */

export function bitRate(bytesPerSecond) {
  const bits = bytesPerSecond * 8;
  if (bits >= 1e6) {
    return `${(bits / 1e6).toFixed(bits >= 1e7 ? 0 : 1)} Mbit/s`;
  }
  return bits >= 1e3 ? `${Math.round(bits / 1e3)} kbit/s` : `${Math.round(bits)} bit/s`;
}

export function seconds(value) {
  return `${value.toFixed(1)} s`;
}

export function resolution(width, height) {
  return width > 0 && height > 0 ? `${width} × ${height}` : '';
}

export function viewers(count) {
  return count === 1 ? '1 viewer' : `${count} viewers`;
}

const FORMAT_NAMES = { fmp4: 'MP4', webm: 'WebM', jpeg: 'JPEG', mpegts: 'MPEG-TS' };

export function formatName(format) {
  return FORMAT_NAMES[format] ?? format ?? '';
}
