import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codecsOf, HlsConnection, planAfterAnswer } from '../../main/resources/static/assets/hls-connection.js';

const PLAYLIST = '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="avc1.42C01E,mp4a.40.2",RESOLUTION=640x360\nmedia.m3u8\n';
const SOURCE = { address: 'http://host:9000/hls/desk/index.m3u8', headers: {}, library: '' };

async function opened(answer) {
  const told = [];
  const before = globalThis.fetch;
  globalThis.fetch = async () => answer;
  const connection = new HlsConnection({ stream: 'desk', playlist: async () => SOURCE }, {
    onStatus: ({ state, title }) => told.push(`${state}: ${title}`),
    onStream: ({ stream, format, mimeType, source }) => told.push(`${stream} ${format} ${mimeType} ${source.address}`),
    onUnavailable: (reason) => told.push(`unavailable: ${reason}`),
  });
  try {
    await connection.open();
  } finally {
    globalThis.fetch = before;
    connection.close();
  }
  return told;
}

test('a playlist is a stream', async () => {
  assert.deepEqual(await opened(new Response(PLAYLIST)), [
    'connecting: Connecting',
    'open: Connected',
    'desk hls application/vnd.apple.mpegurl; codecs="avc1.42C01E,mp4a.40.2" http://host:9000/hls/desk/index.m3u8',
  ]);
});

test('a stream that nobody publishes is waited for', async () => {
  assert.deepEqual(await opened(new Response('desk is not live', { status: 404 })), ['connecting: Connecting', 'waiting: Not live yet']);
});

test('what is not available as HLS is told in the words of the server', async () => {
  assert.deepEqual(await opened(new Response('pictures only', { status: 406 })), ['connecting: Connecting', 'unavailable: The server says: pictures only.']);
});

test('who is not let in is told so, and does not try for ever', () => {
  assert.equal(planAfterAnswer(401, 'no token').state, 'stopped');
  assert.equal(planAfterAnswer(403, 'not yours').cause, 'refused');
  assert.equal(planAfterAnswer(503, 'busy').state, 'reconnecting');
  assert.equal(planAfterAnswer(0, '').title, 'No connection to the server');
  assert.equal(planAfterAnswer(200, ''), null);
});

test('codecs are those of the first rendition', () => {
  assert.equal(codecsOf(PLAYLIST), 'avc1.42C01E,mp4a.40.2');
  assert.equal(codecsOf('#EXTM3U\n'), '');
});
