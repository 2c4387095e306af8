// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { TakenNames, distinct, keys, prototypes, withPlace } from '../../main/resources/prosa/web/names.js';

const PROTOCOL = new URL('../../../../protocol/src/', import.meta.url);
const ALIKE = prototypes(readFileSync(new URL('main/resources/prosa/protocol/confusables.txt', PROTOCOL), 'utf8'));
const PAIRS = readFileSync(new URL('test/resources/prosa/protocol/names-alike.csv', PROTOCOL), 'utf8')
  .split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(', '));

/**
 * @param {string} name
 * @param {string[]} others
 */
function among(name, others) {
  const taken = new Set(others.flatMap((other) => keys(other, ALIKE)));
  return distinct(name, (key) => taken.has(key), ALIKE);
}

test('names that look alike are one name and others are not, as for the server', () => {
  assert.ok(PAIRS.length > 40);
  for (const [first, second, alike] of PAIRS) {
    const common = keys(first, ALIKE).some((key) => keys(second, ALIKE).includes(key));
    assert.equal(common, alike === 'yes', `${first}, ${second}`);
    assert.equal(among(second, [first]), alike === 'yes' ? `${second} 2` : second);
  }
});

test('a number stands behind a name that is taken, within the longest name', () => {
  assert.equal(among('Ana', ['Ana', 'Аna 2']), 'Ana 3');
  assert.equal(among('x'.repeat(32), ['x'.repeat(32)]), `${'x'.repeat(30)} 2`);
});

test('a number for one of many equal names is found in a few steps, as by the server', () => {
  /** @type {Map<number, string>} */ const names = new Map();
  const taken = new TakenNames();
  for (let place = 1; place <= 1500; place++) {
    taken.set(names, ALIKE);
    const name = taken.distinct('Ana', place, ALIKE);
    assert.equal(name, place === 1 ? 'Ana' : `Ana ${place}`);
    names.set(place, name);
  }
  names.delete(5);
  names.set(7, 'Rui');
  taken.set(names, ALIKE);
  assert.equal(taken.distinct('ANA', 2000, ALIKE), 'ANA 5');
  assert.equal(taken.distinct('Rui', 7, ALIKE), 'Rui', 'its own');
  assert.equal(taken.distinct('Rui', 8, ALIKE), 'Rui 2');
  taken.set(new Map(), ALIKE);
  assert.equal(taken.distinct('Ana', 1, ALIKE), 'Ana');
});

test('who takes the numbers that are tried first keeps nobody from having one', () => {
  const others = ['Ana', ...Array.from({ length: 15 }, (_, i) => `Ana ${i + 2}`), ...Array.from({ length: 36 }, (_, i) => `Ana ${2 ** (i + 5)}`)];
  const name = among('Ana', others);
  assert.match(name, /^Ana \d+$/u);
  assert.ok(!others.includes(name));
});

test('names that came before the table of characters are told apart once it is there', () => {
  const names = new Map([[1, 'Аna'], [2, 'Eva']]);
  const taken = new TakenNames();
  taken.set(names, new Map()); // it could not be loaded
  taken.set(names, ALIKE);
  assert.equal(taken.distinct('Ana', 3, ALIKE), 'Ana 2');
  assert.equal(taken.distinct('Eva', 2, ALIKE), 'Eva');
});

test('of names that look alike the place is told, too', () => {
  const members = [{ place: 1, user: 'Ana' }, { place: 3, user: '\u0410n\u0430' }, { place: 4, user: 'Rui' }];
  assert.equal(withPlace(members, 1, 'Ana', ALIKE), 'Ana [1]');
  assert.equal(withPlace(members, 3, '\u0410n\u0430', ALIKE), '\u0410n\u0430 [3]');
  assert.equal(withPlace(members, 4, 'Rui', ALIKE), 'Rui');
  assert.equal(withPlace(members, 7, 'ANA', new Map()), 'ANA [7]', 'without the table of characters');
});
