/** Numbers as people read them. */

const whole = new Intl.NumberFormat('en');

export function count(value) {
  return whole.format(Math.round(value));
}

export function counted(value, one, many = `${one}s`) {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function bitRate(bytesPerSecond) {
  return scaled(bytesPerSecond * 8, 1000, ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']);
}

export function bytes(value) {
  return scaled(value, 1024, ['B', 'KB', 'MB', 'GB', 'TB']);
}

function scaled(value, step, units) {
  let power = 0;
  while (value >= step && power < units.length - 1) {
    value /= step;
    power += 1;
  }
  return `${power === 0 || value >= 100 ? Math.round(value) : trimmed(value)} ${units[power]}`;
}

function trimmed(value) {
  return value.toFixed(value >= 10 ? 1 : 2).replace(/\.?0+$/, '');
}

export function micros(value) {
  if (value < 1_000) {
    return `${Math.round(value)} µs`;
  }
  return value < 1_000_000 ? `${trimmed(value / 1_000)} ms` : `${trimmed(value / 1_000_000)} s`;
}

/** A time span, with its two largest units or only the largest. */
export function span(millis, units = 2) {
  if (millis < 1_000) {
    return `${Math.round(millis)} ms`;
  }
  const seconds = Math.floor(millis / 1_000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const parts = [[86_400, 'd'], [3_600, 'h'], [60, 'min'], [1, 's']];
  const first = parts.findIndex(([size]) => seconds >= size);
  const [size, name] = parts[first];
  const [nextSize, nextName] = parts[first + 1] ?? [];
  const rest = nextSize ? Math.floor((seconds % size) / nextSize) : 0;
  return `${Math.floor(seconds / size)} ${name}${rest && units > 1 ? ` ${rest} ${nextName}` : ''}`;
}

export function clock(time) {
  return new Date(time).toLocaleTimeString('en-GB');
}

export function moment(time) {
  return new Date(time).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

/** A short time of a picture, such as the delay of what is shown. */
export function seconds(value) {
  return `${value.toFixed(1)} s`;
}

export function resolution(width, height) {
  return width > 0 && height > 0 ? `${width} × ${height}` : '';
}

const FORMAT_NAMES = { fmp4: 'MP4', webm: 'WebM', jpeg: 'JPEG', mpegts: 'MPEG-TS', frames: 'Frames' };

/** A container's name, or what it calls itself. */
export function formatName(format) {
  return FORMAT_NAMES[format] ?? format ?? '';
}
