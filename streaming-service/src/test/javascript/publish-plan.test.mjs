import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planAfterPublisherClose, planAfterPublisherRefusal } from '../../main/resources/static/assets/publish-plan.js';

test('the server\'s words are shown', () => {
  assert.deepEqual(planAfterPublisherClose(4409, 'desk is already published'), {
    state: 'stopped',
    title: 'The name is taken',
    text: 'The server says: desk is already published.',
  });
  assert.deepEqual(planAfterPublisherRefusal({ status: 'refused', reason: 'no rule permits this' }), {
    state: 'stopped',
    title: 'You may not publish this stream',
    text: 'No rule permits this.',
  });
});

test('a name that the lost connection still holds is waited for', () => {
  const plan = planAfterPublisherClose(4409, 'desk is already published', { published: true });
  assert.equal(plan.state, 'reconnecting');
  assert.equal(plan.pace, 'slow');
});

test('who is replaced does not fight for the name', () => {
  const plan = planAfterPublisherClose(4409, 'another publisher took the stream over', { published: true, held: true });
  assert.equal(plan.state, 'stopped');
  assert.equal(plan.title, 'Another publisher took the stream over');
});

test('a lost connection and a restart come back, a broken container does not', () => {
  assert.equal(planAfterPublisherClose(1006, '').state, 'reconnecting');
  assert.equal(planAfterPublisherClose(1001, 'retry-after=1').hintMillis, 1_000);
  assert.equal(planAfterPublisherClose(1013, 'the server has no room for more streams').state, 'reconnecting');
  assert.equal(planAfterPublisherClose(1007, 'moof at 12').state, 'stopped');
});
