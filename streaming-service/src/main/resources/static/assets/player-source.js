import { credentialsOf } from './credentials.js';

/**
 * What the `src` of an embedded player means, resolved against the page's address: that of a stream's page
 * (`https://host/watch/desktop`, or `/embed/…`), or of its WebSocket (`wss://host:9000/watch/desktop`).
 *
 * Returns `{stream, base, webSocket, allowed}` as `watching` wants them, or null when it is no address of a stream. The token
 * is that of `#token=…` in the address, or the one given.
 */
export function playerSource(src, pageAddress, token = null) {
  let address;
  try {
    address = new URL(src, pageAddress);
  } catch {
    return null;
  }
  const match = /^(.*\/)(watch|embed)\/([^/]+)\/?$/.exec(address.pathname);
  if (match === null || !['http:', 'https:', 'ws:', 'wss:'].includes(address.protocol)) {
    return null;
  }
  const isSocket = address.protocol.startsWith('ws');
  const name = decodeURIComponent(match[3]);
  return {
    stream: name,
    base: `${address.origin}${match[1]}`,
    webSocket: isSocket ? `${address.origin}${match[1]}watch/${encodeURIComponent(name)}` : null,
    allowed: token ? { kind: 'token', secret: token } : credentialsOf(address),
  };
}

/** The markup that puts the player into a page of somebody else. */
export function componentMarkup(moduleAddress, pageAddress) {
  const quoted = (text) => `"${text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`;
  return `<script type="module" src=${quoted(moduleAddress)}></script><iocp-player src=${quoted(pageAddress)} muted controls></iocp-player>`;
}
