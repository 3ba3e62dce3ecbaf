/**
 * What a viewer does after the server closed its connection: the meaning of each close code
 * (RFC 6455 section 7.4 and the server's own 4xxx codes), in words and as a pace of return.
 */

/** Paces: `fast` for a lost connection, `slow` for a stream that is not there, `gentle` for a viewer that was too slow. */
export const PACES = Object.freeze({
  fast: { baseMillis: 500, ceilingMillis: 15_000 },
  slow: { baseMillis: 3_000, ceilingMillis: 10_000 },
  gentle: { baseMillis: 5_000, ceilingMillis: 60_000 },
});

const LONGEST_HINT_MILLIS = 120_000;

/** The server's own wish, `retry-after=<seconds>` anywhere in the close reason, or undefined. */
export function retryHintMillis(reason) {
  const match = /retry-after=(\d+(?:\.\d+)?)/i.exec(reason ?? '');
  return match ? Math.min(LONGEST_HINT_MILLIS, Number(match[1]) * 1000) : undefined;
}

export function planAfterClose(code, reason) {
  const hintMillis = retryHintMillis(reason);
  switch (code) {
    case 1000:
      return { state: 'waiting', pace: 'slow', hintMillis, title: 'The stream has ended', text: 'It starts here again as soon as somebody publishes it.' };
    case 1001:
      return { state: 'reconnecting', pace: 'fast', hintMillis, title: 'The server is restarting', text: 'The picture returns by itself.' };
    case 1008:
      return { state: 'stopped', title: 'You may not watch this stream', text: reason || 'The server refused this viewer.' };
    case 1013:
      return { state: 'reconnecting', pace: 'gentle', hintMillis, title: /slow/i.test(reason ?? '') ? 'The connection is too slow for this stream' : 'The server is busy', text: reason ? `The server says: ${reason}.` : 'The server let this viewer go; it tries again in a while.' };
    case 4404:
      return { state: 'waiting', pace: 'slow', hintMillis, title: 'Not live yet', text: 'Nobody publishes this stream at the moment. It starts here as soon as somebody does.' };
    case 1006:
      return { state: 'reconnecting', pace: 'fast', title: 'No connection to the server', text: 'It may be restarting, or the network may be away.' };
    default:
      return { state: 'reconnecting', pace: 'fast', hintMillis, title: 'The connection was closed', text: reason ? `The server says: ${reason} (code ${code}).` : `The server closed it with code ${code}.` };
  }
}
