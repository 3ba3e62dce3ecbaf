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
 * The base of WebSocket addresses, such as `ws://host:9000`: what the server says it is reached by, or else its port on
 * the page's own host. That port speaks TLS or does not; a page that came over TLS may only speak `wss`.
 */
export function webSocketBase({ webSocketUrl, webSocketPort, webSocketSecure }, base = OWN_BASE) {
  const { protocol, hostname } = new URL(base);
  const scheme = webSocketSecure || protocol === 'https:' ? 'wss' : 'ws';
  return webSocketUrl ?? `${scheme}://${hostname}:${webSocketPort}`;
}

/** How long the server may hold a viewer of a stream that nobody publishes yet. */
const WAIT_SECONDS = 30;

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

/** How a stream is published, for a connection. The server may ask for keyframes, and says what has arrived. */
export function publishing(stream) {
  return {
    address: async () => `${webSocketBase(await fetchStreams())}/publish/${encodeURIComponent(stream)}?requests=keyframe,received`,
    status: () => fetchStatus(stream, 'publish'),
    protocols: protocolsOf(credentials),
  };
}

/**
 * How a stream is watched, for a connection; the address may be one of frames. `webSocket` is where it is, if that need not be
 * asked.
 */
export function watching(stream, { wait = false, base = OWN_BASE, webSocket = null, allowed = credentials } = {}) {
  const query = wait ? [`wait=${WAIT_SECONDS}s`] : [];
  const suffix = (frames) => (frames ? [...query, 'as=frames'] : query).join('&').replace(/^(?=.)/, '?');
  return {
    stream,
    playlist: () => playlistOf(stream, base, webSocket, allowed),
    address: async ({ frames = false } = {}) =>
      `${webSocket ?? `${webSocketBase(await fetchStreams({ base, allowed }), base)}/watch/${encodeURIComponent(stream)}`}${suffix(frames)}`,
    status: () => (webSocket === null ? fetchStatus(stream, 'watch', { base, allowed }) : null),
    protocols: protocolsOf(allowed),
  };
}
