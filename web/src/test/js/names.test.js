// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { distinct, keys, prototypes } from '../../main/resources/prosa/web/names.js';

const PROTOCOL = new URL('../../../../protocol/src/', import.meta.url);
const ALIKE = prototypes(readFileSync(new URL('main/resources/prosa/protocol/confusables.txt', PROTOCOL), 'utf8'));
const PAIRS = readFileSync(new URL('test/resources/prosa/protocol/names-alike.csv', PROTOCOL), 'utf8')
  .split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(', '));

test('names that look alike are one name and others are not, as for the server', () => {
  assert.ok(PAIRS.length > 40);
  for (const [first, second, alike] of PAIRS) {
    const common = keys(first, ALIKE).some((key) => keys(second, ALIKE).includes(key));
    assert.equal(common, alike === 'yes', `${first}, ${second}`);
    assert.equal(distinct(second, [first], ALIKE), alike === 'yes' ? `${second} 2` : second);
  }
});

test('a number stands behind a name that is taken, within the longest name', () => {
  assert.equal(distinct('Ana', ['Ana', 'Аna 2'], ALIKE), 'Ana 3');
  assert.equal(distinct('x'.repeat(32), ['x'.repeat(32)], ALIKE), `${'x'.repeat(30)} 2`);
});
