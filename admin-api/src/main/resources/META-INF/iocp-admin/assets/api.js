/** The administration API. Paths are relative to this file, so a context path does no harm. */

const API = new URL('../../api/v1/', import.meta.url);
const PAGE = new URL('../', import.meta.url);
const TIMEOUT_MILLIS = 15_000;

/** What the server answered instead of what was asked for: a problem detail (RFC 9457), or what stands for one. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `The server responded with status ${status}.`);
    this.status = status;
    this.type = body.type ?? 'about:blank';
    this.title = body.title ?? '';
    this.body = body;
  }
}

/** Nobody answered. */
export class Unreachable extends Error {
  constructor() {
    super('The server does not respond.');
  }
}

let loginRequired = () => {};

/** What happens when the session is over. */
export function whenLoginIsRequired(action) {
  loginRequired = action;
}

export function apiUrl(path, query = {}) {
  const url = new URL(path, API);
  for (const [name, value] of Object.entries(query)) {
    if (value !== '' && value !== null && value !== undefined) {
      url.searchParams.set(name, value);
    }
  }
  return url;
}

/** Headers of every request: who asks is a script, which shows its own login. */
export function ownHeaders() {
  return { 'X-Requested-With': 'XMLHttpRequest' };
}

/** The answer's JSON, or null if it has none. */
export async function get(path, query, options = {}) {
  return (await ask('GET', apiUrl(path, query), options)).body;
}

export async function change(method, path, body, { query, headers } = {}) {
  return (await ask(method, apiUrl(path, query), { body, headers })).body;
}

/** With the answer's version, for what is changed with a precondition. */
export async function getVersioned(path) {
  const { body, response } = await ask('GET', apiUrl(path));
  return { body, version: response.headers.get('ETag') };
}

export async function changeVersioned(method, path, body, { version, contentType }) {
  const headers = { 'If-Match': version };
  const answer = await ask(method, apiUrl(path), { body, headers, contentType });
  return { body: answer.body, version: answer.response.headers.get('ETag') };
}

export async function session() {
  return (await ask('GET', new URL('session', PAGE))).body;
}

export async function logIn(username, password) {
  await ask('POST', new URL('login', PAGE), { form: new URLSearchParams({ username, password }), quiet: true });
}

export async function logOut() {
  await ask('POST', new URL('logout', PAGE));
}

async function ask(method, url, { body, form, headers = {}, contentType = 'application/json', signal, quiet } = {}) {
  const all = { Accept: 'application/json, application/problem+json', ...ownHeaders(), ...headers };
  if (method !== 'GET') {
    all['X-XSRF-TOKEN'] = token();
  }
  if (body !== undefined) {
    all['Content-Type'] = contentType;
  }
  const timeout = AbortSignal.timeout(TIMEOUT_MILLIS);
  let response;
  let text;
  try {
    response = await fetch(url, {
      method,
      headers: all,
      body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    text = await response.text();
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Unreachable();
  }
  const answer = json(text);
  if (!response.ok) {
    if (response.status === 401 && !quiet) {
      loginRequired();
    }
    throw new Problem(response.status, answer ?? {});
  }
  return { body: answer, response };
}

function json(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

/** Against requests that other pages forge: only a page of this server can read the cookie. */
function token() {
  const cookie = document.cookie.split('; ').find((pair) => pair.startsWith('XSRF-TOKEN='));
  return cookie ? decodeURIComponent(cookie.slice('XSRF-TOKEN='.length)) : '';
}
