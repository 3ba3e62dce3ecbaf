import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PastView } from '../../main/resources/static/assets/past-view.js';

const iso = (millis) => new Date(millis).toISOString();

function viewer({ mode = 'mse' } = {}) {
  const told = [];
  const place = { now: 0 };
  const player = { speed: 1, held: true, resumed: 0, holds: () => player.held, resumeHere: () => (player.resumed += 1) };
  const ladder = { mode, wanted: mode, want: (wanted) => (ladder.mode = ladder.wanted = wanted) };
  let reopened = 0;
  const past = new PastView({ tell: (message) => told.push(message), reopen: () => (reopened += 1), player: () => player, position: () => place.now, ladder });
  const now = Date.now();
  past.opened();
  past.hear({ type: 'window', from: iso(now - 60_000), now: iso(now) });
  return { past, told, place, player, ladder, now, reopened: () => reopened };
}

/** The server has taken the viewer to a moment. */
function goes({ past, place, player }, moment) {
  past.hear({ type: 'past', time: iso(moment), from: iso(moment) });
  assert.equal(past.takeTurn(), true);
  past.playerMade(player);
  past.hear({ type: 'at', time: iso(moment) });
  past.placed()(50);
  place.now = 50;
}

test('a seek asks the server, and takes another player', () => {
  const view = viewer();
  view.past.seek(view.now - 20_000);
  assert.deepEqual(view.told, [{ type: 'seek', to: iso(view.now - 20_000) }]);
  assert.equal(view.past.active, false);
  goes(view, view.now - 20_000);
  assert.equal(view.past.active, true);
  view.place.now = 53;
  assert.equal(view.past.snapshot(0).shownMillis > view.now - 18_000, true);
  assert.equal(view.past.takeTurn(), false);
});

test('a connection that comes back goes on where it was', () => {
  const view = viewer();
  assert.equal(view.past.from, null);
  goes(view, view.now - 20_000);
  view.place.now = 51;
  assert.equal(view.past.from, iso(view.now - 19_000));
});

test('what was paused goes on in the buffer, or is asked for again', () => {
  const view = viewer();
  goes(view, view.now - 20_000);
  view.past.pause(0);
  assert.equal(view.past.resume(), true);
  assert.equal(view.player.resumed, 1);
  assert.deepEqual(view.told, []);

  view.past.pause(0);
  view.player.held = false;
  assert.equal(view.past.resume(), true);
  assert.deepEqual(view.told, [{ type: 'seek', to: iso(view.now - 20_000) }]);
});

test('without a past a pause ends with what is live', () => {
  const view = viewer();
  view.past.hear({ type: 'window', from: null, now: iso(view.now) });
  view.past.pause(0);
  assert.equal(view.past.resume(), false);
});

test('single frames are there of what is live only: another way takes their place until then', () => {
  const view = viewer({ mode: 'webcodecs' });
  view.past.seek(view.now - 10_000);
  assert.equal(view.ladder.mode, 'mse');
  assert.equal(view.reopened(), 1);
  assert.equal(view.past.from, iso(view.now - 10_000));
  view.past.opened();
  goes(view, view.now - 10_000);
  view.past.goLive();
  assert.equal(view.ladder.mode, 'webcodecs');
  assert.equal(view.reopened(), 2);
  assert.equal(view.past.from, null);
});

test('a wish that is not fulfilled is told, and nothing changes', () => {
  const view = viewer();
  view.past.seek(view.now - 10_000);
  view.past.hear({ type: 'seek-refused', reason: 'too many viewers are in the past' });
  assert.equal(view.past.refusal, 'too many viewers are in the past');
  assert.equal(view.past.active, false);
});

test('the speed is that of the past', () => {
  const view = viewer();
  goes(view, view.now - 20_000);
  view.past.speed = 2;
  assert.equal(view.player.speed, 2);
  view.past.hear({ type: 'present' });
  assert.equal(view.past.speed, 1);
});
