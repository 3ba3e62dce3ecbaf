import { credentials, headersOf, protocolsOf } from './credentials.js';
import { fetchStatus } from './refusal.js';

/** What the pages ask the server: the list of streams, and where its WebSocket is. Paths are relative to this file, so a context path does no harm. */

const STREAMS_URL = new URL('../streams.json', import.meta.url);
const TIMEOUT_MILLIS = 5_000;

export async function fetchStreams() {
  const response = await fetch(STREAMS_URL, { cache: 'no-store', headers: headersOf(credentials), signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok) {
    throw new Error(`The server responded with status ${response.status}`);
  }
  return response.json();
}

/**
 * The base of WebSocket addresses, such as `ws://host:9000`: what the server says it is reached by, or else its port on
 * the page's own host. That port speaks TLS or does not; a page that came over TLS may only speak `wss`.
 */
export function webSocketBase({ webSocketUrl, webSocketPort, webSocketSecure }) {
  const scheme = webSocketSecure || location.protocol === 'https:' ? 'wss' : 'ws';
  return webSocketUrl ?? `${scheme}://${location.hostname}:${webSocketPort}`;
}

/** How long the server may hold a viewer of a stream that nobody publishes yet. */
const WAIT_SECONDS = 30;

/** How a stream is published, for a connection. The server may ask for keyframes, and says what has arrived. */
export function publishing(stream) {
  return {
    address: async () => `${webSocketBase(await fetchStreams())}/publish/${encodeURIComponent(stream)}?requests=keyframe,received`,
    status: () => fetchStatus(stream, 'publish'),
    protocols: protocolsOf(credentials),
  };
}

/** How a stream is watched, for a connection; the address may be one of frames. */
export function watching(stream, { wait = false } = {}) {
  const query = wait ? [`wait=${WAIT_SECONDS}s`] : [];
  const suffix = (frames) => (frames ? [...query, 'as=frames'] : query).join('&').replace(/^(?=.)/, '?');
  return {
    address: async ({ frames = false } = {}) => `${webSocketBase(await fetchStreams())}/watch/${encodeURIComponent(stream)}${suffix(frames)}`,
    status: () => fetchStatus(stream),
    protocols: protocolsOf(credentials),
  };
}
