import assert from 'node:assert/strict';
import { test } from 'node:test';
import { componentMarkup, playerSource } from '../../main/resources/static/assets/player-source.js';

const PAGE = 'https://example.org/news/';

test('the address of a page says where to ask', () => {
  assert.deepEqual(playerSource('https://tv.example.org:8443/live/watch/desk', PAGE), {
    stream: 'desk', base: 'https://tv.example.org:8443/live/', webSocket: null, allowed: null,
  });
  assert.equal(playerSource('/embed/desk?muted=false', PAGE).base, 'https://example.org/');
});

test('the address of a WebSocket is where it is', () => {
  assert.equal(playerSource('wss://tv.example.org:9000/watch/desk', PAGE).webSocket, 'wss://tv.example.org:9000/watch/desk');
});

test('a token in the address, or beside it, lets the viewer in', () => {
  assert.deepEqual(playerSource('/watch/desk#token=abc', PAGE).allowed, { kind: 'token', secret: 'abc' });
  assert.deepEqual(playerSource('/watch/desk#token=abc', PAGE, 'xyz').allowed, { kind: 'token', secret: 'xyz' });
});

test('what is no address of a stream is none', () => {
  assert.equal(playerSource('', PAGE), null);
  assert.equal(playerSource('https://example.org/list', PAGE), null);
  assert.equal(playerSource('http://[', PAGE), null);
  assert.equal(playerSource('data:/watch/desk', PAGE), null);
});

test('the markup of the component is one line', () => {
  assert.equal(
    componentMarkup('https://tv/assets/iocp-player.js', 'https://tv/watch/desk?a=1&b="'),
    '<script type="module" src="https://tv/assets/iocp-player.js"></script><iocp-player src="https://tv/watch/desk?a=1&amp;b=&quot;" muted controls></iocp-player>',
  );
});
