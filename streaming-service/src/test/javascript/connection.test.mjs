import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { StreamConnection } from '../../main/resources/static/assets/connection.js';

/** Lets all promises that are kept already have their say. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
};

/** A connection with a socket of ours, and all that it told. */
async function connected({ status = null, protocols } = {}) {
  mock.timers.reset();
  mock.timers.enable(['setTimeout']);
  const sockets = [];
  globalThis.WebSocket = class {
    constructor(url, protocols) {
      this.url = url;
      this.protocols = protocols;
      sockets.push(this);
    }

    close() {
      this.closed = true;
    }
  };
  const told = [];
  const listener = Object.fromEntries(['onStatus', 'onStream', 'onMedia', 'onLive', 'onWaiting', 'onRenditions'].map((name) => [name, (value) => told.push([name, value])]));
  const connection = new StreamConnection({ address: async () => 'ws://server/watch/desk', status: async () => status, protocols }, listener);
  connection.open();
  await settled();
  const of = (name) => told.filter(([each]) => each === name).map(([, value]) => value);
  return { connection, sockets, of };
}

test('each kind of message goes its way, and unknown ones nowhere', async () => {
  const { sockets: [socket], of } = await connected();
  socket.onopen();
  for (const message of ['{"type":"stream","format":"fmp4"}', '{"type":"live","sequence":7,"delayMillis":20}', '{"type":"waiting","reason":"publisher left"}', '{"type":"renditions","renditions":[]}', '{"type":"rendition-refused"}', '{"type":"new"}', 'no JSON', 'null']) {
    socket.onmessage({ data: message });
  }
  const media = new ArrayBuffer(1);
  socket.onmessage({ data: media });
  assert.deepEqual(of('onStream').map(({ format }) => format), ['fmp4']);
  assert.deepEqual(of('onLive').map(({ delayMillis }) => delayMillis), [20]);
  assert.deepEqual(of('onWaiting'), ['publisher left']);
  assert.deepEqual(of('onRenditions').map(({ type }) => type), ['renditions', 'rendition-refused']);
  assert.deepEqual(of('onMedia'), [media]);
});

test('a lost connection comes back', async () => {
  const { sockets, of } = await connected();
  sockets[0].onopen();
  sockets[0].onclose({ code: 1006, reason: '' });
  assert.equal(of('onStatus').at(-1).state, 'reconnecting');
  mock.timers.tick(500);
  await settled();
  assert.equal(sockets.length, 2);
});

test('why a handshake was refused is asked, and a name that is none is not tried again', async () => {
  const { sockets, of } = await connected({ status: { status: 'invalid', reason: 'stream name is empty' } });
  sockets[0].onclose({ code: 1006, reason: '' });
  await settled();
  assert.equal(of('onStatus').at(-1).state, 'stopped');
  assert.equal(of('onStatus').at(-1).text, 'Stream name is empty.');
  mock.timers.tick(1e6);
  await settled();
  assert.equal(sockets.length, 1);
});

test('an answer that comes after the viewer left says nothing', async () => {
  const { connection, sockets, of } = await connected();
  sockets[0].onclose({ code: 1006, reason: '' });
  connection.close();
  await settled();
  assert.deepEqual(of('onStatus').map(({ state }) => state), ['connecting']);
});

test('what cannot be played is looked at again now and then', async () => {
  const { connection, sockets, of } = await connected();
  sockets[0].onopen();
  connection.giveUp('This browser cannot play the stream', 'hevc');
  assert.equal(sockets[0].closed, true);
  assert.equal(of('onStatus').at(-1).state, 'waiting');
  mock.timers.tick(20_000);
  await settled();
  assert.equal(sockets.length, 2);
});

test('what lets a viewer in is offered as a protocol, and is not in the address', async () => {
  const { sockets: [socket] } = await connected({ protocols: ['iocp', 'token.abc'] });
  assert.deepEqual(socket.protocols, ['iocp', 'token.abc']);
  assert.equal(socket.url, 'ws://server/watch/desk');
});

test('without credentials no protocol is offered', async () => {
  const { sockets: [socket] } = await connected();
  assert.deepEqual(socket.protocols, []);
});
