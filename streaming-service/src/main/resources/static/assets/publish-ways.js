/** The ways to publish to this server, by what is published, from which system, and what the server offers. Pure. */

const ENCODE = '-c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 50';

const SOURCES = {
  screen: { windows: '-f gdigrab -framerate 25 -i desktop', linux: '-f x11grab -framerate 25 -i :0.0', mac: '-f avfoundation -framerate 25 -i 1:none' },
  test: { any: '-re -f lavfi -i testsrc2=size=1280x720:rate=25' },
  file: { any: '-re -stream_loop -1 -i video.mp4' },
};

const NOTES = {
  linux: 'For an X11 session; :0.0 is the display. On Wayland use the browser.',
  mac: 'macOS asks once for permission to record the screen. 1 is the screen; ffmpeg -f avfoundation -list_devices true -i "" lists them.',
  file: 'Plays video.mp4 over and over.',
  token: 'Replace TOKEN with your token.',
};

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/;

/** Whether a stream may have this name. */
export function isName(name) {
  return NAME.test(name);
}

/** `windows`, `mac`, `phone` or `linux`, which stands for all others. */
export function systemOf(userAgent) {
  if (/Android|iPhone|iPad/.test(userAgent)) {
    return 'phone';
  }
  return /Windows/.test(userAgent) ? 'windows' : /Macintosh/.test(userAgent) ? 'mac' : 'linux';
}

/**
 * @param name of the stream
 * @param source `screen`, `test` or `file`
 * @param system where it is published from, by `systemOf`
 * @param webSocketBase such as `ws://host:9000`
 * @param pageBase where the pages are, such as `http://host:8080/`
 * @param rtmpPort where the server speaks RTMP, or null; `rtmpsPort` through TLS
 * @param inputs ports that the stream has of its own: `{protocol, address, port}`, the address being null for the server's
 * @param secure whether browsers give this page a camera
 * @param token whether the server wants to know who it is
 * @returns {{id: string, title: string, link?: string, lines?: {label: string, text: string}[], note: string}[]}
 */
export function publishWays({ name, source, system, webSocketBase, pageBase, rtmpPort, rtmpsPort, inputs = [], secure, token }) {
  const all = { name, source, system: system === 'phone' ? 'linux' : system, webSocketBase, pageBase, rtmpPort, rtmpsPort, secure, token };
  const ways = [browser(all)];
  if (system !== 'phone') {
    ways.push(command(all), ffmpeg(all), rtmp(all), ...inputs.map((input) => ownPort(all, input)));
  }
  return ways.filter((way) => way !== null);
}

function browser({ name, source, secure }) {
  const picture = source === 'screen' ? '?picture=screen' : '';
  return {
    id: 'browser',
    title: 'This browser',
    link: `publish/${encodeURIComponent(name)}${picture}`,
    note: secure
      ? 'Camera, screen, window or microphone; nothing to install.'
      : 'Browsers allow camera and screen on secure pages only: open this page with https://, or on the server itself as http://localhost.',
  };
}

function command({ name, source, system, webSocketBase, pageBase, token }) {
  const input = source === 'file' ? ' --input video.mp4' : '';
  const variable = system === 'windows' ? 'set IOCP_TOKEN=TOKEN' : 'export IOCP_TOKEN=TOKEN';
  return {
    id: 'command',
    title: 'A command',
    lines: [
      { label: 'Download', text: `curl -O ${pageBase}streaming-service.jar` },
      ...(token ? [{ label: 'Token', text: variable }] : []),
      { label: 'Publish', text: `java -jar streaming-service.jar publish --to ${webSocketBase}/publish/${name} --source ${source}${input}` },
    ],
    note: note('Needs Java 17 and ffmpeg. Uses hardware encoders if there are any, and reconnects.', token && NOTES.token),
  };
}

function ffmpeg({ name, source, system, webSocketBase, token }) {
  const header = token ? '-headers "Authorization: Bearer TOKEN"' : '';
  const output = [header, '-f mpegts', `${httpBase(webSocketBase)}/publish/${name}`].filter(Boolean).join(' ');
  return {
    id: 'ffmpeg',
    title: 'ffmpeg',
    lines: [{ label: 'Publish', text: encoding(source, system, output) }],
    note: note(source === 'screen' ? NOTES[system] : NOTES[source], token && NOTES.token),
  };
}

function rtmp({ name, webSocketBase, rtmpPort, rtmpsPort, token }) {
  const port = rtmpsPort ?? rtmpPort;
  if (port === null || port === undefined) {
    return null;
  }
  const server = `${port === rtmpsPort ? 'rtmps' : 'rtmp'}://${hostOf(webSocketBase)}:${port}/live`;
  const key = `${name}${token ? '?token=TOKEN' : ''}`;
  return {
    id: 'obs',
    title: 'OBS, or anything that speaks RTMP',
    lines: [
      { label: 'Server', text: server },
      { label: 'Stream key', text: key },
    ],
    note: note('In OBS: Settings, Stream, Service "Custom".', token && NOTES.token),
  };
}

/** A port of the stream's own, for encoders that send MPEG-TS. */
function ownPort({ source, system, webSocketBase }, { protocol, address, port }) {
  const url = `${protocol}://${address ?? hostOf(webSocketBase)}:${port}${protocol === 'udp' ? '?pkt_size=1316' : ''}`;
  return {
    id: protocol,
    title: `MPEG-TS by ${protocol.toUpperCase()}, from an encoder or ffmpeg`,
    lines: [
      { label: 'Address', text: url },
      { label: 'Publish', text: encoding(source, system, `-f mpegts "${url}"`) },
    ],
    note: note('No token goes along: the server decides by your address.', source === 'screen' ? NOTES[system] : NOTES[source]),
  };
}

function encoding(source, system, output) {
  const input = SOURCES[source][system] ?? SOURCES[source].any;
  const sound = source === 'file' ? '-c:a aac' : '';
  return ['ffmpeg', input, ENCODE, sound, output].filter(Boolean).join(' ');
}

function note(...sentences) {
  return sentences.filter(Boolean).join(' ');
}

function httpBase(webSocketBase) {
  return webSocketBase.replace(/^ws/, 'http');
}

function hostOf(webSocketBase) {
  return new URL(httpBase(webSocketBase)).hostname;
}
