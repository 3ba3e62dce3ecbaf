import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveEdge } from '../../main/resources/static/assets/live-edge.js';

/**
 * Plays what arrives, in steps of ten milliseconds, as a video would.
 *
 * @param arrivals `[wall clock, end of what is buffered then]` in order
 * @returns for each moment `{now, position, ahead, reason}`
 */
function play(arrivals, { seconds, fragmentSeconds = 0, start = 0, edge = new LiveEdge() }) {
  let position = 0;
  let rate = 1;
  let end = null;
  const moments = [];
  const waiting = [...arrivals];
  for (let now = 0; now < seconds; now += 0.01) {
    while (waiting.length > 0 && waiting[0][0] <= now) {
      end = waiting.shift()[1];
    }
    if (end !== null) {
      const decision = edge.decide({ ranges: [[start, end]], currentTime: position, fragmentSeconds, nowSeconds: now });
      position = decision.seekTo ?? position;
      rate = decision.rate;
      moments.push({ now, position, ahead: end - position, reason: decision.reason });
      position = Math.min(end, position + 0.01 * rate);
    }
  }
  return moments;
}

function every(stepSeconds, seconds, lateness = () => 0) {
  return Array.from({ length: Math.floor(seconds / stepSeconds) }, (_, index) => [1 + index * stepSeconds + lateness(index), (index + 1) * stepSeconds]);
}

const after = (moments, seconds) => moments.filter(({ now }) => now > seconds);
const jumps = (moments) => moments.filter(({ reason }) => reason === 'late' || reason === 'gap').length;

test('single frames are shown at most 350 ms after they came, and are never used up', () => {
  const moments = play(every(0.04, 30), { seconds: 30, fragmentSeconds: 0.04 });
  assert.ok(Math.max(...after(moments, 3).map(({ ahead }) => ahead)) <= 0.35);
  assert.ok(Math.min(...after(moments, 3).map(({ ahead }) => ahead)) > 0.05);
});

test('a jitter of arrivals is stood by for, no more', () => {
  const late = (index) => ((index * 7919) % 10) * 0.03;
  const moments = after(play(every(0.04, 60, late).sort((a, b) => a[0] - b[0]), { seconds: 60, fragmentSeconds: 0.04 }), 15);
  assert.ok(Math.min(...moments.map(({ ahead }) => ahead)) > 0);
  assert.ok(Math.max(...moments.map(({ ahead }) => ahead)) < 0.8);
});

test('the length of the first fragment sets the distance', () => {
  const moments = play(every(10, 60), { seconds: 60, fragmentSeconds: 10 });
  assert.equal(moments[0].position, 0);
  assert.equal(jumps(moments), 0);
  assert.ok(moments.at(-1).position > 45);
});

test('clusters that come in bursts are learned from the first two', () => {
  const arrivals = every(5, 100);
  const moments = play(arrivals, { seconds: 100, fragmentSeconds: 0.02 });
  assert.ok(Math.min(...after(moments, 25).map(({ ahead }) => ahead)) > 0);
  assert.equal(jumps(after(moments, 25)), 0);
});

test('the cached group that arrives in a burst is not played from its start', () => {
  const burst = Array.from({ length: 150 }, (_, index) => [1 + index * 0.001, (index + 1) * 0.04]);
  const then = every(0.04, 20).map(([now, end]) => [now + 0.15, end + 6]);
  const moments = play([...burst, ...then], { seconds: 20, fragmentSeconds: 0.04 });
  assert.ok(after(moments, 2)[0].ahead <= 0.55);
  assert.ok(after(moments, 10)[0].ahead <= 0.35);
});

test('one hiccup is caught up with', () => {
  const late = (index) => (index >= 500 && index < 600 ? (600 - index) * 0.04 : 0);
  const moments = play(every(0.04, 40, late), { seconds: 40, fragmentSeconds: 0.04 });
  assert.ok(moments.at(-1).ahead <= 0.35);
});

test('a position that is far behind jumps', () => {
  const edge = new LiveEdge();
  let decision = {};
  for (let end = 0.04; end < 10 && decision.reason !== 'late'; end += 0.04) {
    decision = edge.decide({ ranges: [[0, end]], currentTime: Math.min(end, 1), fragmentSeconds: 0.04, nowSeconds: 100 + end });
  }
  assert.equal(decision.reason, 'late');
  assert.ok(decision.seekTo > 3 && decision.seekTo < 5);
});

test('a gap is passed when what is in front of it was played', () => {
  const edge = new LiveEdge();
  edge.decide({ ranges: [[0, 2]], currentTime: 1.9, fragmentSeconds: 0, nowSeconds: 10 });
  edge.decide({ ranges: [[0, 2], [2.6, 3]], currentTime: 1.9, fragmentSeconds: 0, nowSeconds: 11.2 });
  const decision = edge.decide({ ranges: [[0, 2], [2.6, 3]], currentTime: 1.95, fragmentSeconds: 0, nowSeconds: 11.25 });
  assert.deepEqual([decision.seekTo, decision.reason], [2.6, 'gap']);
});

test('after a pause the position is found anew', () => {
  const edge = new LiveEdge();
  edge.decide({ ranges: [[0, 1]], currentTime: 0, fragmentSeconds: 0, nowSeconds: 1 });
  edge.rejoin();
  assert.equal(edge.decide({ ranges: [[0, 30]], currentTime: 1, fragmentSeconds: 0, nowSeconds: 30 }).reason, 'join');
});

test('nothing is decided before there is something', () => {
  assert.deepEqual(new LiveEdge().decide({ ranges: [], currentTime: 0, fragmentSeconds: 0, nowSeconds: 0 }), { aheadSeconds: 0, rate: 1 });
});

test('where the speed is not to be changed a position that is a second too late jumps, and keeps its speed', () => {
  const edge = new LiveEdge();
  let decision = {};
  for (let end = 0.04; end < 10 && decision.reason !== 'late'; end += 0.04) {
    decision = edge.decide({ ranges: [[0, end]], currentTime: 0, fragmentSeconds: 0.04, nowSeconds: 100 + end, steady: true });
    assert.equal(decision.rate, 1);
  }
  assert.equal(decision.reason, 'late');
  assert.ok(decision.seekTo < 3);
});

test('jumps that do not help become rare where the speed is not to be changed', () => {
  const edge = new LiveEdge();
  let late = 0;
  let position = 0;
  // Whatever it does, the position stands still for a second after each jump.
  let stillUntil = 0;
  for (let now = 0.04; now < 20; now += 0.04) {
    const decision = edge.decide({ ranges: [[0, now]], currentTime: position, fragmentSeconds: 0.04, nowSeconds: now, steady: true });
    if (decision.seekTo !== undefined) {
      late += decision.reason === 'late' ? 1 : 0;
      position = decision.seekTo;
      stillUntil = now + 1.5;
    } else if (now > stillUntil) {
      position += 0.04;
    }
  }
  assert.ok(late <= 3, `${late} jumps`);
});
