import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaints, fieldsOf, groupsOf, meant, shown } from '../../main/resources/META-INF/iocp-admin/assets/settings-fields.js';

const SCHEMA = {
  settings: [
    { name: 'idleTimeoutMillis', property: 'iocp.idle-timeout', label: 'Idle timeout', description: 'd', type: 'DURATION', choices: [], restart: false },
    { name: 'sendQueueBytes', property: 'iocp.send-queue', label: 'Send queue', description: 'd', type: 'SIZE', choices: [], restart: false },
    { name: 'maxConnections', property: 'iocp.max-connections', label: 'Maximum connections', description: 'd', type: 'NUMBER', choices: [], restart: false },
    { name: 'maxFrameBytes', property: 'iocp.websocket.max-frame-size', label: 'Maximum frame size', description: 'd', type: 'SIZE', choices: [], restart: false },
    { name: 'logLevel', property: 'logging.level.io.iocp', label: 'Log level', description: 'd', type: 'TEXT', choices: ['INFO', 'DEBUG'], restart: false },
    { name: 'port', property: 'iocp.port', label: 'Port', description: 'd', type: 'NUMBER', choices: [], restart: true },
  ],
};
const FIELDS = fieldsOf(SCHEMA);
const field = (name) => FIELDS.find((each) => each.name === name);

test('what only a restart changes has no field', () => {
  assert.equal(field('port'), undefined);
  assert.equal(FIELDS.length, SCHEMA.settings.length - 1);
});

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

test('fields stand under the title of their prefix', () => {
  const titles = groupsOf(FIELDS).map(({ title, fields }) => [title, fields.map(({ name }) => name)]);
  assert.deepEqual(titles, [
    ['Clients', ['idleTimeoutMillis', 'sendQueueBytes', 'maxConnections']],
    ['WebSocket', ['maxFrameBytes']],
    ['Server', ['logLevel']],
  ]);
});

test('each error goes to its field, and others are told with their property', () => {
  const found = complaints(
    {
      errors: [
        { property: 'iocp.idle-timeout', value: '0', bounds: 'above 0' },
        { property: 'iocp.other', value: '7', bounds: 'at most 3' },
      ],
    },
    FIELDS,
  );
  assert.equal(found.get('idleTimeoutMillis'), 'Must be above 0');
  assert.equal(found.get(''), 'iocp.other must be at most 3');
});

test('a problem without errors is told in its own words', () => {
  assert.equal(complaints({ detail: 'the server stops' }, FIELDS).get(''), 'the server stops');
  assert.equal(complaints({ title: 'Conflict' }, FIELDS).get(''), 'Conflict');
});
