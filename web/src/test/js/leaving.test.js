// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SEAT } from '../../main/resources/prosa/web/connection.js';
import { askForSeat, seek } from '../../main/resources/prosa/web/leaving.js';
import { FakeClock, FakeSocket, seated } from './fakes.js';

const enter = { type: 'enter', user: 'Ana', invite: 'abcdefgh' };

const seatedHere = { phase: 'seated', code: 'code-here', seat: { room: 'Chat3@b' } };

function asking() {
  const clock = new FakeClock();
  const socket = new FakeSocket();
  const found = askForSeat(() => socket, enter, clock);
  socket.accept();
  return { clock, socket, found };
}

describe('a seat is asked for over another connection', () => {
  test('once the server has greeted, and its connection stays open for a while for who takes the seat over', async () => {
    const { clock, socket, found } = asking();
    assert.deepEqual(socket.sent, []);
    socket.say({ type: 'hello', server: 'Prosa', version: '1' });
    assert.deepEqual(socket.sent.map((text) => JSON.parse(text)), [enter]);
    socket.say(seated({ seat: 'secret-1' }));
    assert.equal((await found).answer.seat, 'secret-1');
    assert.equal(socket.readyState, 1);
    clock.turn(SEAT);
    assert.equal(socket.readyState, 3);
    assert.equal(socket.sent.length, 1, 'the seat is not given back: it was taken over');
  });

  test('which is given back where it is not wanted any more', async () => {
    const { socket, found } = asking();
    socket.say({ type: 'hello', server: 'Prosa', version: '1' });
    socket.say(seated());
    (await found).giveBack();
    assert.deepEqual(JSON.parse(socket.sent[1]), { type: 'leave' });
    assert.equal(socket.readyState, 3);
  });

  test('or by who is elsewhere by then; an encrypted table is asked for as everybody asks for it', async () => {
    for (const wanted of [true, false]) {
      const socket = new FakeSocket();
      const to = { user: 'Ana', invite: '', isPrivate: true };
      let isWanted = true;
      const found = seek(() => socket, new FakeClock(), seatedHere, to, true, () => isWanted);
      socket.accept();
      isWanted = wanted;
      socket.say({ type: 'hello', server: 'Prosa', version: '1' });
      socket.say(seated({ seat: 'secret-1' }));
      assert.deepEqual(await found, wanted ? { seat: { room: '', place: 0, member: 0, secret: 'secret-1', heard: 0 } } : {});
      assert.deepEqual(socket.sent.map((text) => JSON.parse(text)), [
        { type: 'enter', user: 'Guest', private: true, encrypted: true }, ...(wanted ? [] : [{ type: 'leave' }])]);
    }
  });

  test('and not by who has no connection, nor for a second seat at the same table', async () => {
    const never = () => assert.equal('a socket', 'none');
    for (const session of [{ ...seatedHere, phase: 'lost' }, { ...seatedHere, code: 'abcdefgh' }]) {
      const to = { user: 'Ana', invite: 'abcdefgh', isPrivate: false };
      assert.deepEqual(await seek(/** @type {any} */ (never), new FakeClock(), session, to, false, () => true), { seat: null });
    }
  });

  test('and not by who is elsewhere by the time it could be asked for', async () => {
    const never = () => assert.equal('a socket', 'none');
    for (const phase of ['out', 'joining', 'seated']) {
      const to = { user: 'Ana', invite: 'abcdefgh', isPrivate: false };
      assert.deepEqual(await seek(/** @type {any} */ (never), new FakeClock(), { ...seatedHere, phase }, to, false, () => false), {});
    }
  });

  test('a second seat at the same table is given back, and the reader told of the first', async () => {
    for (const at of [{ room: 'Chat3@b' }, { room: 'Chat5@c', formerly: ['Chat2@a', 'Chat3@b'] }]) {
      const socket = new FakeSocket();
      const found = seek(() => socket, new FakeClock(), { ...seatedHere, code: '' }, { user: 'Ana', invite: 'abcdefgh', isPrivate: false }, false, () => true);
      socket.accept();
      socket.say({ type: 'hello', server: 'Prosa', version: '1' });
      socket.say(seated({ ...at, place: 2 }));
      assert.deepEqual(await found, { refused: { type: 'refused', reason: 'already-seated', sentence: '' } });
      assert.deepEqual(socket.sent.map((text) => JSON.parse(text)), [enter, { type: 'leave' }]);
    }
  });

  test('a refusal is told', async () => {
    const socket = new FakeSocket();
    const found = seek(() => socket, new FakeClock(), seatedHere, { user: 'Ana', invite: 'abcdefgh', isPrivate: false }, false, () => true);
    socket.say({ type: 'hello', server: 'Prosa', version: '1' });
    socket.say({ type: 'refused', reason: 'unknown-invite', message: 's' });
    assert.deepEqual(await found, { refused: { type: 'refused', reason: 'unknown-invite', sentence: 's' } });
    assert.deepEqual(JSON.parse(socket.sent[0]), enter);
  });

  test('and a refusal closes it, as no answer does', async () => {
    const refused = asking();
    refused.socket.say({ type: 'hello', server: 'Prosa', version: '1' });
    refused.socket.say({ type: 'refused', reason: 'unknown-invite', message: 's' });
    assert.equal((await refused.found).answer.reason, 'unknown-invite');
    assert.equal(refused.socket.readyState, 3);

    const silent = asking();
    silent.clock.turn(SEAT);
    assert.equal((await silent.found).answer.reason, 'no-answer');
    assert.equal(silent.socket.readyState, 3);

    const ended = asking();
    ended.socket.end();
    assert.equal((await ended.found).answer.reason, 'no-answer');
  });
});
