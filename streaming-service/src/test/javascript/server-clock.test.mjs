import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServerClock } from '../../main/resources/static/assets/server-clock.js';

const AHEAD = 1_796_000_000_000;

/** Asks at a time of the page; the question and its answer take so long. */
function ask(clock, at, there, back, ahead = AHEAD) {
  const id = clock.ask(at);
  clock.answered({ id, serverTimeMillis: at + there + ahead }, at + there + back);
}

const error = (clock, at, ahead = AHEAD) => clock.serverMillis(at) - at - ahead;

test('nothing is known before a question is answered', () => {
  const clock = new ServerClock();
  clock.answered({ id: 0, serverTimeMillis: AHEAD }, 10);
  assert.equal(clock.serverMillis(20), null);
});

test('a way that takes as long in both directions does no harm', () => {
  const clock = new ServerClock();
  ask(clock, 0, 40, 40);
  assert.ok(Math.abs(error(clock, 100)) < 1);
});

test('answers behind a backlog do no harm where one message came without', () => {
  const clock = new ServerClock();
  clock.answered({ id: 0, serverTimeMillis: 5 + AHEAD }, 15);
  for (let second = 1; second < 60; second += 1) {
    ask(clock, second * 1000, 10, 1400);
    clock.heard(second * 1000 + AHEAD, second * 1000 + 900);
  }
  assert.ok(Math.abs(error(clock, 60_000)) < 2);
});

test('questions are told apart, however late their answers are', () => {
  const clock = new ServerClock();
  const [first, second] = [clock.ask(0), clock.ask(1000)];
  clock.answered({ id: first, serverTimeMillis: 10 + AHEAD }, 2010);
  clock.answered({ id: second, serverTimeMillis: 1010 + AHEAD }, 1990);
  clock.heard(3000 + AHEAD, 3010);
  assert.ok(Math.abs(error(clock, 3010)) < 1);
});

test('a clock that is set is believed', () => {
  for (const set of [-5_000, 5_000]) {
    const clock = new ServerClock();
    ask(clock, 0, 10, 10);
    ask(clock, 10_000, 10, 10, AHEAD + set);
    assert.ok(Math.abs(error(clock, 10_020, AHEAD + set)) < 1, `set by ${set}`);
  }
});

test('whole milliseconds on a short way contradict nothing', () => {
  const clock = new ServerClock();
  for (let at = 0; at < 5_000; at += 250.1) {
    const id = clock.ask(at);
    clock.answered({ id, serverTimeMillis: Math.floor(at + 0.1 + AHEAD) }, at + 0.2);
    clock.heard(Math.floor(at + 100.3 + AHEAD), at + 100.4);
    assert.ok(Math.abs(error(clock, at + 100.4)) < 1);
  }
});

test('a message of a clock that was set is believed before the next answer', () => {
  const clock = new ServerClock();
  ask(clock, 0, 10, 10);
  clock.heard(1_000 + AHEAD + 5_000, 1_010);
  assert.ok(Math.abs(error(clock, 1_010, AHEAD + 5_000)) < 15);
});

test('another server has another clock', () => {
  const clock = new ServerClock();
  ask(clock, 0, 10, 10);
  clock.restart();
  assert.equal(clock.known, false);
});
