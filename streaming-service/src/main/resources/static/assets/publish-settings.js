/**
 * What somebody publishes and how, as the query of the page's address: a link to the page has it all. What is not as it
 * should be is as if it were not there. Pure.
 */

const DEVICE = /^[\w+/=.:-]{1,200}$/;

const FIELDS = {
  /** `camera`, `screen`, or `none` for sound alone. */
  picture: choice(['camera', 'screen', 'none'], 'camera'),
  /** `user` and `environment` are what looks at the user and away; anything else is a device. */
  camera: text('user'),
  /** `default`, `none`, or a device. */
  microphone: text('default'),
  /** Whether the sound of the screen, window or tab comes along. */
  system: choice(['on', 'off'], 'on'),
  /** Height of the picture at most, in pixels. */
  height: number(['0', '2160', '1440', '1080', '720', '480', '360', '240'], 720),
  fps: number(['10', '15', '20', '25', '30', '50', '60'], 30),
  /** Kilobits a second of the picture. */
  rate: range(100, 20_000, 2_500),
  codec: choice(['auto', 'h264', 'h265', 'vp9', 'av1', 'recorder'], 'auto'),
  /** Seconds between keyframes. */
  keyframes: range(1, 600, 2),
};

export const DEFAULTS = Object.freeze(Object.fromEntries(Object.entries(FIELDS).map(([name, { usual }]) => [name, usual])));

export function settingsOf(search) {
  const parameters = new URLSearchParams(search);
  return Object.fromEntries(
    Object.entries(FIELDS).map(([name, { usual, parse }]) => [name, parameters.has(name) ? (parse(parameters.get(name)) ?? usual) : usual]),
  );
}

/** The query for these settings, with what is not usual alone; parameters of others stay. */
export function queryOf(settings, search = '') {
  const parameters = new URLSearchParams(search);
  for (const [name, { usual }] of Object.entries(FIELDS)) {
    if (settings[name] === usual) {
      parameters.delete(name);
    } else {
      parameters.set(name, settings[name]);
    }
  }
  const query = parameters.toString();
  return query === '' ? '' : `?${query}`;
}

function choice(values, usual) {
  return { usual, parse: (value) => (values.includes(value) ? value : undefined) };
}

function number(values, usual) {
  return { usual, parse: (value) => (values.includes(value) ? Number(value) : undefined) };
}

function range(least, most, usual) {
  return {
    usual,
    parse: (value) => (/^\d{1,6}$/.test(value) ? Math.min(most, Math.max(least, Number(value))) : undefined),
  };
}

function text(usual) {
  return { usual, parse: (value) => (DEVICE.test(value) ? value : undefined) };
}
