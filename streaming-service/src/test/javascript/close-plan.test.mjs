import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PACES, planAfterClose, planAfterRefusal, retryHintMillis } from '../../main/resources/static/assets/close-plan.js';

test('every plan is a state with words, and a pace unless it is the last', () => {
  for (const code of [1000, 1001, 1003, 1006, 1007, 1008, 1009, 1011, 1013, 4000, 4401, 4403, 4404, 4410]) {
    const plan = planAfterClose(code, '');
    assert.ok(['waiting', 'reconnecting', 'stopped'].includes(plan.state), `${code}`);
    assert.ok(plan.title && plan.text, `${code}`);
    assert.equal(plan.pace in PACES, plan.state !== 'stopped', `${code}`);
  }
});

test('only who may not watch stays away', () => {
  const stopped = [1000, 1001, 1006, 1008, 1011, 1013, 4401, 4403, 4404, 4410].filter((code) => planAfterClose(code, '').state === 'stopped');
  assert.deepEqual(stopped, [1008, 4401, 4403]);
});

test('a slow viewer is known by the code, not by words', () => {
  assert.equal(planAfterClose(4410, '').title, 'The connection is too slow for this stream');
  assert.equal(planAfterClose(1013, 'slow start').title, 'The server is busy');
});

test('the hint of the server is heeded, within reason', () => {
  assert.equal(retryHintMillis('server stops, retry-after=1.5'), 1500);
  assert.equal(retryHintMillis('retry-after=100000'), 120_000);
  assert.equal(retryHintMillis('later'), undefined);
  assert.equal(planAfterClose(1001, 'retry-after=3').hintMillis, 3000);
});

test('a refusal is told in the words of the server', () => {
  const invalid = planAfterRefusal({ status: 'invalid', reason: 'stream name starts with a dot' });
  assert.deepEqual([invalid.state, invalid.text], ['stopped', 'Stream name starts with a dot.']);
  const refused = planAfterRefusal({ status: 'refused', reason: 'watching is closed' });
  assert.deepEqual([refused.state, refused.pace, refused.text], ['waiting', 'rare', 'Watching is closed.']);
});

test('without an answer the server is away', () => {
  assert.equal(planAfterRefusal(null).title, 'No connection to the server');
  assert.equal(planAfterRefusal({ status: 'something new' }).state, 'reconnecting');
});

test('a server that answers but lets no WebSocket in is not taken for one that is away', () => {
  assert.equal(planAfterRefusal({ status: 'live', reason: '' }).title, 'No connection to the stream');
});
