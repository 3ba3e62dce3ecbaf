/**
 * What a viewer does after the server closed its connection or refused it: the meaning of each close code
 * (RFC 6455 section 7.4 and the server's own 4xxx codes), in words and as a pace of return; `cause` is `refused` or `ended`
 * where it is that.
 */

/**
 * Paces: `fast` for a lost connection, `slow` for a stream that is not there, `gentle` for a viewer that was too slow,
 * `rare` for what only somebody else can change.
 */
export const PACES = Object.freeze({
  fast: { baseMillis: 500, ceilingMillis: 15_000 },
  slow: { baseMillis: 3_000, ceilingMillis: 10_000 },
  gentle: { baseMillis: 5_000, ceilingMillis: 60_000 },
  rare: { baseMillis: 20_000, ceilingMillis: 60_000 },
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
      return { state: 'waiting', pace: 'slow', hintMillis, cause: 'ended', title: 'The stream has ended', text: 'Playback starts again as soon as it is published.' };
    case 1001:
      return { state: 'reconnecting', pace: 'fast', hintMillis, title: 'The server is restarting', text: 'Playback resumes automatically.' };
    case 1008:
    case 4403:
      return { state: 'stopped', cause: 'refused', title: 'You may not watch this stream', text: reason || 'The server rejected this viewer.' };
    case 4401:
      return { state: 'stopped', cause: 'refused', title: 'This stream requires authentication', text: reason || 'The address of this page has no valid token or ticket.' };
    case 1013:
      return { state: 'reconnecting', pace: 'gentle', hintMillis, title: 'The server is busy', text: serverSays(reason) || 'The server disconnected this viewer. The page retries in a while.' };
    case 4404:
      return { state: 'waiting', pace: 'slow', hintMillis, title: 'Not live yet', text: 'This stream is not published at the moment. Playback starts as soon as it is.' };
    case 4410:
      return { state: 'reconnecting', pace: 'gentle', hintMillis, title: 'The connection is too slow for this stream', text: serverSays(reason) || 'The server disconnected this viewer. The page retries in a while.' };
    case 1006:
      return { state: 'reconnecting', pace: 'fast', title: 'No connection to the server', text: 'It may be restarting, or the network may be down.' };
    default:
      return { state: 'reconnecting', pace: 'fast', hintMillis, title: 'The connection was closed', text: reason ? `The server says: ${reason} (code ${code}).` : `The server closed it with code ${code}.` };
  }
}

/**
 * Browsers hide why a handshake failed, so the page has asked.
 *
 * @param answer `{status, reason}` of the server, or null when it did not answer
 */
export function planAfterRefusal(answer) {
  switch (answer?.status) {
    case 'invalid':
      return { state: 'stopped', cause: 'refused', title: 'Invalid stream name', text: sentence(answer.reason) };
    case 'refused':
      return { state: 'waiting', pace: 'rare', cause: 'refused', title: 'You may not watch this stream', text: sentence(answer.reason) };
    case 'absent':
    case 'live':
      return { state: 'reconnecting', pace: 'fast', title: 'No connection to the stream', text: 'The server responds, but its stream port does not. A proxy or a firewall may block WebSockets.' };
    default:
      return planAfterClose(1006, '');
  }
}

export function serverSays(reason) {
  return reason ? `The server says: ${reason}.` : '';
}

/** The server's words as a sentence. */
export function sentence(words) {
  return words ? `${words.charAt(0).toUpperCase()}${words.slice(1).replace(/\.$/, '')}.` : '';
}
