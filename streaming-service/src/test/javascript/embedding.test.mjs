import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressesOf, frameMarkup, playerOptions } from '../../main/resources/static/assets/embedding.js';

test('a player on its own page has everything', () => {
  assert.deepEqual(playerOptions({ pathname: '/watch/desk', search: '' }), { muted: true, controls: true, cover: false, mode: 'auto', rendition: null });
});

test('a player in a frame is what its address asks for', () => {
  assert.deepEqual(playerOptions({ pathname: '/tv/embed/desk', search: '?muted=false&controls=false&fit=cover' }), {
    muted: false, controls: false, cover: true, mode: 'auto', rendition: null,
  });
});

test('addresses keep the path before them, and lose what lets this viewer in', () => {
  assert.deepEqual(addressesOf('a b', 'https://tv.example/live/watch/a%20b?wait=1#token=secret'), {
    page: 'https://tv.example/live/watch/a%20b',
    player: 'https://tv.example/live/embed/a%20b',
  });
});

test('a frame has the shape of the picture, and no address breaks out of it', () => {
  assert.match(frameMarkup('https://h/embed/x', 640, 480), /^<iframe src="https:\/\/h\/embed\/x" .*aspect-ratio: 640 \/ 480/);
  assert.match(frameMarkup('https://h/embed/x?a=1&b="', 0, 0), /src="https:\/\/h\/embed\/x\?a=1&amp;b=&quot;" .*16 \/ 9/);
});

test('the address says how to play it', () => {
  assert.equal(playerOptions({ pathname: '/watch/desk', search: '?mode=webcodecs' }).mode, 'webcodecs');
});

test('the address says which rendition is shown', () => {
  assert.equal(playerOptions({ pathname: '/watch/desk', search: '?rendition=lo' }).rendition, 'lo');
  assert.equal(playerOptions({ pathname: '/watch/desk', search: '?rendition=' }).rendition, null);
});
