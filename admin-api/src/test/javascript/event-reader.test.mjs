import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventReader } from '../../main/resources/META-INF/iocp-admin/assets/event-reader.js';

function read(...pieces) {
  const events = [];
  const reader = new EventReader((event) => events.push(event));
  pieces.forEach((piece) => reader.read(piece));
  return events;
}

const STREAM = 'id: 7\nevent: log\ndata: one\ndata: two\n\n:comment\n\ndata:three\r\n\r\nevent: empty\n\nid: 8\r\ndata\r\n\r\n';
const EVENTS = [
  { type: 'log', data: 'one\ntwo', id: '7' },
  { type: 'message', data: 'three', id: '7' },
  { type: 'message', data: '', id: '8' },
];

test('events have a type, lines of data and the latest id', () => {
  assert.deepEqual(read(STREAM), EVENTS);
});

test('wherever the text is cut, the events are the same', () => {
  for (let cut = 0; cut <= STREAM.length; cut++) {
    assert.deepEqual(read(STREAM.slice(0, cut), STREAM.slice(cut)), EVENTS, `cut at ${cut}`);
  }
  assert.deepEqual(read(...STREAM), EVENTS);
});

test('an event that is not finished is not told', () => {
  assert.deepEqual(read('data: one\n'), []);
});
