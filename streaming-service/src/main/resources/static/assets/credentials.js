/**
 * What lets the page's viewer in, from the page's own address: `#token=…` or `#ticket=…`, or the same in the query. It goes
 * to the server in headers only, which nobody writes into a log: as a subprotocol for a WebSocket, which can send no other.
 */

/** The characters of a subprotocol (RFC 9110, section 5.6.2): a secret of others is none of the server's. */
const SECRET = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const SUBPROTOCOL = 'iocp';

/** `{kind, secret}`, or null. The fragment counts first: it does not leave the browser. */
export function credentialsOf({ hash, search }) {
  for (const part of [hash, search]) {
    const parameters = new URLSearchParams((part ?? '').slice(1));
    for (const kind of ['token', 'ticket']) {
      const secret = parameters.get(kind);
      if (secret !== null && SECRET.test(secret)) {
        return { kind, secret };
      }
    }
  }
  return null;
}

/** What a WebSocket offers: the server agrees on the first and so does not repeat the secret. */
export function protocolsOf(credentials) {
  return credentials === null ? [] : [SUBPROTOCOL, `${credentials.kind}.${credentials.secret}`];
}

/** What a request carries. */
export function headersOf(credentials) {
  return credentials === null ? {} : { Authorization: `${credentials.kind === 'token' ? 'Bearer' : 'Ticket'} ${credentials.secret}` };
}

/** The fragment for a link to another page of the same viewer; tickets are for one session and do not go along. */
export function fragmentOf(credentials) {
  return credentials?.kind === 'token' ? `#token=${encodeURIComponent(credentials.secret)}` : '';
}

/** The credentials of this page. */
export const credentials = credentialsOf(globalThis.location ?? {});
