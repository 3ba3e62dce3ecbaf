import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webSocketBase } from '../../main/resources/static/assets/server.js';

test('on one port the WebSockets are where the page is, behind a proxy\'s path too', () => {
  const here = { webSocketUrl: null, webSocketHere: true, webSocketPort: 9000, webSocketSecure: false };
  assert.equal(webSocketBase(here, 'http://host:9000/'), 'ws://host:9000');
  assert.equal(webSocketBase(here, 'https://host/tv/live/'), 'wss://host/tv/live');
});

test('on two ports they are on the page\'s host', () => {
  const there = { webSocketUrl: null, webSocketHere: false, webSocketPort: 9000, webSocketSecure: false };
  assert.equal(webSocketBase(there, 'http://host:8080/'), 'ws://host:9000');
  assert.equal(webSocketBase({ ...there, webSocketSecure: true }, 'http://host:8080/'), 'wss://host:9000');
});

test('what the server says it is reached by comes first', () => {
  assert.equal(webSocketBase({ webSocketUrl: 'wss://stream.example.org', webSocketHere: true }, 'https://host/'), 'wss://stream.example.org');
});
