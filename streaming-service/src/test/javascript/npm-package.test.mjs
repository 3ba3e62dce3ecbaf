import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';

const ASSETS = 'src/main/resources/static/assets';
const COMMON = '../admin-api/src/main/resources/META-INF/resources/assets';
const REFERENCE = /(?:from|import|URL\()\s*'(\.\/[^']+\.js)'/g;

function modules(file, found = new Set()) {
  if (!found.has(file)) {
    found.add(file);
    const text = readFileSync(join(file.startsWith('common/') ? COMMON : ASSETS, file), 'utf8');
    [...text.matchAll(REFERENCE)].forEach(([, other]) => modules(posix.join(posix.dirname(file), other), found));
  }
  return found;
}

test('the package has all modules of the player, and no others', () => {
  const { files } = JSON.parse(readFileSync('src/main/npm/package.json', 'utf8'));
  assert.deepEqual(files, [...[...modules('iocp-player.js')].sort(), 'iocp-player.d.ts']);
});

test('what the types and the words are of is there', () => {
  assert.ok(existsSync('src/main/npm/iocp-player.d.ts'));
  const element = readFileSync(join(ASSETS, 'iocp-player.js'), 'utf8');
  const words = readFileSync('src/main/npm/README.md', 'utf8');
  const [, attributes] = /observedAttributes = \[(.*)\]/.exec(element);
  attributes.match(/\w+/g).forEach((attribute) => assert.ok(words.includes(`| \`${attribute}\` |`), attribute));
});
