import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isName, publishWays, systemOf } from '../../main/resources/static/assets/publish-ways.js';

const SERVER = { webSocketBase: 'ws://host:9000', pageBase: 'http://host:8080/', rtmpPort: null, rtmpsPort: null, secure: true, token: false };
const ways = (more) => publishWays({ name: 'desk', source: 'screen', system: 'linux', ...SERVER, ...more });
const texts = (more, id) => ways(more).find((way) => way.id === id).lines.map(({ text }) => text);

test('each system has its own screen', () => {
  assert.match(texts({ system: 'windows' }, 'ffmpeg')[0], /-f gdigrab .* -f mpegts http:\/\/host:9000\/publish\/desk$/);
  assert.match(texts({ system: 'linux' }, 'ffmpeg')[0], /x11grab/);
  assert.match(texts({ system: 'mac' }, 'ffmpeg')[0], /avfoundation/);
});

test('the command is downloaded from this server, and publishes to it', () => {
  assert.deepEqual(texts({}, 'command'), [
    'curl -O http://host:8080/streaming-service.jar',
    'java -jar streaming-service.jar publish --to ws://host:9000/publish/desk --source screen',
  ]);
  assert.match(texts({ source: 'file' }, 'command')[1], /--source file --input video\.mp4$/);
});

test('RTMP is a way only where the server speaks it', () => {
  assert.deepEqual(ways({}).map(({ id }) => id), ['browser', 'command', 'ffmpeg']);
  assert.deepEqual(texts({ rtmpPort: 1935 }, 'obs'), ['rtmp://host:1935/live', 'desk']);
  assert.deepEqual(texts({ rtmpPort: 1935, rtmpsPort: 1936, token: true }, 'obs'), ['rtmps://host:1936/live', 'desk?token=TOKEN']);
});

test('a stream with ports of its own is sent there, too', () => {
  const inputs = [
    { protocol: 'udp', address: '239.1.1.1', port: 5000 },
    { protocol: 'tcp', address: null, port: 5001 },
  ];
  assert.deepEqual(texts({ inputs }, 'udp')[0], 'udp://239.1.1.1:5000?pkt_size=1316');
  assert.match(texts({ inputs, source: 'test' }, 'udp')[1], /^ffmpeg -re -f lavfi .* -f mpegts "udp:\/\/239\.1\.1\.1:5000\?pkt_size=1316"$/);
  assert.match(texts({ inputs, token: true }, 'tcp')[1], /-f mpegts "tcp:\/\/host:5001"$/);
  assert.deepEqual(ways({ inputs, system: 'phone' }).map(({ id }) => id), ['browser']);
});

test('a phone publishes from its browser', () => {
  assert.deepEqual(ways({ system: 'phone', rtmpPort: 1935 }).map(({ id }) => id), ['browser']);
});

test('who needs a token is told where it goes', () => {
  assert.match(texts({ token: true }, 'ffmpeg')[0], /-headers "Authorization: Bearer TOKEN"/);
  assert.equal(texts({ token: true, system: 'windows' }, 'command')[1], 'set IOCP_TOKEN=TOKEN');
});

test('on an insecure page the browser is no way, and says so', () => {
  assert.match(ways({ secure: false })[0].note, /secure pages only/);
});

test('names are those of streams', () => {
  assert.deepEqual(['desk', 'a.b-c_1', '', 'ü', 'a b', '.a', 'x'.repeat(65)].map(isName), [true, true, false, false, false, false, false]);
});

test('the system is told by the browser', () => {
  assert.deepEqual(
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'Mozilla/5.0 (Macintosh; Intel)', 'Mozilla/5.0 (X11; Linux x86_64)', 'Mozilla/5.0 (Linux; Android 14)'].map(systemOf),
    ['windows', 'mac', 'linux', 'phone'],
  );
});
