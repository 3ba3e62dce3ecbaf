import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renditionsOf } from '../../main/resources/META-INF/iocp-admin/assets/rendition-names.js';

const streams = ['desk@lo', 'desk@hi', 'desktop@hi', 'door', 'desk@mid'].map((name) => ({ name }));

test('the renditions of a stream are those with its name in front of the @', () => {
  assert.deepEqual(renditionsOf('desk@hi', streams), ['hi', 'lo', 'mid']);
  assert.deepEqual(renditionsOf('desk', streams), ['hi', 'lo', 'mid']);
});

test('a stream without renditions has none', () => {
  assert.deepEqual(renditionsOf('door', streams), []);
});
