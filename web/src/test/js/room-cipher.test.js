// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { RoomCipher } from '../../main/resources/prosa/web/room-cipher.js';

/** @typedef {{secret: string, salt: string, stream: string, room: string, place: number, text: string, sealed: string[], code: number[]}} Vector */

/** @type {Vector[]} */ const VECTORS = JSON.parse(
  readFileSync(new URL('../../../../client/src/test/resources/prosa/client/room-cipher.json', import.meta.url), 'utf8'),
);

/** @param {string} text */
const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64url'));

/**
 * @param {Vector} vector
 * @param {string} [room]
 */
const cipher = (vector, room = vector.room) =>
  RoomCipher.of(bytes(vector.secret), bytes(vector.salt), room, bytes(vector.stream));

for (const [index, vector] of VECTORS.entries()) {
  test(`vector ${index} is sealed, opened and has its code`, async () => {
    const writer = await cipher(vector);
    const reader = await cipher(vector);
    for (const sealed of vector.sealed) {
      assert.equal(await writer.seal(vector.place, vector.text), sealed);
      assert.deepEqual(await reader.open(vector.place, sealed), { text: vector.text, missing: 0, late: false });
    }
    assert.deepEqual(await reader.code(), vector.code);
  });

  test(`vector ${index} is not opened at another place, in another room or with a bit changed`, async () => {
    const [sealed] = vector.sealed;
    const reader = await cipher(vector);
    assert.deepEqual(await reader.open(vector.place + 1, sealed), { fault: 'forged' });
    assert.deepEqual(await (await cipher(vector, 'Chat99')).open(vector.place, sealed), { fault: 'forged' });
    const raw = bytes(sealed.slice(3));
    for (let at = 0; at < raw.length; at += raw.length < 200 ? 1 : 37) {
      raw[at] ^= 1;
      assert.deepEqual(await reader.open(vector.place, 'e1.' + Buffer.from(raw).toString('base64url')), { fault: 'forged' });
      raw[at] ^= 1;
    }
  });
}

test('what is repeated, reordered or old is noticed', async () => {
  const [vector] = VECTORS;
  const writer = await cipher(vector);
  const reader = await cipher(vector);
  const said = [];
  for (let i = 0; i < 100; i++) {
    said.push(await writer.seal(1, `text ${i}`));
  }
  assert.deepEqual(await reader.open(1, said[1]), { text: 'text 1', missing: 1, late: false });
  assert.deepEqual(await reader.open(1, said[0]), { text: 'text 0', missing: 0, late: true });
  assert.deepEqual(await reader.open(1, said[0]), { fault: 'repeated' });
  assert.deepEqual(await reader.open(1, said[1]), { fault: 'repeated' });
  assert.deepEqual(await reader.open(1, said[99]), { text: 'text 99', missing: 97, late: false });
  assert.deepEqual(await reader.open(1, said[36]), { text: 'text 36', missing: 0, late: true });
  assert.deepEqual(await reader.open(1, said[35]), { fault: 'old' });
  assert.deepEqual(await reader.open(1, said[99]), { fault: 'repeated' });
});

test('what is no envelope is not opened', async () => {
  const reader = await cipher(VECTORS[0]);
  for (const text of ['', 'oi', 'e1.', 'e1.====', 'e1.' + 'A'.repeat(40_000), 'e1.' + 'A'.repeat(139), 'e2.' + VECTORS[0].sealed[0].slice(3)]) {
    assert.deepEqual(await reader.open(1, text), { fault: 'forged' });
  }
});

test('each entry has a stream of its own, and a stream one place', async () => {
  const [vector] = VECTORS;
  const one = await RoomCipher.of(bytes(vector.secret), bytes(vector.salt), vector.room);
  const two = await RoomCipher.of(bytes(vector.secret), bytes(vector.salt), vector.room);
  assert.notEqual(await one.seal(1, 'oi'), await two.seal(1, 'oi'));
  await assert.rejects(one.seal(2, 'oi'), RangeError);
});

test('one place has so many streams, and the others have theirs', async () => {
  const [vector] = /** @type {[Vector]} */ (VECTORS);
  const reader = await cipher(vector);
  const writer = () =>
    RoomCipher.of(bytes(vector.secret), bytes(vector.salt), vector.room, crypto.getRandomValues(new Uint8Array(16)));
  for (let i = 0; i < 256; i++) {
    assert.ok('text' in await reader.open(1, await (await writer()).seal(1, 'oi')));
  }
  assert.deepEqual(await reader.open(1, await (await writer()).seal(1, 'oi')), { fault: 'crowded' });
  assert.ok('text' in await reader.open(2, await (await writer()).seal(2, 'oi')));
});
