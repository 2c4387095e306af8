// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { APART, ASKING, MAKING } from '../../main/resources/prosa/web/key-change.js';
import { RoomCipher, fromBase64, toBase64 } from '../../main/resources/prosa/web/room-cipher.js';
import { NAME_WAIT, SealedRoom, UNDER_WAY, elsewhere, newSecret, secretIn, tidyName } from '../../main/resources/prosa/web/sealed-room.js';
import { FakeClock } from './fakes.js';
import { shared } from './shared-examples.js';

const ALIKE = new Map([['А', 'A']]);
const SALT = toBase64(new Uint8Array(16).fill(7));
const LIMITS = { message: 16384, text: 8192 };

/** A server's room, and one that does with what passes as a test says. */
class Table {
  /** @type {Map<number, Member>} */ members = new Map();
  /** @type {Map<number, string>} */ kept = new Map();
  n = 0;
  /** Whether everybody sits there for less than a minute, and the host wants that marked. */ marks = false;
  /** @type {string[]} all that the server saw */ seen = [];
  /** @type {(to: Member, message: any) => any[]} what this member is told instead */ tamper = (_to, message) => [message];

  /** @param {any} message */
  tell(message) {
    for (const member of this.members.values()) {
      this.tamper(member, message).forEach((one) => member.room.text(one));
    }
  }

  /**
   * @param {Member} from
   * @param {any} message
   */
  take(from, message) {
    this.seen.push(JSON.stringify(message));
    const { place } = from;
    const user = place === 1 ? 'Guest' : `Guest ${place}`;
    switch (message.type) {
      case 'enter':
        assert.equal(message.user, 'Guest');
        assert.equal(message.encrypted, true);
        this.seat(from);
        break;
      case 'say':
        assert.match(message.message, /^e1\./u);
        this.tell({ type: 'said', n: ++this.n, place, user, message: message.message, id: message.id, ...(this.marks ? { newcomer: true } : {}) });
        break;
      case 'tell':
        if (message.keep) {
          this.kept.set(place, message.sealed);
        }
        this.tell({ type: 'told', place, user, sealed: message.sealed, ...(message.keep ? { keep: true } : {}) });
        break;
    }
  }

  /**
   * @param {Member} member
   * @param {object} [more]
   */
  seat(member, more = { salt: SALT }) {
    const { place } = member;
    const members = [...this.members.keys()].filter((one) => one !== place)
      .map((one) => ({ place: one, user: one === 1 ? 'Guest' : `Guest ${one}`, state: 'here', member: one, sealed: this.kept.get(one) }));
    const user = place === 1 ? 'Guest' : `Guest ${place}`;
    if (!this.members.has(place)) {
      this.tell({ type: 'joined', place, user, member: place });
      this.members.set(place, member);
    }
    const seated = { type: 'seated', room: 'Chat7', user, place, member: place, seat: 's', n: this.n, capacity: 10, private: true, members, limits: LIMITS, ...more };
    this.tamper(member, seated).forEach((one) => member.room.text(one));
  }
}

class Member {
  clock = new FakeClock();
  /** @type {any[]} what the session is told */ heard = [];
  /** @type {[string, string, number][]} */ faults = [];
  /** @type {any[]} */ keys = [];
  ended = false;
  place;
  room;

  /**
   * @param {Table} table
   * @param {number} place
   * @param {string} secret
   * @param {string} user
   * @param {Map<string, string>} [alike]
   */
  constructor(table, place, secret, user, alike = ALIKE) {
    this.place = place;
    this.room = new SealedRoom(secret, {
      receive: (message) => this.heard.push(message),
      send: (message) => {
        table.take(this, message);
        return true;
      },
      fault: (fault, name, count) => this.faults.push([fault, name, count]),
      key: (news) => this.keys.push(news),
      end: () => {
        this.ended = true;
      },
      alike: async () => alike,
    }, this.clock);
    this.room.text({ type: 'hello' });
    this.room.send({ type: 'enter', user });
  }

  /** @param {string} type */
  all(type) {
    return this.heard.filter((one) => one.type === type);
  }

  /**
   * @param {string} message
   * @param {object} [more]
   */
  say(message, more = {}) {
    this.room.send({ type: 'say', message, id: `${this.place}-${message.length}-${message.charCodeAt(0)}`, ...more });
  }

  /** @param {string} type of what was told of a new key */
  news(type) {
    return this.keys.filter((one) => one.type === type);
  }

  get texts() {
    return this.all('said').map((one) => one.message);
  }
}

/** @param {Table} table */
async function quiet(table) {
  for (let i = 0; i < 6; i++) {
    for (const member of table.members.values()) {
      await member.room.settled();
    }
  }
}

/** @param {string} [other] the secret of the second */
async function two(other) {
  const table = new Table();
  const secret = newSecret();
  const ana = new Member(table, 1, secret, 'Ana');
  await quiet(table);
  const bia = new Member(table, 2, other ?? secret, 'Bia');
  await quiet(table);
  return { table, secret, ana, bia };
}

test('links of a member in its first minute are marked, and other texts are not', async () => {
  const { table, ana, bia } = await two();
  table.marks = true;
  for (const text of ['see https://example.org/', 'no link', 'www.example.org']) {
    bia.say(text);
    await quiet(table);
  }
  assert.deepEqual(ana.all('said').map((said) => said.newcomer === true), [true, false, true]);
});

test('members hear each other, and the server sees neither texts nor names', async () => {
  const { table, secret, ana, bia } = await two();
  assert.deepEqual(bia.all('seated')[0].members.map((/** @type {any} */ one) => one.user), ['Ana']);
  assert.equal(bia.all('seated')[0].user, 'Bia');
  assert.deepEqual(ana.all('joined').map((one) => one.user), ['Bia']);
  assert.deepEqual(ana.room.code, bia.room.code);
  assert.equal(ana.room.code.length, 6);
  ana.say('CANARY one');
  ana.say('waves', { action: true, re: 1 });
  bia.room.send({ type: 'react', n: 1, reaction: '👍' });
  bia.room.send({ type: 'rename', user: 'CANARY Bianca' });
  await quiet(table);
  assert.deepEqual(bia.all('said').map(({ user, message, action, re }) => [user, message, action, re]),
    [['Ana', 'CANARY one', false, undefined], ['Ana', 'waves', true, 1]]);
  assert.deepEqual(ana.all('reacted').map(({ n, user, reaction }) => [n, user, reaction]), [[1, 'Bia', '👍']]);
  assert.deepEqual(ana.all('renamed').map(({ user, to }) => [user, to]), [['Bia', 'CANARY Bianca']]);
  assert.deepEqual(bia.all('renamed').map(({ to }) => to), ['CANARY Bianca']);
  assert.deepEqual([...ana.faults, ...bia.faults], []);
  for (const seen of table.seen) {
    assert.ok(!seen.includes('CANARY') && !seen.includes('Ana') && !seen.includes('👍') && !seen.includes(secret), seen);
  }
});

/** @type {[string, (all: any[]) => any[], string[], string[]][]} */ const TAMPERED = [
  ['left out', (all) => [all[0], all[2]], ['one', 'three'], ['missing']],
  ['swapped', (all) => [all[1], all[0], all[2]], ['two', 'one', 'three'], ['missing', 'late']],
  ['repeated', (all) => [all[0], all[0], all[1], all[2]], ['one', 'two', 'three'], ['repeated']],
  ['said to be of another', (all) => [all[0], { ...all[1], place: 9 }, all[2]], ['one', 'three'], ['forged', 'missing']],
  ['changed', (all) => [all[0], { ...all[1], message: all[1].message.replace(/.(.{4})$/u, (/** @type {string} */ end) => (end[0] === 'A' ? 'B' : 'A') + end.slice(1)) }, all[2]], ['one', 'three'], ['forged', 'missing']],
  ['made up', (all) => [{ ...all[0], message: 'in the clear' }, ...all], ['one', 'two', 'three'], ['forged']],
];

for (const [how, change, texts, faults] of TAMPERED) {
  test(`what is ${how} is noticed`, async () => {
    const { table, ana, bia } = await two();
    ana.say('zero');
    await quiet(table);
    /** @type {any[]} */ const kept = [];
    table.tamper = (to, message) => {
      if (to !== bia || message.type !== 'said') {
        return [message];
      }
      kept.push(message);
      return kept.length === 3 ? change(kept) : [];
    };
    ['one', 'two', 'three'].forEach((text) => ana.say(text));
    await quiet(table);
    assert.deepEqual(bia.texts, ['zero', ...texts]);
    assert.deepEqual(bia.faults.map(([fault]) => fault), faults);
  });
}

test('what was missed is no false alarm', async () => {
  const { table, ana, bia } = await two();
  ana.say('zero');
  await quiet(table);
  table.tamper = (to, message) => to === bia && message.type === 'said' ? [{ type: 'missed', from: message.n, to: message.n }] : [message];
  ana.say('one');
  await quiet(table);
  table.tamper = (_to, message) => [message];
  ana.say('two');
  await quiet(table);
  assert.deepEqual(bia.texts, ['zero', 'two']);
  assert.deepEqual(bia.faults, []);
});

test('who has another secret reads nothing and is announced all the same', async () => {
  const { table, ana, bia } = await two(newSecret());
  assert.deepEqual(bia.all('seated')[0].members.map((/** @type {any} */ one) => one.user), ['Guest']);
  assert.notEqual(ana.room.code.join(), bia.room.code.join());
  assert.deepEqual(ana.all('joined'), []);
  ana.clock.turn(NAME_WAIT);
  assert.deepEqual(ana.all('joined').map((one) => one.user), ['Guest 2']);
  ana.say('not for Bia');
  await quiet(table);
  assert.deepEqual(bia.texts, []);
  assert.deepEqual(bia.faults.map(([fault]) => fault), ['forged', 'forged']);
});

test('a server that calls somebody by a name calls it Guest', async () => {
  const table = new Table();
  table.tamper = (_to, message) => message.type === 'seated'
    ? [{ ...message, members: [
      { place: 3, user: 'Rui', state: 'here', member: 3 },
      { place: 5, user: 'Caio', state: 'here', member: 5, sealed: 'e1.AAAA' },
      { place: 6, user: 'Guest 6', state: 'here', member: 6 },
    ] }]
    : [message];
  const ana = new Member(table, 1, newSecret(), 'Ana');
  await quiet(table);
  assert.deepEqual(ana.all('seated')[0].members.map((/** @type {any} */ one) => one.user), ['Guest', 'Guest', 'Guest 6']);
  assert.deepEqual(ana.faults, [['forged', 'Guest', 1]]);
  for (const user of ['Eva', 'Guest of honour', 'Guest 07', 'Guest\n2']) {
    ana.heard = [];
    for (const type of ['joined', 'typing', 'away', 'back', 'vote', 'voted', 'left']) {
      ana.room.text({ type, place: 4, user, member: 4 });
    }
    await quiet(table);
    assert.deepEqual(ana.heard.map((one) => [one.type, one.user]),
      ['joined', 'typing', 'away', 'back', 'vote', 'voted', 'left'].map((type) => [type, 'Guest']));
  }
});

test('a seat where the server could read ends it, unless another table was asked for', async () => {
  const { table, ana, bia } = await two();
  table.seat(bia, {});
  await quiet(table);
  assert.ok(bia.ended);
  ana.room.send({ type: 'next' });
  table.seat(ana, { room: 'Chat0' });
  await quiet(table);
  assert.ok(!ana.ended);
  assert.deepEqual(ana.room.code, []);
  assert.equal(ana.room.secret, '');
  assert.match(table.seen.at(-1) ?? '', /"rename","user":"Ana"/u);
  table.seat(ana, { salt: SALT }); // back, as after `return`
  await quiet(table);
  assert.equal(ana.room.code.length, 6);
});

for (const how of ['next', 'close']) {
  test(`whose name has not come is not announced after this member left: ${how}`, async () => {
    const { table, ana } = await two();
    ana.room.text({ type: 'joined', place: 3, user: 'Guest 3', member: 3 });
    await quiet(table);
    if (how === 'next') {
      ana.room.send({ type: 'next' });
      table.seat(ana, { room: 'Chat0' });
    } else {
      ana.room.close();
    }
    await quiet(table);
    ana.clock.turn(NAME_WAIT);
    assert.deepEqual(ana.all('joined').map((one) => one.place), [2]);
  });
}

test('a text that is said again is sealed once', async () => {
  const { table, ana } = await two();
  table.tamper = (_to, message) => message.type === 'said' ? [] : [message];
  ana.say('one');
  await quiet(table);
  ana.room.lost();
  ana.room.text({ type: 'hello' });
  ana.room.send({ type: 'enter', user: 'Ana', seat: 's' });
  await quiet(table);
  ana.say('one');
  await quiet(table);
  const said = table.seen.filter((one) => one.includes('"say"'));
  assert.equal(said.length, 2);
  assert.equal(said[0], said[1]);
});

test('a text has an end', async () => {
  const { table, ana } = await two();
  const limit = ana.all('seated')[0].limits.text;
  assert.ok(limit > 5_900 && limit < 6_080);
  ana.say('x'.repeat(limit));
  ana.say('y'.repeat(limit + 200));
  await quiet(table);
  assert.deepEqual(ana.texts.map((text) => text.length), [limit]);
  assert.deepEqual(ana.all('refused').map(({ reason }) => reason), ['too-large']);
});

test('the secret of an invitation is read as everywhere', () => {
  const rows = shared.filter(([kind]) => kind === 'secret');
  assert.ok(rows.length > 10);
  for (const [, text, secret] of rows) {
    assert.equal(secretIn(text), secret, text);
  }
  assert.equal(secretIn(newSecret()).length, 43);
});

test('a link of another server leads there, and one of this server does not', () => {
  const base = new URL('https://chat.example/prosa/');
  for (const here of ['abcdefgh', '/r/abcdefgh', 'https://chat.example/prosa/r/abcdefgh#.secret', 'HTTP://Chat.Example/prosa/r/abcdefgh/',
    'come: chat.example/prosa/r/abcdefgh.', 'https%3A%2F%2Fchat.example%2Fprosa%2Fr%2Fabcdefgh', 'http://localhost/prosa/r/abcdefgh']) {
    assert.equal(elsewhere(here, base), '', here);
  }
  /** @type {[string, string][]} */ const others = [
    ['https://other.example/r/abcdefgh', 'https://other.example/r/abcdefgh'],
    ['come: http://other.example:5555/r/abcdefgh?x=1#.secret', 'http://other.example:5555/r/abcdefgh#.secret'],
    ['other.example/prosa/r/abcdefgh', 'https://other.example/prosa/r/abcdefgh'],
    ['https://chat.example/r/abcdefgh', 'https://chat.example/r/abcdefgh'],
    ['https://chat.example:5555/prosa/r/abcdefgh', 'https://chat.example:5555/prosa/r/abcdefgh'],
    ['http://[::1]:5555/r/abcdefgh', 'http://[::1]:5555/r/abcdefgh'],
    ['https://wa.example/?text=https%3A%2F%2Fother.example%3A5555%2Fr%2Fabcdefgh%23.secret', 'https://other.example:5555/r/abcdefgh#.secret'],
    ['https://chat.example@other.example/prosa/r/abcdefgh', 'https://other.example/prosa/r/abcdefgh'],
  ];
  for (const [given, link] of others) {
    assert.equal(elsewhere(given, base), link);
  }
});

test('where the page is opened at a name of this computer, only the addresses of this server are this server', () => {
  const own = new URL('http://localhost:5555/');
  const hosts = ['192.0.2.7:5555', 'chat.lan:5555'];
  for (const here of ['http://127.0.0.1:5555/r/abcdefgh', 'http://[::1]:5555/r/abcdefgh', 'http://192.0.2.7:5555/r/abcdefgh', 'Chat.lan:5555/r/abcdefgh']) {
    assert.equal(elsewhere(here, own, hosts), '', here);
  }
  for (const link of ['http://192.0.2.8:5555/r/abcdefgh', 'http://192.0.2.7:5556/r/abcdefgh', 'http://127.0.0.1:5556/r/abcdefgh', 'http://192.0.2.7:5555/prosa/r/abcdefgh']) {
    assert.equal(elsewhere(link, own, hosts), link);
  }
  assert.equal(elsewhere('http://192.0.2.7:5555/r/abcdefgh', own), 'http://192.0.2.7:5555/r/abcdefgh');
  assert.equal(elsewhere('http://127.0.0.1:5555/r/abcdefgh', new URL('http://chat.lan:5555/')), '', 'copied from the page of who runs the server');
});

test('a name is as names are', () => {
  for (const [given, tidy] of [
    ['  Ana   Maria ', 'Ana Maria'], ['Zoe\u0308', 'Zoë'], ['a\u202eb\u0000c', 'abc'], ['\u0301x', 'x'], ['\u2800', ''],
    ['👩\u200d💻 Eva', '👩\u200d💻 Eva'], ['a\u200db', 'ab'], ['❤\ufe0f', '❤\ufe0f'], ['x'.repeat(40), 'x'.repeat(32)],
  ]) {
    assert.equal(tidyName(given), tidy);
  }
});

test('the pictures are those of the other front ends', async () => {
  const view = readFileSync(new URL('../../main/resources/prosa/web/sealed-view.js', import.meta.url), 'utf8');
  const java = readFileSync(new URL('../../../../client/src/main/java/prosa/client/SafetyCode.java', import.meta.url), 'utf8');
  /** @param {string} text */
  const pictures = (text) => text.slice(text.indexOf('🐶'), text.indexOf('🐍') + 2).match(/[^\0-\x7f]+/gu) ?? [];
  assert.equal(pictures(view).length, 64);
  assert.deepEqual(pictures(view), pictures(java));
});

test('what is kept may come again until a later one has come', async () => {
  const secret = new Uint8Array(32).fill(1);
  const cipher = await RoomCipher.of(secret, new Uint8Array(16), 'Chat7');
  const first = await cipher.seal(1, 'Ana');
  const second = await cipher.seal(1, 'Aninha');
  const reader = await RoomCipher.of(secret, new Uint8Array(16), 'Chat7');
  assert.deepEqual(await reader.openLatest(1, first), { text: 'Ana', missing: 0, late: false });
  assert.deepEqual(await reader.openLatest(1, second), { text: 'Aninha', missing: 0, late: false });
  assert.deepEqual(await reader.openLatest(1, second), { text: 'Aninha', missing: 0, late: false });
  assert.deepEqual(await reader.openLatest(1, first), { fault: 'old' });
});

class CountedMap extends Map {
  looked = 0;

  /** @param {any} key */
  get(key) {
    this.looked++;
    return super.get(key);
  }
}

/**
 * How often it is looked up what a character looks like for a seat among so many who have one name.
 *
 * @param {number} crowd
 */
async function lookUps(crowd) {
  const secret = newSecret();
  const table = new Table();
  /** @type {any[]} */ const members = [];
  for (let place = 2; place < 2 + crowd; place++) {
    const cipher = await RoomCipher.of(/** @type {Uint8Array} */ (fromBase64(secret)), /** @type {Uint8Array} */ (fromBase64(SALT)), 'Chat7');
    members.push({ place, user: 'Guest', state: 'here', member: place, sealed: await cipher.seal(place, JSON.stringify({ type: 'name', user: 'Eva' })) });
  }
  const alike = new CountedMap(ALIKE);
  const ana = new Member(table, 1, secret, 'Ana', alike);
  table.tamper = (_to, message) => [message.type === 'seated' ? { ...message, members } : message];
  table.seat(ana, { salt: SALT });
  await quiet(table);
  const names = ana.all('seated').at(-1).members.map((/** @type {any} */ one) => one.user);
  assert.equal(new Set(names).size, crowd);
  assert.ok(names.includes(`Eva ${crowd}`));
  return alike.looked;
}

test('the work for a crowd of equal names grows with their number', async () => {
  const [some, many] = [await lookUps(60), await lookUps(240)];
  assert.ok(many < 7 * some, `${some} look-ups, and ${many} for four times as many`);
});

// ---- a new key

/** @param {Table} table */
async function settled(table) {
  for (let i = 0; i < 8; i++) {
    await quiet(table);
  }
}

test('one member who says that the others have another key silences nobody', async () => {
  const { table, secret, ana, bia } = await two();
  const rui = new Member(table, 3, secret, 'Rui');
  await settled(table);
  const cipher = await RoomCipher.of(/** @type {Uint8Array} */ (fromBase64(secret)), /** @type {Uint8Array} */ (fromBase64(SALT)), 'Chat7');
  /** @param {string} step @param {boolean} [keep] */
  const claim = async (step, keep) => {
    const run = toBase64(crypto.getRandomValues(new Uint8Array(16)));
    const sealed = await cipher.seal(3, JSON.stringify({ type: 'newkey', step, run: keep ? '' : run, data: keep ? '' : toBase64(new Uint8Array([1])) }));
    table.take(rui, { type: 'tell', sealed, ...(keep ? { keep: true } : {}) });
  };
  await claim('key');
  await claim('changed', true);
  await settled(table);
  assert.deepEqual([ana.news('missed'), bia.news('missed')], [[], []]);
  ana.say('still here');
  await settled(table);
  assert.deepEqual(bia.texts, ['still here']);
  const eva = new Member(table, 4, secret, 'Eva');
  await settled(table);
  assert.deepEqual(eva.news('missed'), []);
  bia.say('welcome');
  await settled(table);
  assert.deepEqual(eva.texts, ['welcome']);
  ana.room.newKey();
  await settled(table);
  assert.equal(bia.news('asked').length, 1);
});

test('all who agree have a new key, and who left has none', async () => {
  const { table, secret, ana, bia } = await two();
  const before = ana.room.code.join();
  ana.room.newKey();
  await settled(table);
  assert.deepEqual(ana.news('asked').map(({ mine }) => mine), [true]);
  assert.deepEqual(bia.news('asked').map(({ user, mine, seconds }) => [user, mine, seconds]), [['Ana', false, 60]]);
  bia.room.newKey();
  await settled(table);
  assert.deepEqual(ana.news('changed'), [{ type: 'changed', with: ['Bia'], without: [] }]);
  assert.deepEqual(bia.news('changed'), [{ type: 'changed', with: ['Ana'], without: [] }]);
  assert.deepEqual(ana.room.code, bia.room.code);
  assert.notEqual(ana.room.code.join(), before);
  assert.equal(ana.room.secret, bia.room.secret);
  assert.notEqual(ana.room.secret, secret);
  ana.say('CANARY for Bia');
  await settled(table);
  bia.say('CANARY for Ana');
  await settled(table);
  assert.deepEqual(ana.texts, ['CANARY for Bia', 'CANARY for Ana']);
  assert.deepEqual(bia.texts, ana.texts);

  const rui = new Member(table, 3, secret, 'Rui');
  await settled(table);
  assert.deepEqual(rui.keys, [{ type: 'missed' }]);
  ana.say('not for Rui');
  await settled(table);
  rui.say('let me in');
  rui.room.newKey();
  await settled(table);
  assert.deepEqual(rui.texts, []);
  assert.deepEqual(rui.faults, []);
  assert.equal(rui.keys.length, 2);
  assert.deepEqual(rui.all('refused').map(({ reason }) => reason), ['encrypted-room']);
  assert.deepEqual(ana.faults, [['old_key', 'Guest 3', 1]]);

  const eva = new Member(table, 4, ana.room.secret, 'Eva');
  await settled(table);
  assert.deepEqual(eva.room.code, ana.room.code);
  eva.say('with the new link');
  await settled(table);
  assert.equal(bia.texts.at(-1), 'with the new link');
  assert.deepEqual(eva.all('seated')[0].members.map((/** @type {any} */ one) => one.user), ['Ana', 'Bia', 'Guest 3']);
  for (const seen of table.seen) {
    assert.ok(!seen.includes('CANARY') && !seen.includes(secret) && !seen.includes(ana.room.secret), seen);
  }
});

test('who is alone has a new key at once', async () => {
  const table = new Table();
  const ana = new Member(table, 1, newSecret(), 'Ana');
  await quiet(table);
  ana.room.newKey();
  await settled(table);
  assert.deepEqual(ana.news('changed'), [{ type: 'changed', with: [], without: [] }]);
});

test('who does not agree keeps the key, and who does not answer is left out', async () => {
  const { table, secret, ana, bia } = await two();
  const eva = new Member(table, 3, secret, 'Eva');
  await settled(table);
  ana.room.newKey();
  await settled(table);
  bia.room.declineNewKey();
  await settled(table);
  assert.deepEqual(ana.news('stays').map(({ why, user }) => [why, user]), [['declined', 'Bia']]);
  assert.deepEqual(eva.news('stays').map(({ why, user }) => [why, user]), [['declined', 'Bia']]);
  assert.equal(ana.room.secret, secret);

  ana.room.newKey();
  await settled(table);
  eva.room.newKey();
  await settled(table);
  assert.deepEqual(ana.news('changed'), []);
  ana.clock.turn(ASKING);
  await settled(table);
  assert.deepEqual(ana.news('changed'), [{ type: 'changed', with: ['Eva'], without: ['Bia'] }]);
  assert.deepEqual(eva.news('changed').length, 1);
  assert.deepEqual(bia.news('missed').length, 1);
  assert.equal(bia.room.secret, secret);

  bia.clock.turn(ASKING + MAKING);
  await settled(table);
  assert.deepEqual(bia.news('changed'), []);
});

test('all of a large room make a new key, in no more messages at once than a server takes', async () => {
  const { table, secret, ana, bia } = await two();
  const all = [ana, bia];
  for (let place = 3; place <= 30; place++) {
    all.push(new Member(table, place, secret, `Guest no. ${place}`));
    await quiet(table);
  }
  const before = table.seen.length;
  ana.room.newKey();
  await settled(table);
  all.slice(1).forEach((member) => member.room.newKey());
  await settled(table);
  assert.equal(table.seen.length - before - 2 * 29, 1 + 6, 'what was told by the one who asked');
  assert.equal(ana.room.secret, secret);
  for (let parts = 0; parts < 2; parts++) {
    ana.clock.turn(APART);
    await settled(table);
  }
  assert.equal(ana.news('changed')[0].with.length, 29);
  assert.notEqual(ana.room.secret, secret);
  all.forEach((member) => assert.equal(member.room.secret, ana.room.secret));
});

test('nobody answers, and the key stays', async () => {
  const { table, secret, ana, bia } = await two();
  ana.room.newKey();
  await settled(table);
  ana.clock.turn(ASKING);
  await settled(table);
  assert.deepEqual(ana.news('stays').map(({ why, mine }) => [why, mine]), [['unanswered', true]]);
  assert.deepEqual(bia.news('stays').map(({ why, user }) => [why, user]), [['unanswered', 'Ana']]);
  bia.room.newKey();
  ana.room.newKey();
  await settled(table);
  assert.equal(ana.room.secret, bia.room.secret);
  assert.notEqual(ana.room.secret, secret);
});

test('what was under way when the key changed is read, and no longer', async () => {
  const { table, ana, bia } = await two();
  /** @type {any[]} */ const late = [];
  table.tamper = (to, message) => {
    if (to === ana && message.type === 'said') {
      late.push(message);
      return [];
    }
    return [message];
  };
  bia.say('one');
  bia.say('two!');
  await settled(table);
  ana.room.newKey();
  await settled(table);
  bia.room.newKey();
  await settled(table);
  assert.equal(ana.news('changed').length, 1);
  ana.room.text(late[0]);
  await settled(table);
  assert.deepEqual(ana.texts, ['one']);
  ana.clock.turn(UNDER_WAY);
  ana.room.text(late[1]);
  await settled(table);
  assert.deepEqual(ana.texts, ['one']);
  assert.deepEqual(ana.faults, [['old_key', 'Bia', 1]]);
});

test('who was away meanwhile is told when it is back, and who made it and was away has it', async () => {
  const { table, ana, bia } = await two();
  bia.room.lost();
  table.tell({ type: 'away', place: 2, user: 'Guest 2' });
  table.tamper = (to, message) => to === bia ? [] : [message];
  await settled(table);
  ana.room.newKey();
  await settled(table);
  assert.equal(ana.news('changed').length, 1);
  table.tamper = (_to, message) => [message];
  table.seat(bia);
  await settled(table);
  assert.deepEqual(bia.keys, [{ type: 'missed' }]);
  assert.deepEqual(bia.faults, []);

  const third = await two();
  let keyCame = false;
  third.table.tamper = (to, message) => {
    keyCame ||= third.table.seen.filter((one) => one.includes('"tell"')).length >= 7; // two names, then ask to key
    return to === third.ana && keyCame ? [] : [message];
  };
  third.ana.room.newKey();
  await settled(third.table);
  third.bia.room.newKey();
  await settled(third.table);
  assert.equal(third.bia.news('changed').length, 1);
  assert.equal(third.ana.news('changed').length, 0);
  third.ana.room.lost();
  third.table.tamper = (_to, message) => [message];
  third.table.seat(third.ana);
  await settled(third.table);
  assert.equal(third.ana.news('changed').length, 1);
  assert.equal(third.ana.room.secret, third.bia.room.secret);
});

for (const [how, change, works] of /** @type {[string, (all: any[]) => any[], boolean][]} */ ([
  ['repeated', (all) => [all.at(-1), all.at(-1)], true],
  ['followed by an earlier one', (all) => [all.at(-1), all[0]], true],
  ['held back', (all) => all.length === 3 ? [] : [all.at(-1)], false],
  ['replaced by an earlier one', (all) => [all.length === 3 ? all[1] : all.at(-1)], false],
  ['reordered', (all) => all.length === 2 ? [] : all.length === 3 ? [all[2], all[1]] : [all.at(-1)], false],
])) {
  test(`a step of a new key that is ${how} ${works ? 'does no harm' : 'makes none'}`, async () => {
    const { table, secret, ana, bia } = await two();
    /** @type {any[]} */ const steps = [];
    table.tamper = (to, message) => {
      if (to === bia && message.type === 'told' && message.place === 1 && !message.keep) {
        steps.push(message);
        return change(steps);
      }
      return [message];
    };
    ana.room.newKey();
    await settled(table);
    bia.room.newKey();
    await settled(table);
    ana.clock.turn(2 * MAKING);
    await settled(table);
    if (works) {
      assert.equal(bia.room.secret, ana.room.secret);
      assert.notEqual(bia.room.secret, secret);
    } else {
      assert.equal(bia.room.secret, secret);
      assert.equal(bia.news('changed').length, 0);
      ana.say('only for who has the key of Ana');
      await settled(table);
      assert.ok(bia.texts.length === 0 || ana.room.secret === secret);
    }
  });
}

test('who goes while a key is made ends it', async () => {
  const { table, secret, ana, bia } = await two();
  bia.room.newKey();
  await settled(table);
  table.members.delete(2);
  table.tell({ type: 'left', place: 2, user: 'Guest 2' });
  await settled(table);
  assert.deepEqual(ana.news('stays').map(({ why, user }) => [why, user]), [['left', 'Bia']]);
  assert.equal(ana.room.secret, secret);
});
