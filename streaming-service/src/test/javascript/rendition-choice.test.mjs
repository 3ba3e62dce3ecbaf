import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choicesOf, RenditionChoice } from '../../main/resources/static/assets/rendition-choice.js';

const HI = { name: 'hi', width: 1280, height: 720 };
const LO = { name: 'lo', width: 0, height: 0 };
const told = (renditions, pinned = null) => ({ type: 'renditions', renditions, pinned });

test('a stream without renditions gives no choice', () => {
  const choice = new RenditionChoice();
  choice.stream('desk');
  assert.equal(choice.snapshot.rendition, '');
  assert.deepEqual(choicesOf(choice.snapshot), []);
  assert.deepEqual(choicesOf({}), []);
});

test('one rendition alone is no choice, unless another one is wanted', () => {
  assert.deepEqual(choicesOf({ rendition: 'hi', renditions: [HI] }), []);
  assert.deepEqual(choicesOf({ rendition: 'hi', renditions: [HI], pinnedRendition: 'hi' }), []);
  assert.deepEqual(choicesOf({ rendition: 'hi', renditions: [HI], pinnedRendition: 'lo' }).map(({ label }) => label), ['Automatic', 'hi (1280 × 720)', 'lo (not live)']);
});

test('whoever leaves it to the server sees what it took', () => {
  const choice = new RenditionChoice();
  choice.stream('desk@hi');
  choice.hear(told([HI, LO]));
  assert.deepEqual(choicesOf(choice.snapshot), [
    { value: '', label: 'Automatic (hi)' },
    { value: 'hi', label: 'hi (1280 × 720)' },
    { value: 'lo', label: 'lo' },
  ]);
});

test('what is chosen is told once, and goes into the next address', () => {
  const choice = new RenditionChoice();
  choice.hear(told([HI, LO]));
  assert.deepEqual(choice.choose('lo'), { type: 'rendition', name: 'lo' });
  assert.equal(choice.choose('lo'), null);
  assert.equal(choice.wanted, 'lo');
  choice.hear(told([HI, LO], 'lo'));
  assert.equal(choice.wanted, 'lo');
  assert.deepEqual(choice.choose(null), { type: 'rendition', name: null });
  assert.equal(new RenditionChoice('lo').wanted, 'lo');
});

test('what is refused is said, and what was before stays', () => {
  const choice = new RenditionChoice();
  choice.hear(told([HI, LO], 'hi'));
  choice.choose('lo');
  choice.hear({ type: 'rendition-refused', reason: 'desk has no rendition of this name that is live' });
  assert.equal(choice.snapshot.pinnedRendition, 'hi');
  assert.match(choice.snapshot.renditionNote, /no rendition of this name/);
  choice.choose(null);
  assert.equal(choice.snapshot.renditionNote, '');
});

test('somebody else may decide for the viewer', () => {
  const choice = new RenditionChoice();
  choice.hear(told([HI, LO], 'lo'));
  assert.equal(choice.snapshot.pinnedRendition, 'lo');
});

test('a stream that has no renditions any more has nothing to choose from', () => {
  const choice = new RenditionChoice();
  choice.stream('desk@hi');
  choice.hear(told([HI, LO]));
  choice.stream('desk');
  assert.deepEqual(choicesOf(choice.snapshot), []);
});
