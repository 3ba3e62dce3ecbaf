import { planAfterClose, planAfterRefusal, sentence, serverSays } from './close-plan.js';

/**
 * What a publisher does after the server closed its connection or refused it, as `close-plan.js` says for viewers.
 * Pure.
 *
 * @param published whether media went out before, on this connection or an earlier one
 * @param held whether this connection had the stream for a while
 */
export function planAfterPublisherClose(code, reason, { published = false, held = false } = {}) {
  const words = serverSays(reason);
  switch (code) {
    case 1001:
      return { ...planAfterClose(code, reason), text: 'Publishing resumes automatically.' };
    case 1003:
    case 1007:
    case 1009:
      return { state: 'stopped', title: 'The server rejected the media', text: `${words} Try another codec.`.trim() };
    case 1008:
    case 4403:
      return { state: 'stopped', title: 'You may not publish here', text: words || 'The server rejected this publisher.' };
    case 4401:
      return { state: 'stopped', title: 'This stream requires authentication', text: words || 'The token or ticket is no longer valid.' };
    case 4408:
      return { state: 'stopped', title: 'Another publisher has the stream now', text: words };
    case 4409:
      return published && !held
        ? { state: 'reconnecting', pace: 'slow', title: 'The name is still taken', text: `${words} It may be the lost connection; this page retries.` }
        : { state: 'stopped', title: held ? 'Another publisher took the stream over' : 'The name is taken', text: words };
    default:
      return planAfterClose(code, reason);
  }
}

/** @param answer what the server says of publishing, `{status, reason}`, or null */
export function planAfterPublisherRefusal(answer) {
  return answer?.status === 'refused'
    ? { state: 'stopped', title: 'You may not publish this stream', text: sentence(answer.reason) }
    : planAfterRefusal(answer);
}
