import { credentials, headersOf, protocolsOf } from './credentials.js';
import { fetchStatus } from './refusal.js';

/** What the pages ask the server: the list of streams, and where its WebSocket is. */

/** The server whose file this is; relative to it, so a context path does no harm. */
const OWN_BASE = new URL('../', import.meta.url).href;
const TIMEOUT_MILLIS = 5_000;

/** `base` is where a server's pages are, `allowed` what lets this page's viewer in. */
export async function fetchStreams({ base = OWN_BASE, allowed = credentials } = {}) {
  const response = await fetch(new URL('streams.json', base), { cache: 'no-store', headers: headersOf(allowed), signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok) {
    throw new Error(`The server responded with status ${response.status}`);
  }
  return response.json();
}

/**
 * The base of WebSocket addresses, such as `ws://host:9000`: what the server says it is reached by, or else the page's own
 * where one port has both, with the path that a proxy has put in front; or else another port on the page's own host. That
 * port speaks TLS or does not; a page that came over TLS may only speak `wss`.
 */
export function webSocketBase({ webSocketUrl, webSocketHere, webSocketPort, webSocketSecure }, base = OWN_BASE) {
  const { protocol, host, hostname, pathname } = new URL(base);
  const scheme = (webSocketSecure && !webSocketHere) || protocol === 'https:' ? 'wss' : 'ws';
  const here = webSocketHere ? `${host}${pathname.replace(/\/$/, '')}` : `${hostname}:${webSocketPort}`;
  return webSocketUrl ?? `${scheme}://${here}`;
}

/** How long the server may hold a viewer of a stream that nobody publishes yet. */
const WAIT_SECONDS = 30;

/** The newest picture of a live stream, as JPEG or as a video of one picture; null where there is none. */
export async function newestPicture(stream) {
  const address = new URL(`streams/${encodeURIComponent(stream)}/picture`, OWN_BASE);
  const response = await fetch(address, { headers: headersOf(credentials), signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  return response.ok ? response.blob() : null;
}

/** The picture of a stream at a moment, as a video of one picture; null where there is none. */
export async function pastPicture(stream, momentMillis, { base = OWN_BASE, allowed = credentials } = {}) {
  const address = new URL(`streams/${encodeURIComponent(stream)}/picture.mp4?at=${new Date(momentMillis).toISOString()}`, base);
  const response = await fetch(address, { headers: headersOf(allowed), signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  return response.ok ? response.blob() : null;
}

/** What is recorded and may be watched, between two times in milliseconds; of a stream, if it has a name. */
export async function fetchRecordings({ stream, from, to }) {
  const query = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...(stream && { stream }) });
  const response = await fetch(new URL(`recordings.json?${query}`, OWN_BASE), { cache: 'no-store', headers: headersOf(credentials), signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok) {
    throw new Error(response.status === 404 ? 'This service records nothing.' : `The server responded with status ${response.status}`);
  }
  return (await response.json()).recordings;
}

/** Where a recording is, or a part of it; a link cannot carry a token but in its query, where the server may take it. */
export function recordingAddress(id, query, allowed) {
  const parameters = new URLSearchParams({ ...query, ...(allowed !== null && { [allowed.kind]: allowed.secret }) });
  return new URL(`recordings/${encodeURIComponent(id)}.mp4?${parameters}`, OWN_BASE).href;
}

/**
 * The address of a stream's playlist, and the headers that its requests need. A ticket stands in the address, as nothing else
 * does without a question before each request, or in Safari's own player: a token is changed for one.
 */
async function playlistOf(stream, base, webSocket, allowed) {
  const port = (webSocket?.replace(/\/watch\/[^/]*$/, '') ?? webSocketBase(await fetchStreams({ base, allowed }), base)).replace(/^ws/, 'http');
  const shown = allowed?.kind === 'token' ? ((await ticketFor(stream, base, allowed)) ?? allowed) : allowed;
  const query = shown?.kind === 'ticket' ? `?ticket=${encodeURIComponent(shown.secret)}` : '';
  return {
    address: `${port}/hls/${encodeURIComponent(stream)}/index.m3u8${query}`,
    headers: query === '' ? headersOf(shown) : {},
    library: new URL('assets/lib/hls.js/dist/hls.light.min.js', base).href,
  };
}

/** What a token is good for, once; null where the server gives none. */
async function ticketFor(stream, base, allowed) {
  try {
    const response = await fetch(new URL('tickets', base), {
      method: 'POST',
      headers: { ...headersOf(allowed), 'Content-Type': 'application/json' },
      body: JSON.stringify({ action: 'watch', stream }),
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    return response.ok ? { kind: 'ticket', secret: (await response.json()).ticket } : null;
  } catch {
    return null;
  }
}

/** How a stream is published, for a connection. The server may ask for keyframes, and says what has arrived and what
 * hurts viewers. */
export function publishing(stream) {
  return {
    address: async () => `${webSocketBase(await fetchStreams())}/publish/${encodeURIComponent(stream)}?requests=keyframe,received,warnings`,
    status: () => fetchStatus(stream, 'publish'),
    protocols: protocolsOf(credentials),
  };
}

/**
 * How a stream is watched, for a connection; the address may be one of frames, of a moment, or of a rendition. `webSocket` is
 * where it is, if that need not be asked.
 */
export function watching(stream, { wait = false, base = OWN_BASE, webSocket = null, allowed = credentials } = {}) {
  // The server's time comes in front of all media: what would be in its way on a slow link makes it useless.
  const query = ['time=true', ...(wait ? [`wait=${WAIT_SECONDS}s`] : [])];
  const suffix = (frames, from, rendition) =>
    [
      ...query,
      ...(frames ? ['as=frames'] : []),
      ...(from ? [`from=${encodeURIComponent(from)}`] : []),
      ...(rendition ? [`rendition=${encodeURIComponent(rendition)}`] : []),
    ].join('&');
  return {
    stream,
    playlist: () => playlistOf(stream, base, webSocket, allowed),
    address: async ({ frames = false, from = null, rendition = null } = {}) =>
      `${webSocket ?? `${webSocketBase(await fetchStreams({ base, allowed }), base)}/watch/${encodeURIComponent(stream)}`}?${suffix(frames, from, rendition)}`,
    status: () => (webSocket === null ? fetchStatus(stream, 'watch', { base, allowed }) : null),
    protocols: protocolsOf(allowed),
  };
}
