import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELDS, meant, sentences, shown } from '../../main/resources/META-INF/iocp-admin/assets/settings-fields.js';

const field = (name) => FIELDS.find((each) => each.name === name);

test('what is shown is meant again', () => {
  for (const each of FIELDS) {
    const value = each.options ? each.options[0] : 7 * (each.unit ?? 1);
    assert.equal(meant(each, shown(each, value)), value, each.name);
  }
});

test('values are shown in the unit of the form', () => {
  assert.equal(shown(field('idleTimeoutMillis'), 90_000), '90');
  assert.equal(meant(field('sendQueueBytes'), '0.5'), 512);
});

test('names and properties are there once', () => {
  assert.equal(new Set(FIELDS.map(({ name }) => name)).size, FIELDS.length);
  assert.equal(new Set(FIELDS.map(({ property }) => property)).size, FIELDS.length);
});

test('a refusal is taken apart, and each sentence goes to its field', () => {
  const found = sentences('iocp.ping-interval must be shorter than iocp.idle-timeout: pingInterval=PT1M; the server stops');
  assert.equal(found.get('pingIntervalMillis'), 'Must be shorter than the idle timeout');
  assert.equal(found.get(''), 'the server stops');
});

test('durations are told in words', () => {
  const found = sentences('iocp.close-timeout must be at most PT1H30M');
  assert.equal(found.get('closeTimeoutMillis'), 'Must be at most 1 h 30 min');
});

test('what the API calls by its own name finds its field too', () => {
  assert.ok(sentences('jobWorkers must be at least 1').has('jobWorkers'));
});
