import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { PublishConnection } from '../../main/resources/static/assets/publish-connection.js';

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
};

/** A connection with a socket of ours, and all that it told. */
async function connected({ status = null } = {}) {
  mock.timers.reset();
  mock.timers.enable(['setTimeout']);
  const sockets = [];
  globalThis.WebSocket = class {
    static OPEN = 1;
    sent = [];
    readyState = 0;
    bufferedAmount = 0;

    constructor(url) {
      this.url = url;
      sockets.push(this);
    }

    accept() {
      this.readyState = 1;
      this.onopen();
    }

    send(data) {
      this.sent.push(data);
    }

    close(code) {
      this.closedWith = code;
    }
  };
  const statuses = [];
  let keyframes = 0;
  const connection = new PublishConnection(
    { address: async () => 'ws://server/publish/desk', status: async () => status },
    { onStatus: (each) => statuses.push(each), onKeyframeWanted: () => (keyframes += 1) },
  );
  connection.open();
  await settled();
  return { connection, sockets, statuses, keyframes: () => keyframes };
}

test('media goes out while it is open, and the goodbye ends the stream', async () => {
  const { connection, sockets: [socket] } = await connected();
  assert.equal(connection.isOpen, false);
  socket.accept();
  connection.send(new Uint8Array(3));
  assert.deepEqual([connection.isOpen, connection.bytes, socket.sent.length], [true, 3, 1]);
  connection.close();
  assert.equal(socket.closedWith, 1000);
});

test('the server asks for keyframes', async () => {
  const { sockets: [socket], keyframes } = await connected();
  socket.accept();
  for (const data of ['{"type":"keyframe"}', '{"type":"of tomorrow"}', 'no JSON', new ArrayBuffer(1)]) {
    socket.onmessage({ data });
  }
  assert.equal(keyframes(), 1);
});

test('what the server warns of is kept until it says otherwise or the connection is lost', async () => {
  const { connection, sockets: [socket] } = await connected();
  socket.accept();
  const warning = { kind: 'LONG_KEYFRAME_INTERVAL', text: 'a keyframe every 12.0 s: late viewers wait' };
  socket.onmessage({ data: JSON.stringify({ type: 'warnings', warnings: [warning] }) });
  socket.onmessage({ data: '{"type":"warnings","warnings":"none of ours"}' });
  assert.deepEqual(connection.warnings, [warning]);
  socket.onclose({ code: 1006, reason: '' });
  assert.deepEqual(connection.warnings, []);
});

test('what the server has received tells the round trip', async () => {
  const { connection, sockets: [socket] } = await connected();
  socket.accept();
  connection.send(new Uint8Array(10));
  connection.send(new Uint8Array(10));
  assert.equal(connection.roundTripMillis, null);
  socket.onmessage({ data: '{"type":"received","bytes":10}' });
  assert.ok(connection.roundTripMillis >= 0);
  connection.roundTripMillis = null;
  socket.onmessage({ data: '{"type":"received","bytes":999}' });
  assert.equal(connection.roundTripMillis, null);
});

test('the delay is the age of the oldest byte that waits', async () => {
  const { connection, sockets: [socket] } = await connected();
  let nowMillis = 1_000;
  mock.method(performance, 'now', () => nowMillis);
  socket.accept();
  connection.send(new Uint8Array(10));
  nowMillis += 200;
  connection.send(new Uint8Array(10));
  nowMillis += 300;
  socket.bufferedAmount = 11;
  assert.equal(connection.delaySeconds, 0.5);
  socket.bufferedAmount = 10;
  assert.equal(connection.delaySeconds, 0.3);
  socket.bufferedAmount = 0;
  assert.equal(connection.delaySeconds, 0);
  mock.restoreAll();
});

test('what the network itself keeps shows in answers that take longer, for a while', async () => {
  const { connection, sockets: [socket] } = await connected();
  let nowMillis = 1_000;
  mock.method(performance, 'now', () => nowMillis);
  socket.accept();
  connection.send(new Uint8Array(10));
  nowMillis += 100;
  socket.onmessage({ data: '{"type":"received","bytes":10}' });
  assert.equal(connection.delaySeconds, 0);
  connection.send(new Uint8Array(10));
  nowMillis += 900;
  socket.onmessage({ data: '{"type":"received","bytes":20}' });
  assert.equal(connection.delaySeconds, 0.8);
  nowMillis += 1_500;
  assert.equal(connection.delaySeconds, 0);
  mock.restoreAll();
});

test('a name that is taken at the first attempt is the end, and later is waited for', async () => {
  const { connection, sockets, statuses } = await connected();
  sockets[0].accept();
  sockets[0].onclose({ code: 4409, reason: 'desk is already published' });
  assert.equal(statuses.at(-1).state, 'stopped');

  connection.open();
  await settled();
  sockets[1].accept();
  connection.send(new Uint8Array(1));
  sockets[1].onclose({ code: 4409, reason: 'desk is already published' });
  assert.equal(statuses.at(-1).state, 'reconnecting');
});

test('why the handshake failed is asked, and said', async () => {
  const { sockets: [socket], statuses } = await connected({ status: { status: 'refused', reason: 'no rule permits this' } });
  socket.onclose({ code: 1006, reason: '' });
  await settled();
  assert.deepEqual([statuses.at(-1).state, statuses.at(-1).text], ['stopped', 'No rule permits this.']);
});
