import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialsOf, fragmentOf, headersOf, protocolsOf } from '../../main/resources/static/assets/credentials.js';

test('the page\'s address says what lets in, its fragment first', () => {
  assert.deepEqual(credentialsOf({ hash: '#token=abc', search: '?token=other' }), { kind: 'token', secret: 'abc' });
  assert.deepEqual(credentialsOf({ hash: '', search: '?wait=1&ticket=xyz' }), { kind: 'ticket', secret: 'xyz' });
  assert.equal(credentialsOf({ hash: '', search: '' }), null);
  assert.equal(credentialsOf({}), null);
});

test('what no WebSocket can send is none', () => {
  for (const secret of ['', 'a%20b', 'a%2Cb', 'a%0D%0Ab', 'a%2Fb', '%C3%BC']) {
    assert.equal(credentialsOf({ hash: `#token=${secret}`, search: '' }), null, secret);
  }
});

test('a secret goes beside a protocol that the server can repeat', () => {
  assert.deepEqual(protocolsOf({ kind: 'token', secret: 'abc' }), ['iocp', 'token.abc']);
  assert.deepEqual(protocolsOf(null), []);
});

test('requests carry it in a header', () => {
  assert.deepEqual(headersOf({ kind: 'token', secret: 'abc' }), { Authorization: 'Bearer abc' });
  assert.deepEqual(headersOf({ kind: 'ticket', secret: 'abc' }), { Authorization: 'Ticket abc' });
  assert.deepEqual(headersOf(null), {});
});

test('a token goes along to other pages, a ticket does not', () => {
  assert.equal(fragmentOf({ kind: 'token', secret: 'a#b' }), '#token=a%23b');
  assert.equal(fragmentOf({ kind: 'ticket', secret: 'abc' }), '');
  assert.equal(fragmentOf(null), '');
});
