import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlayerEvents } from '../../main/resources/static/assets/player-events.js';

const types = (events) => events.map(({ type }) => type);
const LIVE = { state: 'live', behindSeconds: 0.2 };

test('it waits, plays, and waits again', () => {
  const events = new PlayerEvents();
  assert.deepEqual(types(events.since({ state: 'connecting' }, 0)), ['waiting']);
  assert.deepEqual(types(events.since({ state: 'buffering' }, 250)), []);
  assert.deepEqual(types(events.since(LIVE, 500)), ['playing', 'delay']);
  assert.deepEqual(types(events.since(LIVE, 750)), []);
  assert.deepEqual(types(events.since({ state: 'buffering' }, 1000)), ['waiting']);
  assert.deepEqual(types(events.since(LIVE, 1250)), ['playing']);
});

test('the delay is told once a second', () => {
  const events = new PlayerEvents();
  events.since(LIVE, 0);
  const delays = [250, 500, 750, 1000, 1250].flatMap((millis) => events.since({ ...LIVE, behindSeconds: millis / 1000 }, millis));
  assert.deepEqual(delays, [{ type: 'delay', detail: { seconds: 1 } }]);
});

test('an end and a refusal are told once, however often they are found', () => {
  const events = new PlayerEvents();
  events.since(LIVE, 0);
  const ended = { state: 'waiting', cause: 'ended', title: 'The stream has ended', text: '' };
  assert.deepEqual(types(events.since(ended, 10)), ['ended', 'waiting']);
  assert.deepEqual(types(events.since(ended, 20)), []);
  assert.deepEqual(types(events.since({ state: 'connecting' }, 30)), []);
  const refused = { state: 'waiting', cause: 'refused', title: 'No', text: 'Because.' };
  assert.deepEqual(events.since(refused, 40), [{ type: 'refused', detail: { title: 'No', text: 'Because.' } }]);
  events.since({ state: 'connecting' }, 50);
  assert.deepEqual(types(events.since(refused, 60)), []);
  events.since(LIVE, 70);
  assert.deepEqual(types(events.since(ended, 80)), ['ended', 'waiting']);
});

test('which rendition is shown is told when it is another, or held', () => {
  const events = new PlayerEvents();
  const told = [
    events.since({ state: 'connecting' }, 0),
    events.since({ ...LIVE, rendition: 'hi' }, 10),
    events.since({ ...LIVE, rendition: 'hi' }, 20),
    events.since({ ...LIVE, rendition: 'hi', pinnedRendition: 'lo' }, 30),
    events.since({ ...LIVE, rendition: 'lo', pinnedRendition: 'lo' }, 40),
  ].flat().filter(({ type }) => type === 'rendition');
  assert.deepEqual(told.map(({ detail }) => detail), [
    { rendition: 'hi', pinned: null },
    { rendition: 'hi', pinned: 'lo' },
    { rendition: 'lo', pinned: 'lo' },
  ]);
});
