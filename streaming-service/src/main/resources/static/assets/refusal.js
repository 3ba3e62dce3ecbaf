import { credentials, headersOf } from './credentials.js';

const OWN_BASE = new URL('../', import.meta.url).href;
const TIMEOUT_MILLIS = 5_000;

/**
 * What the server says of watching or publishing a stream: `{status, reason}`, the status being `live`, `absent`,
 * `refused` or `invalid`, or null when it says nothing.
 */
export async function fetchStatus(stream, action = 'watch', { base = OWN_BASE, allowed = credentials } = {}) {
  const url = new URL(`streams/${encodeURIComponent(stream)}/status.json${action === 'watch' ? '' : `?action=${action}`}`, base);
  try {
    const response = await fetch(url, { cache: 'no-store', headers: headersOf(allowed), signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
