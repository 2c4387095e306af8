// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SEAT } from '../../main/resources/prosa/web/connection.js';
import { Session } from '../../main/resources/prosa/web/session.js';
import { FakeClock, FakeConnection, seated } from './fakes.js';
import { shared } from './shared-examples.js';

/** @typedef {import('../../main/resources/prosa/web/session.js').SessionEvent} SessionEvent */

function visit() {
  const clock = new FakeClock();
  const line = new FakeConnection();
  /** @type {any[]} */ const events = [];
  /** @type {{to: any[], wanted: () => boolean, answer: (answer: any) => Promise<void>}[]} */ const asked = [];
  const session = new Session(line, (event) => events.push(event), clock, 'here:5555', (to, encrypted, wanted) => new Promise((resolve) => {
    asked.push({
      to: [to, encrypted],
      wanted,
      answer: async (/** @type {any} */ answer) => {
        resolve(answer === null ? { seat: null } : answer.type === 'seated'
          ? { seat: { room: '', place: 0, member: 0, secret: answer.seat, heard: answer.n } }
          : { refused: { type: 'refused', reason: answer.reason, sentence: answer.message } });
        await new Promise((done) => void setTimeout(done));
      },
    });
  }));
  return {
    /** What was asked for while there was a seat. */ asked,
    clock, line, session, events,
    /** What was told since the last time it was asked for. @returns {any[]} */
    told: () => events.splice(0),
    types: () => events.splice(0).map((event) => event.type),
    hello: () => session.receive({ type: 'hello', server: 'Prosa', version: '1' }),
  };
}

/** @param {object} [more] */
function inTheRoom(more = {}) {
  const made = visit();
  made.session.join({ user: 'Ana', invite: '', isPrivate: false });
  made.hello();
  made.session.receive(seated(more));
  made.line.take();
  made.told();
  return made;
}

const bia = { place: 2, member: 12, user: 'Bia', state: 'here' };

describe('coming in', () => {
  test('asks for a seat when greeted', () => {
    const { session, line, hello, told } = visit();
    session.join({ user: 'Ana', invite: '', isPrivate: false });
    assert.equal(line.started, 1);
    assert.equal(session.phase, 'joining');
    hello();
    assert.deepEqual(line.take(), [{ type: 'enter', user: 'Ana' }]);
    session.receive(seated());
    assert.equal(session.phase, 'seated');
    assert.deepEqual(told().filter((event) => event.type === 'seated'),
      [{ type: 'seated', arrival: 'first', room: 'Chat0', user: 'Ana', missed: 0 }]);
  });

  test('with an invitation, or to a private table, whose code it asks for', () => {
    const friend = visit();
    friend.session.join({ user: 'Ana', invite: 'code-1', isPrivate: false });
    friend.hello();
    assert.deepEqual(friend.line.take(), [{ type: 'enter', user: 'Ana', invite: 'code-1' }]);

    const host = visit();
    host.session.join({ user: 'Ana', invite: '', isPrivate: true });
    host.hello();
    assert.deepEqual(host.line.take(), [{ type: 'enter', user: 'Ana', private: true }]);
    host.session.receive(seated());
    assert.deepEqual(host.line.take(), [{ type: 'invite' }]);
    assert.ok(host.session.isPrivate);
    host.session.receive({ type: 'invited', code: 'c', link: 'http://x/r/c' });
    assert.deepEqual(host.told().pop(), { type: 'invited', code: 'c', link: 'http://x/r/c', asked: true });
  });

  test('a seat that may be given too late to who has no secret is given back, and asked for anew', () => {
    const { session, line, hello, clock } = visit();
    session.join({ user: 'Ana', invite: '', isPrivate: false });
    hello();
    line.take();
    clock.turn(SEAT - 1);
    assert.deepEqual(line.take(), []);
    clock.turn(1);
    assert.deepEqual(line.take(), [{ type: 'leave' }]);
    assert.equal(line.dropped, 1);
    session.disconnected(clock.now() + 500);
    hello();
    assert.deepEqual(line.take(), [{ type: 'enter', user: 'Ana' }]);
    session.receive(seated());
    clock.turn(SEAT);
    assert.equal(line.dropped, 1);
  });

  test('a seat that is asked for by its secret is not given back where no answer comes', () => {
    const { session, line, hello, clock } = inTheRoom();
    for (let time = 1; time <= 3; time++) {
      session.disconnected(clock.now() + 500);
      hello();
      assert.equal(line.take().pop().seat, 'secret-1');
      clock.turn(SEAT);
      assert.deepEqual(line.take(), []);
      assert.equal(line.dropped, time);
    }
  });

  test('who was refused for now is not taken for silent', () => {
    const { session, line, hello, clock } = visit();
    session.join({ user: 'Ana', invite: '', isPrivate: false });
    hello();
    session.receive({ type: 'refused', reason: 'no-seat', message: 'Full.', retryMillis: 60_000 });
    clock.turn(SEAT);
    assert.equal(line.dropped, 0);
  });

  test('a server that is away is told as connecting, not as lost, and can be cancelled', () => {
    const { session, line, types } = visit();
    session.join({ user: 'Ana', invite: '', isPrivate: false });
    session.disconnected(0);
    session.disconnected(5000);
    assert.deepEqual(types(), ['send-state', 'connecting', 'connecting'].filter((type) => type !== 'send-state'));
    session.leave();
    assert.equal(session.phase, 'out');
    assert.equal(line.stopped, 2);
    session.disconnected(9000);
    assert.deepEqual(types().filter((type) => type !== 'send-state'), ['out']);
  });

  test('no seat: asks again after a while, once, and never when the line is lost meanwhile', () => {
    const { session, line, hello, clock } = visit();
    session.join({ user: 'Ana', invite: '', isPrivate: false });
    hello();
    line.take();
    session.receive({ type: 'refused', reason: 'no-seat', message: '', retryMillis: 100 });
    clock.turn(4999);
    assert.deepEqual(line.take(), []);
    clock.turn(1);
    assert.deepEqual(line.take(), [{ type: 'enter', user: 'Ana' }]);
    session.receive({ type: 'refused', reason: 'no-seat', message: '', retryMillis: 100 });
    session.disconnected(500);
    hello();
    assert.equal(line.take().length, 1);
    session.receive(seated());
    line.take();
    clock.turn(60_000);
    assert.deepEqual(line.take().filter((sent) => sent.type === 'enter'), []);
  });

  test('a refused name leads back to the way in with the reason', () => {
    const { session, hello, told } = visit();
    session.join({ user: 'x'.repeat(40), invite: '', isPrivate: false });
    hello();
    session.receive({ type: 'refused', reason: 'bad-name', message: 'A sentence.', retryMillis: 0 });
    assert.deepEqual(told().pop(), { type: 'out', reason: 'bad-name', sentence: 'A sentence.' });
  });
});

describe('coming back', () => {
  test('to the same seat, with what was heard last, and is told what went by', () => {
    const { session, line, hello, told } = inTheRoom({ members: [bia] });
    session.receive({ type: 'said', n: 1, place: 2, user: 'Bia', message: 'oi' });
    session.disconnected(0);
    assert.equal(session.phase, 'lost');
    hello();
    assert.deepEqual(line.take(), [{ type: 'enter', user: 'Ana', seat: 'secret-1', heard: 1 }]);
    told();
    session.receive(seated({ seat: 'secret-2', n: 3, members: [bia] }));
    session.receive({ type: 'missed', from: 2, to: 3 });
    const events = told();
    assert.equal(events.find((event) => event.type === 'seated').arrival, 'resumed');
    assert.deepEqual(events.pop(), { type: 'note', note: { kind: 'missed', count: 2 } });
    assert.equal(session.saved().seat?.secret, 'secret-2');
  });

  test('and what the reader said while the server stood still is not counted among what went by', () => {
    for (const [own, tells] of /** @type {[number, object[]][]} */ ([
      [0, [{ kind: 'missed', count: 3 }]],
      [3, [{ kind: 'missed', count: 2 }]],
      [5, [{ kind: 'missed', count: 3 }]],
    ])) {
      const { session, line, hello, told } = inTheRoom({ members: [bia], n: 1 });
      session.say('mine');
      const { id } = line.take()[0];
      session.disconnected(0);
      hello();
      told();
      session.receive(seated({ seat: 'secret-2', n: 4, members: [bia] }));
      session.receive({ type: 'missed', from: 2, to: 4 });
      session.receive(own === 0 ? { type: 'refused', reason: 'too-large', message: 's', retryMillis: 0, id }
        : { type: 'said', n: own, place: 1, user: 'Ana', message: 'mine', id });
      session.receive({ type: 'said', n: 6, place: 1, user: 'Ana', message: 'mine', id });
      assert.deepEqual(told().filter((event) => event.type === 'note').map((event) => event.note), tells, `it is ${own}`);
    }
  });

  test('and that nothing went by where all of it is the reader\'s own', () => {
    const { session, line, hello, told } = inTheRoom({ limits: { message: 16384, text: 8192 } });
    session.say('one');
    session.say('two');
    const marks = line.take().map(({ id }) => id);
    session.disconnected(0);
    hello();
    session.receive(seated({ seat: 'secret-2', n: 2, limits: { message: 16384, text: 8192 } }));
    session.receive({ type: 'missed', from: 1, to: 2 });
    told();
    marks.forEach((id, at) => session.receive({ type: 'said', n: at + 1, place: 1, user: 'Ana', message: 's', id }));
    assert.deepEqual(told().map((event) => event.type).filter((type) => type === 'note'), []);
    assert.equal(session.outbox.waiting, 0);
  });

  test('and it is told once, also where more goes by before it is known', () => {
    const { session, line, hello, told } = inTheRoom({ members: [bia] });
    session.say('mine');
    const { id } = line.take()[0];
    session.disconnected(0);
    hello();
    session.receive(seated({ seat: 'secret-2', n: 2, members: [bia] }));
    session.receive({ type: 'missed', from: 1, to: 2 });
    session.receive({ type: 'missed', from: 3, to: 4 });
    told();
    session.receive({ type: 'said', n: 1, place: 1, user: 'Ana', message: 'mine', id });
    assert.deepEqual(told().filter(({ type }) => type === 'note').map(({ note }) => note), [{ kind: 'missed', count: 3 }]);
    session.say('another');
    session.receive({ type: 'missed', from: 5, to: 6 });
    told();
    session.leave();
    assert.deepEqual(told().filter(({ type }) => type === 'note'), [], 'who leaves is told nothing');
  });

  test('to another seat at the same table, with the number of what went by', () => {
    const { session, line, hello, told } = inTheRoom({ members: [bia], n: 5 });
    session.disconnected(0);
    hello();
    session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
    assert.deepEqual(line.take().map((sent) => sent.seat), ['secret-1', undefined]);
    told();
    session.receive(seated({ place: 3, member: 15, seat: 'secret-9', n: 9, members: [bia] }));
    assert.deepEqual(told().find((event) => event.type === 'seated'),
      { type: 'seated', arrival: 'reseated', room: 'Chat0', user: 'Ana', missed: 4 });
  });

  for (const lost of [false, true]) {
    test(`to the same table, which goes on at another server, after a lost connection: ${lost}`, () => {
      const rui = { place: 3, member: 13, user: 'Rui' };
      const eva = { place: 4, member: 14, user: 'Eva' };
      const { session, line, hello, told } = inTheRoom({ room: 'Chat0@a', private: true, members: [bia, rui, eva], n: 5 });
      session.receive({ type: 'invited', code: 'code-1', link: 'https://here/r/code-1' });
      session.mute(12, true);
      session.mute(13, true);
      session.mute(14, true);
      told();
      if (lost) {
        session.disconnected(0);
      }
      session.say('not said yet', 3);
      if (lost) {
        hello();
      }
      line.take();
      session.receive(seated({
        room: 'Chat3@b', formerly: ['Chat0@a'], private: true, seat: 'secret-9', n: 0,
        members: [{ ...bia, state: 'away' }, { place: 4, member: 24, user: 'Ivo' }],
      }));
      const events = told();
      assert.equal(events.find((event) => event.type === 'seated').arrival, 'continued');
      assert.ok(!events.some((event) => event.type === 'send-state' && event.entry?.state === 'stranded'));
      const sent = line.take();
      assert.equal(sent.filter((one) => one.type === 'invite').length, 1, 'the code may be another one now');
      session.receive({ type: 'invited', code: 'code-2', link: 'https://here/r/code-2' });
      assert.ok(!told().some((event) => event.type === 'invited' && event.asked));
      assert.equal(session.code, 'code-2');
      assert.equal(session.isPrivate, true);
      assert.deepEqual(session.roster.others.map((one) => [one.user, one.muted]), [['Bia', true], ['Ivo', false]]);
      session.receive({ type: 'joined', place: 3, member: 23, user: 'Rui' });
      assert.equal(session.roster.at(3)?.muted, true, 'it came back with another id');
      session.receive({ type: 'left', place: 3, user: 'Rui' });
      const said = sent.filter((one) => one.type === 'say');
      assert.deepEqual(said.map((one) => [one.message, one.re]), [['not said yet', undefined]]);
      assert.equal(session.saved().seat?.secret, 'secret-9');
    });
  }

  test('to a table that went on at another server, and hears what it missed there', () => {
    const { session, hello, told } = inTheRoom({ room: 'Chat0@a', members: [bia], n: 5 });
    session.disconnected(0);
    hello();
    session.receive(seated({ room: 'Chat3@b', formerly: ['Chat0@a'], n: 9, members: [bia] }));
    session.receive({ type: 'missed', from: 6, to: 9 });
    assert.deepEqual(told().pop(), { type: 'note', note: { kind: 'missed', count: 4 } });
  });

  test('who was muted and does not come to where the table goes on is forgotten', () => {
    const { session, clock } = inTheRoom({ room: 'Chat0@a', members: [bia] });
    session.mute(12, true);
    session.receive(seated({ room: 'Chat3@b', formerly: ['Chat0@a'] }));
    assert.equal(session.roster.muted.length, 1);
    clock.turn(31_000);
    session.receive({ type: 'joined', place: 2, member: 33, user: 'Bia' });
    assert.equal(session.roster.at(2)?.muted, false);
  });

  for (const how of ['a lost connection', 'a reload', 'another seat there']) {
    test(`who was muted is waited for where the table goes on, also after ${how}, and no longer than for thirty seconds`, () => {
      const rui = { place: 3, member: 13, user: 'Rui', state: 'here' };
      const eva = { place: 4, member: 14, user: 'Eva', state: 'here' };
      let made = inTheRoom({ room: 'Chat0@a', members: [bia, rui, eva] });
      for (const id of [12, 13, 14]) {
        made.session.mute(id, true);
      }
      const goesOn = { room: 'Chat3@b', member: 21, formerly: ['Chat0@a'] };
      made.session.receive(seated(goesOn));
      made.clock.turn(10_000);
      if (how === 'a reload') {
        const saved = JSON.parse(JSON.stringify(made.session.saved()));
        made = visit();
        made.clock.turn(77_000);
        made.session.resume('Ana', saved);
      } else {
        made.session.disconnected(0);
      }
      made.hello();
      const seat = how === 'another seat there' ? { member: 41, seat: 'secret-9' } : {};
      if (how === 'another seat there') {
        made.session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
      }
      made.session.receive(seated({ ...goesOn, ...seat, members: [{ ...rui, member: 23 }] }));
      assert.equal(made.session.roster.at(3)?.muted, true, 'it came back meanwhile');
      made.clock.turn(19_000);
      made.session.receive({ type: 'joined', place: 2, member: 22, user: 'Bia' });
      assert.equal(made.session.roster.at(2)?.muted, true);
      made.clock.turn(1_000);
      made.session.receive({ type: 'joined', place: 4, member: 24, user: 'Eva' });
      assert.equal(made.session.roster.at(4)?.muted, false);
      made.session.disconnected(0);
      made.hello();
      made.session.receive(seated({ ...goesOn, ...seat, members: [{ ...rui, member: 33 }] }));
      assert.equal(made.session.roster.at(3)?.muted, false, 'it is somebody new');
    });
  }

  test('who was muted is waited for thirty seconds from when the table goes on again', () => {
    const { session, clock } = inTheRoom({ room: 'Chat0@a', members: [bia] });
    session.mute(12, true);
    session.receive(seated({ room: 'Chat3@b', formerly: ['Chat0@a'] }));
    clock.turn(20_000);
    session.receive(seated({ room: 'Chat5@c', formerly: ['Chat3@b'] }));
    clock.turn(20_000);
    session.receive({ type: 'joined', place: 2, member: 32, user: 'Bia' });
    assert.equal(session.roster.at(2)?.muted, true);
    session.leave();
    assert.equal(clock.waiting, 0);
  });

  test('who was muted is waited for by who looked at another table meanwhile, and not there', () => {
    const { session, clock } = inTheRoom({ room: 'Chat0@a', members: [bia] });
    session.mute(12, true);
    session.receive(seated({ room: 'Chat3@b', formerly: ['Chat0@a'] }));
    session.depart({ kind: 'next' });
    session.receive(seated({ room: 'Chat4@b', seat: 'secret-4' }));
    session.receive({ type: 'held', room: 'Chat3@b', seconds: 10 });
    session.receive({ type: 'joined', place: 2, member: 42, user: 'Bia' });
    assert.equal(session.roster.at(2)?.muted, false);
    session.goBack();
    session.receive(seated({ room: 'Chat3@b', seat: 'secret-5' }));
    session.receive({ type: 'joined', place: 2, member: 22, user: 'Bia' });
    assert.equal(session.roster.at(2)?.muted, true);
    clock.turn(30_000);
    assert.equal(session.roster.muted.length, 1);
  });

  for (const [where, seat] of /** @type {[string, object][]} */ ([['at the same seat', {}], ['elsewhere', { room: 'Chat9', n: 0 }]])) {
    test(`after a reload, with what was not said yet, ${where}`, () => {
      const { session, line } = inTheRoom({ members: [bia] });
      session.say('on its way');
      session.disconnected(0);
      session.say('waits', 7);
      const [sent] = line.take();
      const again = visit();
      const saved = JSON.parse(JSON.stringify(session.saved()));
      again.session.outbox.unsaid = saved.unsaid;
      again.session.resume('Ana', saved);
      again.hello();
      again.line.take();
      again.session.receive(seated({ members: [bia], ...seat }));
      const pending = again.told().filter(({ type }) => type === 'pending').map(({ entry, line: shown }) => [entry.state, shown.text, shown.re]);
      const [first] = again.line.take();
      if (where === 'elsewhere') {
        assert.deepEqual(pending, [['stranded', 'on its way', 0], ['stranded', 'waits', 0]]);
        assert.equal(first, undefined);
      } else {
        assert.deepEqual(pending.map(([, ...shown]) => shown), [['on its way', 0], ['waits', 7]]);
        assert.deepEqual(first, sent, 'under the same mark, so that it is said once');
        again.session.receive({ type: 'missed', from: 1, to: 1 });
        again.session.receive({ type: 'said', n: 1, place: 1, user: 'Ana', message: 'on its way', id: first.id });
        assert.deepEqual(again.told().filter(({ note }) => note?.kind === 'missed'), []);
        assert.equal(again.line.take()[0].message, 'waits');
      }
    });
  }

  test('after a reload, to the same table, which went on at another server meanwhile', () => {
    const { session } = inTheRoom({ room: 'Chat0@a', members: [bia, { place: 3, member: 13, user: 'Rui' }] });
    session.mute(12, true);
    session.mute(13, true);
    const again = visit();
    again.session.resume('Ana', JSON.parse(JSON.stringify(session.saved())));
    again.hello();
    again.session.receive(seated({ room: 'Chat3@b', formerly: ['Chat0@a'], members: [{ ...bia, member: 22 }] }));
    assert.equal(again.told().find((event) => event.type === 'seated').arrival, 'reloaded');
    assert.equal(again.session.roster.at(2)?.muted, true);
    again.session.receive({ type: 'joined', place: 3, member: 33, user: 'Ivo' });
    assert.equal(again.session.roster.at(3)?.muted, false, 'somebody else came to that place');
  });

  test('to the next table, though the present one goes on at another server meanwhile', () => {
    const { session, told } = inTheRoom({ room: 'Chat0@a', members: [bia] });
    session.depart({ kind: 'next' });
    session.receive(seated({ room: 'Chat3@b', formerly: ['Chat0@a'], members: [bia] }));
    session.receive(seated({ room: 'Chat4@b', seat: 'secret-4' }));
    assert.deepEqual(told().filter((event) => event.type === 'seated').map((event) => event.arrival), ['continued', 'moved']);
  });

  test('to another table of the same name, after a restart', () => {
    const { session, hello, told } = inTheRoom({ members: [bia], n: 5 });
    session.disconnected(0);
    hello();
    session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
    session.receive(seated({ place: 3, member: 15, seat: 'secret-9', n: 2 }));
    assert.equal(told().find((event) => event.type === 'seated').arrival, 'elsewhere');
  });

  test('to another table, because the seat was gone', () => {
    const { session, hello, told } = inTheRoom();
    session.disconnected(0);
    hello();
    session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
    session.receive(seated({ room: 'Chat4', n: 77 }));
    const event = told().find((one) => one.type === 'seated');
    assert.equal(event.arrival, 'elsewhere');
    assert.equal(event.missed, 0);
  });

  test('who was at a private table is never put among strangers unasked', () => {
    const made = visit();
    made.session.join({ user: 'Ana', invite: '', isPrivate: true });
    made.hello();
    made.session.receive(seated());
    made.line.take();
    made.session.disconnected(0);
    made.hello();
    made.session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
    assert.equal(made.told().pop().type, 'room-gone');
    assert.deepEqual(made.line.take().map((sent) => sent.type), ['enter']);
    assert.equal(made.session.seat, null);
  });

  for (const isPrivate of [false, true]) {
    test(`who goes on after the private table was closed keeps what was not said, private: ${isPrivate}`, () => {
      const made = visit();
      made.session.join({ user: 'Ana', invite: 'a-code', isPrivate: false });
      made.hello();
      made.session.receive(seated());
      made.session.disconnected(0);
      made.session.say('not said yet');
      made.hello();
      made.session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
      made.session.receive({ type: 'refused', reason: 'unknown-invite', message: '', retryMillis: 0 });
      assert.equal(made.told().pop().type, 'room-gone');
      made.line.take();

      made.session.goOn({ invite: '', isPrivate });
      made.hello();
      assert.deepEqual(made.line.take(), [{ type: 'enter', user: 'Ana', ...(isPrivate ? { private: true } : {}) }]);
      made.session.receive(seated({ private: isPrivate }));
      const told = made.told();
      assert.equal(told.find((one) => one.type === 'seated').arrival, 'elsewhere');
      assert.equal(told.find((one) => one.type === 'pending').entry.state, 'stranded');
      assert.ok(!made.line.take().some((sent) => sent.type === 'say'), 'nobody else is told');
    });
  }

  test('the reader who has no table yet may give a code that leads nowhere, and is asked again', () => {
    const made = visit();
    made.session.join({ user: 'Ana', invite: 'a-code', isPrivate: false });
    made.hello();
    made.session.receive(seated());
    made.session.disconnected(0);
    for (const code of ['', 'another-code']) {
      if (code !== '') {
        made.session.depart({ kind: 'join', code, given: code });
      }
      made.hello();
      made.session.receive({ type: 'refused', reason: code === '' ? 'stale-seat' : 'unknown-invite', message: '', retryMillis: 0 });
      if (code === '') {
        made.session.receive({ type: 'refused', reason: 'unknown-invite', message: '', retryMillis: 0 });
      }
      assert.equal(made.told().pop().type, 'room-gone');
    }
    made.session.leave();
    assert.equal(made.told().pop().type, 'out');
  });

  test('after a reload, with everybody who was muted', () => {
    const { session } = inTheRoom({ members: [bia] });
    session.mute(12, true);
    const saved = session.saved();
    assert.ok(saved !== null);

    const again = visit();
    again.session.resume('Ana', JSON.parse(JSON.stringify(saved)));
    again.hello();
    again.session.receive(seated({ members: [bia, { place: 3, member: 13, user: 'Caio' }] }));
    assert.deepEqual(again.session.roster.muted, [{ id: 12, place: 2, user: 'Bia' }]);
    assert.equal(again.told().find((event) => event.type === 'seated').arrival, 'reloaded');
  });

  test('somebody else took the seat over', () => {
    const { session, told } = inTheRoom();
    session.receive({ type: 'refused', reason: 'resumed-elsewhere', message: '', retryMillis: 0 });
    assert.equal(told().pop().reason, 'resumed-elsewhere');
    assert.equal(session.phase, 'out');
  });

  for (const reason of ['removed', 'room-closed', 'blocked']) {
    test(`what the operator decides is the end: ${reason}`, () => {
      const { session, told } = inTheRoom();
      session.receive({ type: 'refused', reason, message: 'Decided.', retryMillis: 0 });
      assert.deepEqual(told().pop(), { type: 'out', reason, sentence: 'Decided.' });
      assert.equal(session.phase, 'out');
      assert.deepEqual([session.saved().seat, session.saved().unsaid], [null, []]);
    });
  }

  test('the answer to a ping that a server does not know is nothing', () => {
    const { session, types } = inTheRoom();
    session.receive({ type: 'refused', reason: 'unknown-type', message: '', retryMillis: 0 });
    assert.deepEqual(types(), []);
  });
});

describe('the talk', () => {
  test('hears others, with what is known of them', () => {
    const { session, told } = inTheRoom({ members: [{ ...bia, classic: true }] });
    session.receive({ type: 'said', n: 1, place: 2, user: 'Bia', message: 'oi @ana' });
    assert.deepEqual(told()[0], {
      type: 'said',
      line: {
        id: 12, place: 2, user: 'Bia', text: 'oi @ana', action: false, own: false, muted: false, classic: true, mentionsMe: true,
        newcomer: false, n: 1, re: 0,
      },
    });
  });

  test('links of a newcomer are marked, and not those of the reader', () => {
    const { session, told } = inTheRoom({ members: [bia] });
    session.receive({ type: 'said', n: 1, place: 2, user: 'Bia', message: 'https://example.org/', newcomer: true });
    assert.ok(told()[0].line.newcomer);
    session.receive({ type: 'said', n: 2, place: 1, user: 'Ana', message: 'https://example.org/', newcomer: true });
    assert.ok(!told()[0].line.newcomer);
  });

  describe('why links of newcomers stay text is said when the table of all front ends says it', () => {
    const caio = { place: 3, member: 13, user: 'Caio', state: 'here' };
    const own = { place: 1, member: 11, user: 'Ana', state: 'here' };
    for (const [kind, steps, expected] of shared) {
      if (kind === 'newcomer') {
        test(steps, () => {
          const { session, told } = inTheRoom({ members: [bia, caio] });
          let tables = 0;
          const said = steps.split(' ').map((step, i) => {
            if (step === 'resumed' || step === 'moved') {
              tables += Number(step === 'moved');
              session.receive(seated({ room: `Chat${tables}`, members: [bia, caio] }));
            } else {
              const [age, user] = step.split(':');
              const place = [own, bia, caio].find((one) => one.user === user)?.place;
              session.receive({ type: 'said', n: i + 1, place, user, message: 'https://example.org/', newcomer: age === 'new' });
            }
            const notes = told().filter((event) => event.type === 'note' && event.note.kind === 'newcomer-links');
            assert.ok(notes.length <= 1);
            return notes.length === 1 ? i + 1 : 0;
          });
          assert.equal(said.filter((number) => number > 0).join(' '), expected);
        });
      }
    }
  });

  test('why links stay text is not said of whom the reader muted', () => {
    const { session, told } = inTheRoom({ members: [bia] });
    session.mute(12, true);
    told();
    session.receive({ type: 'said', n: 1, place: 2, user: 'Bia', message: 'https://example.org/', newcomer: true });
    assert.deepEqual(told().filter((event) => event.type === 'note'), []);
  });

  test('what is said is shown at once, confirmed later, and never twice', () => {
    const { session, line, told } = inTheRoom();
    assert.deepEqual(session.say('oi'), { taken: true });
    const pending = told().find((event) => event.type === 'pending');
    assert.equal(pending.line.text, 'oi');
    const [{ id }] = line.take();
    session.receive({ type: 'said', n: 1, place: 1, user: 'Ana', message: 'oi', id });
    session.receive({ type: 'said', n: 1, place: 1, user: 'Ana', message: 'oi', id });
    const types = told().map((event) => event.type);
    assert.deepEqual(types.filter((type) => type === 'said'), []);
    assert.equal(types.filter((type) => type === 'confirmed').length, 2);
  });

  test('an answer to what the reader said is for the reader', () => {
    const { session, line, told } = inTheRoom({ members: [bia] });
    session.say('what time is it?');
    const [{ id }] = line.take();
    session.receive({ type: 'said', n: 1, place: 1, user: 'Ana', message: 'what time is it?', id });
    assert.equal(told().find((event) => event.type === 'confirmed').n, 1);
    session.receive({ type: 'said', n: 2, place: 2, user: 'Bia', message: 'noon', re: 1 });
    const heard = told().find((event) => event.type === 'said').line;
    assert.equal(heard.re, 1);
    assert.equal(heard.mentionsMe, true);
    session.say('thanks', 2);
    const [thanks] = line.take();
    assert.equal(thanks.re, 2);
    session.receive({ type: 'said', n: 3, place: 1, user: 'Ana', message: 'thanks', id: thanks.id, re: 2 });
    session.say('and no more');
    assert.equal('re' in line.take()[0], false);
  });

  test('reactions are told with who reacts; not those of who is muted, nor monsters', () => {
    const { session, line, told } = inTheRoom({ members: [bia] });
    session.receive({ type: 'said', n: 1, place: 2, user: 'Bia', message: 'oi' });
    session.react(1, '👍', false);
    session.react(1, '👍', true);
    assert.deepEqual(line.take(), [{ type: 'react', n: 1, reaction: '👍' }, { type: 'react', n: 1, reaction: '👍', off: true }]);
    told();
    session.receive({ type: 'reacted', n: 1, place: 1, user: 'Ana', reaction: '👍' });
    session.receive({ type: 'reacted', n: 1, place: 2, user: 'Bia', reaction: '❤️', off: true });
    assert.deepEqual(told(), [
      { type: 'reacted', reaction: { n: 1, id: 11, user: 'Ana', own: true, reaction: '👍', off: false } },
      { type: 'reacted', reaction: { n: 1, id: 12, user: 'Bia', own: false, reaction: '❤️', off: true } },
    ]);
    session.receive({ type: 'reacted', n: 1, place: 2, user: 'Bia', reaction: 'x'.repeat(65) });
    session.mute(12, true);
    told();
    session.receive({ type: 'reacted', n: 1, place: 2, user: 'Bia', reaction: '❤️' });
    assert.deepEqual(told(), []);
  });

  test('a number that was heard is not heard again', () => {
    const { session, types } = inTheRoom({ members: [bia], n: 4 });
    session.receive({ type: 'said', n: 4, place: 2, user: 'Bia', message: 'old' });
    assert.deepEqual(types(), []);
  });

  test('a draft that is not taken stays', () => {
    const { session, line } = inTheRoom();
    assert.deepEqual(session.say('  '), { taken: false, why: 'nothing', name: '', word: '' });
    assert.deepEqual(session.say('/inviet'), { taken: false, why: 'unknown', name: '', word: '/inviet' });
    assert.deepEqual(session.say('/me'), { taken: false, why: 'incomplete', name: 'me', word: '/me' });
    assert.deepEqual(session.say('/leave me alone'), { taken: false, why: 'surplus', name: 'quit', word: '/leave' });
    assert.deepEqual(session.say('é'.repeat(4097)), { taken: false, why: 'too-long', name: '', word: '' });
    assert.deepEqual(line.take(), []);
  });

  for (const closed of [false, true]) {
    test(`a command that needs the lost connection stays, and the reader is told why; table closed: ${closed}`, () => {
      const { session, line, hello, told } = inTheRoom({ members: [bia], private: true });
      session.disconnected(0);
      if (closed) {
        hello();
        session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
        session.receive({ type: 'refused', reason: 'unknown-invite', message: '', retryMillis: 0 });
      }
      line.take();
      told();
      for (const draft of ['/nick Aninha', '/vote Bia', '/invite', ...(closed ? [] : ['/next'])]) {
        const outcome = session.say(draft);
        assert.ok(!outcome.taken && outcome.why === 'not-sent', draft);
        assert.deepEqual(told(), [{ type: 'not-sent' }], draft);
      }
      session.react(1, '👍', false);
      session.ballot(1, true);
      assert.deepEqual(told(), [{ type: 'not-sent' }, { type: 'not-sent' }]);
      for (const draft of ['/private', '/join abcdefgh', '/who', '/help', ...(closed ? ['/next'] : [])]) {
        assert.deepEqual(session.say(draft), { taken: true });
        assert.ok(told().every((event) => event.type !== 'not-sent'), draft);
      }
      assert.deepEqual(line.take(), []);
    });
  }

  test('commands are obeyed, and never said', () => {
    const { session, line, told } = inTheRoom({ members: [bia] });
    session.say('/me waves');
    session.say('/nick Aninha');
    session.say(' /invite');
    assert.deepEqual(line.take().map((sent) => [sent.type, sent.message ?? sent.user]),
      [['say', 'waves'], ['rename', 'Aninha'], ['invite', undefined]]);
    told();
    session.say('/mute 2');
    assert.ok(session.roster.withId(12)?.muted);
    session.say('/unmute @2');
    assert.ok(!session.roster.withId(12)?.muted);
    told();
    const [member] = session.roster.others;
    session.say('/mute bi');
    assert.deepEqual(told(), [{ type: 'called', command: 'mute', name: 'bi', members: [member] }], 'the view knows which names look alike');
    session.toMember('mute', member);
    assert.ok(session.roster.withId(12)?.muted);
    session.toMember('unmute', member);
    assert.ok(!session.roster.withId(12)?.muted);
    told();
    session.say('/who');
    assert.deepEqual(told(), [{ type: 'command', name: 'who' }]);
    for (const word of ['/about', '/host', '/SOBRE', '/acerca']) {
      session.say(word);
      assert.deepEqual(told(), [{ type: 'command', name: 'about' }]);
    }
    assert.deepEqual(session.say('/about us'), { taken: false, why: 'surplus', name: 'about', word: '/about' });
    assert.deepEqual(line.take(), []);
  });

  test('typing is told every three seconds at most', () => {
    const { session, line, clock } = inTheRoom();
    for (let i = 0; i < 70; i++) {
      session.typing();
      clock.turn(100);
    }
    assert.equal(line.take().length, 3);
  });
});

describe('who sits here', () => {
  test('is renamed unheard while it is muted: a name can say something, too', () => {
    const { session, told } = inTheRoom({ members: [bia] });
    session.mute(12, true);
    told();
    session.receive({ type: 'renamed', place: 2, member: 12, user: 'Bia', to: 'Listen to me' });
    assert.deepEqual(told().map((event) => event.type), ['people']);
    assert.equal(session.roster.at(2)?.user, 'Listen to me');
    session.mute(12, false);
    told();
    session.receive({ type: 'renamed', place: 2, member: 12, user: 'Listen to me', to: 'Bia' });
    assert.deepEqual(told().map((event) => event.type), ['note', 'people']);
  });

  test('comes, is renamed, is away, is back, and goes', () => {
    const { session, told } = inTheRoom();
    session.receive({ type: 'joined', place: 2, member: 12, user: 'Bia' });
    assert.deepEqual(told().map((event) => event.type), ['note', 'people', 'alone', 'company']);
    session.receive({ type: 'renamed', place: 2, member: 12, user: 'Bia', to: 'Beatriz' });
    session.receive({ type: 'away', place: 2, member: 12, user: 'Beatriz' });
    assert.equal(session.roster.at(2)?.state, 'away');
    session.receive({ type: 'back', place: 2, member: 12, user: 'Beatriz' });
    session.receive({ type: 'left', place: 2, member: 12, user: 'Beatriz' });
    assert.ok(session.roster.alone);
    assert.deepEqual(told().filter((event) => event.type === 'note').map((event) => event.note.kind),
      ['renamed', 'away', 'back', 'left']);
  });

  test('is told again of whom `seated` had listed, and a mute holds', () => {
    const { session } = inTheRoom({ members: [bia] });
    session.mute(12, true);
    session.receive({ type: 'joined', place: 2, member: 12, user: 'Bia' });
    assert.ok(session.roster.at(2)?.muted);
  });

  test('a mute is for a member, not for a place', () => {
    const { session } = inTheRoom({ members: [bia] });
    session.mute(12, true);
    session.receive({ type: 'left', place: 2, member: 12, user: 'Bia' });
    session.receive({ type: 'joined', place: 2, member: 13, user: 'Eva' });
    assert.ok(!session.roster.at(2)?.muted);
    session.mute(12, true);
    assert.ok(!session.roster.at(2)?.muted);
  });

  test('a mute survives a rename and a lost line, and ends with the table', () => {
    const { session, hello } = inTheRoom({ members: [bia] });
    session.mute(12, true);
    session.receive({ type: 'renamed', place: 2, member: 12, user: 'Bia', to: 'Beatriz' });
    session.disconnected(0);
    hello();
    session.receive(seated({ members: [{ ...bia, user: 'Beatriz' }] }));
    assert.ok(session.roster.at(2)?.muted);
    session.depart({ kind: 'next' });
    session.receive(seated({ room: 'Chat1', members: [{ ...bia, user: 'Beatriz' }] }));
    assert.ok(!session.roster.at(2)?.muted);
  });

  test('a server without ids of members: the place and the name stand for one', () => {
    const { member, ...named } = bia;
    const { session, hello } = inTheRoom({ member: undefined, members: [named] });
    const id = session.roster.at(2)?.id ?? 0;
    session.mute(id, true);
    session.disconnected(0);
    hello();
    session.receive(seated({ member: undefined, members: [named] }));
    assert.equal(session.roster.at(2)?.id, id);
    assert.ok(session.roster.at(2)?.muted);
    session.receive({ type: 'left', place: 2, user: 'Bia' });
    session.receive({ type: 'joined', place: 2, user: 'Bia' });
    assert.ok(!session.roster.at(2)?.muted);
    assert.notEqual(session.roster.at(2)?.id, id);
    assert.equal(member, 12);
  });

  test('so many came and went unannounced', () => {
    const { session, told } = inTheRoom();
    session.receive({ type: 'passed', count: 5 });
    assert.deepEqual(told(), [{ type: 'note', note: { kind: 'passed', count: 5 } }]);
  });
});

describe('going', () => {
  test('leaving forgets everything at once', () => {
    const { session, line, clock, told } = inTheRoom({ members: [bia] });
    session.mute(12, true);
    session.say('one');
    session.say('two');
    line.take();
    session.leave();
    assert.deepEqual(line.take(), [{ type: 'leave' }]);
    assert.deepEqual([session.saved().seat, session.saved().unsaid], [null, []]);
    assert.equal(session.roster.members.size, 0);
    assert.equal(session.outbox.waiting, 0);
    assert.equal(clock.waiting, 0);
    assert.deepEqual(told().pop(), { type: 'out', reason: '', sentence: '' });
  });

  test('another table: at once at an open one, though somebody is left, for there is a way back', () => {
    const { session, line, told } = inTheRoom({ members: [bia] });
    assert.deepEqual(session.say('/next'), { taken: true });
    assert.deepEqual(told(), []);
    assert.deepEqual(line.take(), [{ type: 'next', keep: true }]);
    session.receive(seated({ room: 'Chat1' }));
    assert.equal(told().find((event) => event.type === 'seated').arrival, 'moved');
  });

  test('another table: at once for who is alone, but not from a private one', () => {
    const stranger = inTheRoom();
    stranger.session.askNext();
    assert.deepEqual(stranger.line.take(), [{ type: 'next', keep: true }]);
    stranger.session.receive({ type: 'refused', reason: 'nowhere-else', message: 's', retryMillis: 1000 });
    assert.deepEqual(stranger.told(), [{ type: 'refused', reason: 'nowhere-else', sentence: 's' }]);

    const host = visit();
    host.session.join({ user: 'Ana', invite: '', isPrivate: true });
    host.hello();
    host.session.receive(seated());
    host.told();
    host.session.askNext();
    assert.deepEqual(host.told(), [{ type: 'confirm', departure: { kind: 'next' } }]);
  });

  test('for ten seconds there is a way back, with the invitation, the mutes and what was missed', () => {
    const { session, line, clock, told } = inTheRoom({ members: [bia], private: true });
    session.receive({ type: 'invited', code: 'code-1', link: 'http://here/r/code-1' });
    session.receive({ type: 'said', n: 1, place: 2, user: 'Bia', message: 'oi' });
    session.mute(12, true);
    session.depart({ kind: 'next' });
    session.receive(seated({ room: 'Chat1', seat: 'secret-2', member: 71 }));
    assert.equal(session.isPrivate, false);
    assert.equal(session.code, '');
    told();
    session.receive({ type: 'held', room: 'Chat0', seconds: 10 });
    assert.deepEqual(told(), [{ type: 'way-back', room: 'Chat0', until: clock.now() + 9500 }]);
    line.take();
    session.goBack();
    assert.deepEqual(line.take(), [{ type: 'return' }]);
    session.receive(seated({ seat: 'secret-3', n: 3, private: true, members: [bia] }));
    session.receive({ type: 'missed', from: 2, to: 3 });
    const events = told();
    assert.equal(events.find((event) => event.type === 'seated').arrival, 'returned');
    assert.deepEqual(events.find((event) => event.type === 'note').note, { kind: 'missed', count: 2 });
    assert.equal(session.isPrivate, true);
    assert.equal(session.code, 'code-1');
    assert.equal(session.roster.withId(12)?.muted, true);
    told();
    session.goBack();
    assert.deepEqual(line.take(), [], 'the way is gone once it was taken');
    assert.deepEqual(told(), [{ type: 'no-way-back' }]);
  });

  test('the way back is a command, too, in all languages, and says so where there is none', () => {
    const { session, line, told } = inTheRoom({ members: [bia] });
    for (const command of ['/back', '/voltar', '/volver']) {
      assert.deepEqual(session.say(command), { taken: true });
      assert.deepEqual(told(), [{ type: 'no-way-back' }]);
      assert.deepEqual(line.take(), []);
    }
    session.depart({ kind: 'next' });
    session.receive(seated({ room: 'Chat1', member: 71 }));
    session.receive({ type: 'held', room: 'Chat0', seconds: 10 });
    line.take();
    told();
    assert.deepEqual(session.say('/back'), { taken: true });
    assert.deepEqual(line.take(), [{ type: 'return' }]);
    session.receive({ type: 'refused', reason: 'nowhere-else', message: 's', retryMillis: 0 });
    assert.deepEqual(told(), [{ type: 'no-way-back' }]);
  });

  test('after ten seconds there is none', () => {
    const { session, line, clock } = inTheRoom({ members: [bia] });
    session.depart({ kind: 'next' });
    session.receive(seated({ room: 'Chat1', member: 71 }));
    session.receive({ type: 'held', room: 'Chat0', seconds: 10 });
    clock.turn(9600);
    line.take();
    session.goBack();
    assert.deepEqual(line.take(), []);
  });

  test('who goes to another table for now is not said to have lost the connection', () => {
    const { session, told } = inTheRoom({ members: [bia] });
    told();
    session.receive({ type: 'away', place: bia.place, user: 'Bia', next: true });
    assert.deepEqual(told()[0], { type: 'note', note: { kind: 'elsewhere', user: 'Bia', classic: false } });
    session.receive({ type: 'back', place: bia.place, user: 'Bia' });
    assert.deepEqual(told()[0], { type: 'note', note: { kind: 'back', user: 'Bia', classic: false } });
    session.receive({ type: 'away', place: bia.place, user: 'Bia' });
    assert.deepEqual(told()[0], { type: 'note', note: { kind: 'away', user: 'Bia', classic: false } });
  });

  test('a page out of sight asks for a longer hold, if the server gives one', () => {
    const limits = { message: 16384, text: 8192, hold: 30, longestHold: 300 };
    const { session, line } = inTheRoom({ limits });
    session.background(true);
    session.background(true);
    assert.equal(session.holdSeconds, 300);
    session.background(false);
    assert.equal(session.holdSeconds, 30);
    assert.deepEqual(line.take(), [{ type: 'hold', seconds: 300 }, { type: 'hold', seconds: 0 }]);
    const old = inTheRoom();
    old.session.background(true);
    assert.deepEqual(old.line.take(), []);
  });

  test('what was not said yet is held back at another table', () => {
    const { session, line, told } = inTheRoom({ members: [bia] });
    line.open = false;
    session.say('for these people');
    line.open = true;
    session.depart({ kind: 'next' });
    line.take();
    told();
    session.receive(seated({ room: 'Chat1' }));
    assert.deepEqual(line.take().filter((sent) => sent.type === 'say'), []);
    assert.equal(told().find((event) => event.type === 'send-state' && event.entry !== null)?.entry.state, 'stranded');
  });

  test('what is no invitation stays in the field at once', () => {
    const { session, line, told } = inTheRoom({ members: [bia] });
    for (const given of ['lixo!', 'lixo', 'what is this']) {
      assert.deepEqual(session.say(`/join ${given}`), { taken: false, why: 'incomplete', name: 'join', word: '/join' }, given);
    }
    assert.deepEqual([told(), line.take()], [[], []]);
  });

  test('a name that is refused comes back, and no later refusal is taken for its own', () => {
    const { session, told } = inTheRoom({ members: [bia] });
    const no = { type: 'refused', reason: 'bad-name', message: 's', retryMillis: 0 };
    for (const draft of ['/nick Bia\u202e', '/nome Bia\u202e', '\uff0fApodo  Bia\u202e ']) {
      session.say(draft);
      session.receive(no);
      assert.deepEqual(told(), [{ type: 'not-renamed', draft, reason: 'bad-name', sentence: 's' }]);
    }
    session.rename('Bia\u202e');
    session.receive(no);
    assert.equal(told()[0].draft, '/nick Bia\u202e');
    session.receive(no);
    assert.deepEqual(told(), [{ type: 'refused', reason: 'bad-name', sentence: 's' }]);
    session.say('/nick Zoe');
    session.receive({ type: 'renamed', place: session.roster.me, user: 'Ana', to: 'Zoe' });
    told();
    session.receive({ ...no, reason: 'rate' });
    assert.deepEqual(told(), [{ type: 'refused', reason: 'rate', sentence: 's' }]);
  });

  test('to an invitation, by command, after asking', async () => {
    const { session, line, told, asked, hello } = inTheRoom();
    session.say('/join http://here:5555/r/abcdefgh');
    const departure = told().find((event) => event.type === 'confirm').departure;
    assert.deepEqual(departure, { kind: 'join', code: 'abcdefgh', given: 'http://here:5555/r/abcdefgh' });
    let left = 0;
    session.depart(departure, () => left++);
    assert.deepEqual(asked.map(({ to }) => to), [[{ user: 'Ana', invite: 'abcdefgh', isPrivate: false }, false]]);
    assert.deepEqual([line.take(), left, session.phase], [[], 0, 'seated'], 'the seat here is kept until there is one there');
    await asked[0].answer(seated({ room: 'Chat7', seat: 'secret-7', n: 9 }));
    hello();
    assert.deepEqual([line.take(), left], [[{ type: 'leave' }, { type: 'enter', user: 'Ana', seat: 'secret-7', heard: 9 }], 1]);
    session.receive(seated({ room: 'Chat7', seat: 'secret-8', n: 9, private: true }));
    assert.equal(told().find((event) => event.type === 'seated').arrival, 'first');
    assert.equal(session.code, 'abcdefgh');
  });

  test('an invitation that leads nowhere costs no seat, nor does a table that cannot be opened', async () => {
    const { session, line, told, asked } = inTheRoom({ members: [bia] });
    let left = 0;
    session.depart({ kind: 'join', code: 'mistyped', given: 'mistyped' }, () => left++);
    await asked[0].answer({ type: 'refused', reason: 'unknown-invite', message: 'No such.' });
    assert.deepEqual(told(), [{ type: 'refused', reason: 'unknown-invite', sentence: 'No such.' }]);
    session.depart({ kind: 'private' }, () => left++, true);
    assert.deepEqual(asked[1].to, [{ user: 'Ana', invite: '', isPrivate: true }, true]);
    await asked[1].answer({ type: 'refused', reason: 'too-many-rooms', message: 's' });
    assert.deepEqual(told(), [{ type: 'refused', reason: 'too-many-rooms', sentence: 's' }]);
    assert.equal(session.phase, 'seated');
    assert.equal(session.roster.at(2)?.user, 'Bia');
    assert.deepEqual([line.take(), left], [[], 0]);
  });

  test('to a table that is asked for when this one is left', async () => {
    const { session, line, asked, hello } = inTheRoom();
    session.depart({ kind: 'join', code: 'abcdefgh', given: 'abcdefgh' });
    await asked[0].answer(null);
    hello();
    assert.deepEqual(line.take(), [{ type: 'leave' }, { type: 'enter', user: 'Ana', invite: 'abcdefgh' }]);
  });

  test('a seat at another table is not wanted any more by who is elsewhere', async () => {
    const left = inTheRoom();
    left.session.depart({ kind: 'join', code: 'abcdefgh', given: 'abcdefgh' });
    left.session.leave();
    assert.ok(!left.asked[0].wanted());
    await left.asked[0].answer(seated({ room: 'Chat7' }));
    assert.equal(left.session.phase, 'out');

    const moved = inTheRoom();
    moved.session.depart({ kind: 'join', code: 'abcdefgh', given: 'abcdefgh' });
    moved.session.depart({ kind: 'join', code: 'another-one', given: 'another-one' });
    assert.deepEqual(moved.asked.map(({ wanted }) => wanted()), [false, true]);
    moved.session.receive(seated({ room: 'Chat8', place: 4, member: 44 })); // by a vote
    await moved.asked[1].answer(seated({ room: 'Chat9' }));
    assert.equal(moved.session.seat?.room, 'Chat8');
  });

  test('who leaves before it is known whether there is a seat elsewhere is out, and stays so', async () => {
    const { session, line, told, asked } = inTheRoom();
    session.depart({ kind: 'join', code: 'abcdefgh', given: 'abcdefgh' });
    session.depart({ kind: 'private' });
    session.leave();
    line.take();
    told();
    await asked[0].answer(null);
    await asked[1].answer({ type: 'refused', reason: 'too-many-rooms', message: 's' });
    assert.equal(session.phase, 'out');
    assert.deepEqual([line.take(), told()], [[], []]);
  });

  test('to another table, though the connection is lost or the present one goes on at another server meanwhile', async () => {
    for (const [how, came] of /** @type {[string, any][]} */ ([
      ['another server', { room: 'Chat3@b', formerly: ['Chat0'], seat: 'secret-3' }],
      ['another seat', { place: 5, member: 55, seat: 'secret-5' }],
      ['the same seat', { seat: 'secret-2' }],
    ])) {
      const { session, line, told, asked, hello } = inTheRoom();
      session.depart({ kind: 'join', code: 'abcdefgh', given: 'abcdefgh' });
      session.disconnected(0);
      hello();
      if (how === 'another seat') {
        session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
      }
      session.receive(seated(came));
      line.take();
      assert.ok(asked[0].wanted(), how);
      await asked[0].answer(seated({ room: 'Chat7', seat: 'secret-7' }));
      hello();
      assert.deepEqual(line.take(), [{ type: 'leave' }, { type: 'enter', user: 'Ana', seat: 'secret-7', heard: 0 }], how);
      told();
    }
  });

  test('what is not said yet goes along to the table of an invitation, and through one that leads nowhere', async () => {
    const { session, line, told, asked } = inTheRoom({ limits: { message: 16384, burst: 1, perSecond: 1 } });
    session.say('one');
    session.say('two');
    session.depart({ kind: 'join', code: 'abcdefgh', given: 'abcdefgh' });
    await asked[0].answer(seated({ room: 'Chat6', seat: 'secret-6' }));
    assert.ok(session.departing);
    session.receive({ type: 'hello', version: '1' });
    session.receive({ type: 'refused', reason: 'stale-seat', message: '', retryMillis: 0 });
    session.receive({ type: 'refused', reason: 'unknown-invite', message: '', retryMillis: 0 });
    session.join({ user: 'Ana', invite: '', isPrivate: false });
    session.receive({ type: 'hello', version: '1' });
    line.take();
    told();
    session.receive(seated({ room: 'Chat7' }));
    assert.ok(!session.departing);
    assert.deepEqual(line.take().filter((sent) => sent.type === 'say'), []);
    const kept = told().filter((event) => event.type === 'pending').map((event) => event.entry);
    assert.deepEqual(kept.map((entry) => [entry.text, entry.state]), [['one', 'stranded'], ['two', 'stranded']]);
    session.leave();
    assert.equal(session.outbox.waiting, 0);
  });

  test('a table that moves to this server keeps the seat that waits there', () => {
    const { session, line, hello, told } = inTheRoom();
    session.receive({ type: 'moved', room: 'Chat9', address: 'here:5555', seat: 'secret-there' });
    session.disconnected(0);
    hello();
    assert.equal(line.take().pop().seat, 'secret-there');
    session.receive({ type: 'moved', room: 'Chat9', address: 'there:5555', seat: 'secret-x' });
    assert.deepEqual(told().pop(), { type: 'moved', address: 'there:5555', room: 'Chat9', seat: 'secret-x' });
  });

  test('another version of the server is told once the page meets it', () => {
    const { session, types } = inTheRoom();
    session.receive({ type: 'hello', version: '2' });
    assert.deepEqual(types(), ['new-version']);
  });
});

describe('votes', () => {
  const vote = { type: 'vote', vote: 1, place: 2, user: 'Bia', reason: 'spam', by: 3, seconds: 30, ballot: true };
  const caio = { place: 3, member: 13, user: 'Caio', state: 'here' };

  test('are asked for by command, with the reason, for the one who sits there now', () => {
    const { session, line, told } = inTheRoom({ member: 11, members: [bia, caio] });
    assert.deepEqual(session.say('/vote 2'), { taken: true });
    const [{ type, member }] = told();
    assert.equal(type, 'why-vote');
    session.vote(member, 'spam');
    assert.deepEqual(line.take(), [{ type: 'vote', place: 2, member: 12, reason: 'spam' }]);
    session.say('/vote Bia');
    const [called] = told();
    assert.equal(called.type, 'called');
    session.receive({ type: 'left', place: 2, user: 'Bia', member: 12 });
    session.receive({ type: 'joined', place: 2, user: 'Bia', member: 14 });
    told();
    session.toMember('vote', called.members[0]);
    session.vote(told()[0].member, 'spam');
    assert.deepEqual(line.take(), [{ type: 'vote', place: 2, member: 12, reason: 'spam' }], 'who sat there then, and nobody else');
  });

  test('are told with who asks, and answered', () => {
    const { session, line, told } = inTheRoom({ members: [bia, caio] });
    session.receive(vote);
    assert.deepEqual(told(), [{ type: 'vote', told: vote, by: 'Caio', mine: false, me: false, classic: false }]);
    session.ballot(1, false);
    assert.deepEqual(line.take(), [{ type: 'ballot', vote: 1, yes: false }]);
    session.receive({ ...vote, by: 1 });
    assert.ok(told()[0].mine);
  });

  test('are told again to who comes back, and answered', () => {
    const { session, line, hello, told } = inTheRoom({ members: [bia, caio] });
    session.disconnected(500);
    hello();
    line.take();
    told();
    session.receive(seated({ members: [bia, caio] }));
    session.receive({ ...vote, seconds: 12 });
    assert.deepEqual(told().pop(), { type: 'vote', told: { ...vote, seconds: 12 }, by: 'Caio', mine: false, me: false, classic: false });
    session.ballot(1, true);
    assert.deepEqual(line.take().pop(), { type: 'ballot', vote: 1, yes: true });
  });

  test('lead the reader to another table, and not back by themselves', () => {
    const { session, told } = inTheRoom({ room: 'Chat0', members: [bia, caio] });
    const end = { type: 'voted', vote: 1, place: 1, user: 'Ana', reason: 'spam', moved: true };
    session.receive(end);
    assert.ok(told()[0].me);
    session.receive(seated({ room: 'Chat1', place: 1 }));
    assert.equal(told().find((event) => event.type === 'seated').arrival, 'moved');
  });

  test('end the session where there is no other seat, and lead nowhere by themselves', () => {
    const { session, line, told } = inTheRoom({ room: 'Chat0', members: [bia, caio] });
    session.receive({ type: 'voted', vote: 1, place: 1, user: 'Ana', reason: 'spam', moved: true });
    session.receive({ type: 'refused', reason: 'voted-away', message: 'Voted.', retryMillis: 0 });
    assert.deepEqual(told().pop(), { type: 'out', reason: 'voted-away', sentence: 'Voted.' });
    assert.equal(session.phase, 'out');
    assert.deepEqual([session.saved().seat, session.saved().unsaid], [null, []]);
    assert.deepEqual(line.take(), []);
  });
});
