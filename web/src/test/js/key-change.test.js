// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ASKED_AGAIN, ASKING, KeyChange, KeyExchange, MOST_ATTEMPTS } from '../../main/resources/prosa/web/key-change.js';
import { toBase64 } from '../../main/resources/prosa/web/room-cipher.js';

/** @typedef {{run: string, salt: string, before: string, fresh: string, secret: string, starter: string, members: string[]}} Vector */
/** @typedef {{place: number, exchange: KeyExchange, key: string, commitment: string, box: string}} Party */

/** @type {Vector[]} */ const VECTORS = JSON.parse(
  readFileSync(new URL('../../../../client/src/test/resources/prosa/client/new-key.json', import.meta.url), 'utf8'),
);

/** @param {string} text */
const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64url'));

/**
 * The one who starts, and the others.
 *
 * @param {Vector} vector
 */
async function parties(vector) {
  /** @type {Party[]} */ const all = [];
  for (let at = 0; at < vector.members.length; at += 5) {
    const [place, d, key, commitment, box] = vector.members.slice(at, at + 5);
    const point = bytes(key);
    const jwk = { kty: 'EC', crv: 'P-256', d, x: toBase64(point.slice(1, 33)), y: toBase64(point.slice(33)) };
    const pair = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
    all.push({ place: Number(place), exchange: new KeyExchange(bytes(vector.run), bytes(vector.salt), pair, point, bytes(vector.fresh)), key, commitment, box });
  }
  return all;
}

/**
 * Each knows to what the others are bound, and which keys they have shown.
 *
 * @param {Party[]} all
 */
async function meet(all) {
  const [, ...others] = all;
  for (const { exchange } of all) {
    others.forEach((other) => exchange.bound(other.place, bytes(other.commitment)));
    for (const other of others.filter((one) => one.exchange !== exchange)) {
      assert.ok(await exchange.shown(other.place, bytes(other.key)));
    }
  }
}

for (const [index, vector] of VECTORS.entries()) {
  test(`vector ${index}: all have the same secret`, async () => {
    const all = await parties(vector);
    const [starter, ...others] = all;
    for (const one of all) {
      assert.equal(toBase64(await one.exchange.commitment(one.place, one === starter)), one.commitment);
    }
    await meet(all);
    assert.equal(toBase64(await starter.exchange.made(starter.place, bytes(vector.before))), vector.secret);
    for (const one of others) {
      assert.equal(toBase64(await starter.exchange.box(starter.place, one.place)), one.box);
      const opened = await one.exchange.opened(starter.place, bytes(starter.commitment), bytes(starter.key), one.place, bytes(one.box), bytes(vector.before));
      assert.equal(opened === null ? null : toBase64(opened), vector.secret);
    }
  });
}

test('what is not as it was agreed on is refused', async () => {
  const vector = VECTORS[1];
  const all = await parties(vector);
  const [starter, one, two] = all;
  await meet(all);
  const changed = (/** @type {string} */ text) => bytes(text).map((byte, at) => at === 20 ? byte ^ 1 : byte);
  /** @param {{bound?: Uint8Array, key?: Uint8Array, box?: Uint8Array, before?: Uint8Array, place?: number}} with_ */
  const opened = ({ bound = bytes(starter.commitment), key = bytes(starter.key), box = bytes(one.box), before = bytes(vector.before) }) =>
    one.exchange.opened(starter.place, bound, key, one.place, box, before);
  assert.notEqual(await opened({}), null);
  assert.equal(await opened({ bound: changed(starter.commitment) }), null);
  assert.equal(await opened({ key: changed(starter.key) }), null, 'no point of the curve');
  assert.equal(await opened({ key: bytes(two.key) }), null);
  assert.equal(await opened({ box: changed(one.box) }), null);
  assert.equal(await opened({ box: bytes(two.box) }), null);
  assert.notEqual(toBase64(/** @type {Uint8Array} */ (await opened({ before: changed(vector.before) }))), vector.secret);
  assert.equal(await starter.exchange.shown(one.place, bytes(two.key)), false);
  assert.equal(await starter.exchange.shown(9, bytes(one.key)), false);
});

test('who sits in between has made another secret for each side', async () => {
  const run = new Uint8Array(16);
  const salt = new Uint8Array(16).fill(1);
  const before = new Uint8Array(32).fill(2);
  const [ana, toAna, toBia, bia] = await Promise.all([1, 2, 3, 4].map(() => KeyExchange.of(run, salt)));
  /**
   * @param {KeyExchange} starter
   * @param {KeyExchange} other
   */
  const agreed = async (starter, other) => {
    for (const one of [starter, other]) {
      one.bound(2, await other.commitment(2, false));
    }
    assert.ok(await starter.shown(2, other.publicKey));
    const box = await starter.box(1, 2);
    const secret = await other.opened(1, await starter.commitment(1, true), starter.publicKey, 2, box, before);
    assert.deepEqual(secret, await starter.made(1, before));
    return toBase64(/** @type {Uint8Array} */ (secret));
  };
  assert.notEqual(await agreed(ana, toAna), await agreed(toBia, bia));
});

/**
 * A member at place 5 among others at 1 to 4, what it told, and how often its user was asked; time passes when it is told to.
 */
function member() {
  let now = 0;
  let timers = 0;
  const pending = /** @type {Map<number, {at: number, act: () => void}>} */ (new Map());
  const told = /** @type {string[]} */ ([]);
  const asked = /** @type {number[]} */ ([]);
  const change = new KeyChange({
    place: () => 5,
    present: () => new Set([1, 2, 3, 4]),
    salt: () => new Uint8Array(16),
    secret: () => new Uint8Array(32),
    tell: (step) => told.push(step),
    asked: (place) => asked.push(place),
    stays: () => {},
    changed: async () => {},
    missed: () => {},
    soon: () => {},
  }, {
    now: () => now,
    after: (wait, act) => {
      pending.set(++timers, { at: now + wait, act });
      return timers;
    },
    cancel: (timer) => pending.delete(Number(timer)),
  });
  let run = 0;
  return {
    change,
    told,
    asked,
    pass: (/** @type {number} */ time) => {
      now += time;
      for (const [timer, { at, act }] of [...pending]) {
        if (at <= now) {
          pending.delete(timer);
          act();
        }
      }
    },
    /** @param {number} from who begins another attempt */
    ask: (from) => change.told(from, {
      step: 'ask',
      run: toBase64(new Uint8Array(16).fill(++run)),
      data: toBase64(new Uint8Array(32)),
    }),
  };
}

test('who asks again and again is heeded a few times a minute, and another one is, too', async () => {
  const one = member();
  for (let i = 0; i < 50; i++) {
    await one.ask(3);
  }
  assert.deepEqual(one.asked, Array(MOST_ATTEMPTS).fill(3));
  await one.change.went(3);
  await one.ask(3);
  assert.equal(one.asked.length, MOST_ATTEMPTS, 'coming back renews nothing');
  await one.ask(2);
  assert.equal(one.asked.at(-1), 2);
  one.pass(ASKING);
  one.change.stop();
  await one.ask(3);
  assert.equal(one.asked.at(-1), 3, 'later it is heeded again');
  assert.equal(one.asked.length, MOST_ATTEMPTS + 2);
});

test('whoever comes while the others are asked is asked together with who else comes, within five seconds', async () => {
  const one = member();
  await one.change.want();
  for (let place = 6; place < 56; place++) {
    one.change.came(place);
  }
  assert.deepEqual(one.told, ['ask', 'ask'], 'the first of them at once');
  one.pass(ASKED_AGAIN);
  assert.equal(one.told.length, 3, 'all others');
  one.pass(ASKED_AGAIN);
  assert.equal(one.told.length, 3, 'nobody has come since');
  one.change.came(56);
  assert.equal(one.told.length, 4);
  one.change.stop();
  one.pass(ASKED_AGAIN);
  one.change.came(57);
  assert.equal(one.told.length, 4, 'it is over');
});

test('who agreed tells so a few times a minute, however often it is asked again', async () => {
  const one = member();
  await one.ask(4);
  await one.change.want();
  for (let i = 0; i < 50; i++) {
    await one.ask(4);
  }
  assert.deepEqual(one.told, Array(MOST_ATTEMPTS).fill('agree'));
});
