// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ANSWER, Connection, GREETING, QUIET } from '../../main/resources/prosa/web/connection.js';
import { FakeClock, FakeSocket } from './fakes.js';
import { doors } from './shared-examples.js';

function connection() {
  const clock = new FakeClock();
  /** @type {FakeSocket[]} */ const sockets = [];
  /** @type {any[]} */ const heard = [];
  /** @type {number[]} */ const lost = [];
  const line = new Connection(
    () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    { text: (said) => heard.push(said), lost: (at) => lost.push(at === 0 ? 0 : Math.round(at - clock.now())) },
    clock,
    () => 1,
  );
  return { clock, sockets, heard, lost, line, last: () => sockets[sockets.length - 1] };
}

describe('the connection', () => {
  test('sends and hears', () => {
    const { line, last, heard } = connection();
    assert.ok(!line.send({ type: 'typing' }));
    line.start();
    assert.ok(!line.send({ type: 'typing' }));
    last().accept();
    assert.ok(line.send({ type: 'typing' }));
    assert.deepEqual(last().sent, ['{"type":"typing"}']);
    last().say({ type: 'hello' });
    last().onmessage?.({ data: 'no JSON' });
    assert.deepEqual(heard, [{ type: 'hello' }]);
  });

  test('comes back, later each time, up to 15 s; and at once after a hello', () => {
    const { clock, line, last, lost, sockets } = connection();
    line.start();
    const waits = [];
    for (let i = 0; i < 8; i++) {
      last().end();
      waits.push(lost[lost.length - 1]);
      clock.turn(lost[lost.length - 1]);
    }
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
    last().accept();
    last().say({ type: 'hello' });
    last().end();
    assert.equal(lost[lost.length - 1], 500);
    assert.equal(sockets.length, 9);
  });

  for (const [kind, name] of doors) {
    test(`comes to another socket, and is told so once for each, where a door fails so: ${name}`, () => {
      const { clock, line, last, lost, sockets } = connection();
      line.start();
      for (let time = 1; time <= 3; time++) {
        if (kind === 'stays') {
          clock.turn(GREETING - 1);
          assert.equal(sockets.length, time);
          clock.turn(1);
        } else {
          last().end();
        }
        assert.equal(sockets[time - 1].readyState, 3);
        clock.turn(lost[lost.length - 1]);
        assert.equal(sockets.length, time + 1);
      }
      last().accept();
      last().say({ type: 'hello' });
      clock.turn(GREETING);
      assert.equal(sockets.length, 4, 'the one that works is kept');
    });
  }

  test('gives up who takes the socket and says no hello', () => {
    const { clock, line, last, sockets } = connection();
    line.start();
    last().accept();
    clock.turn(GREETING - 1);
    assert.equal(sockets[0].readyState, 1);
    clock.turn(1);
    assert.equal(sockets[0].readyState, 3);
    assert.ok(!line.send({ type: 'typing' }));
  });

  test('asks after 15 s of silence, and is content with any answer', () => {
    const { clock, line, last, sockets } = connection();
    line.start();
    last().accept();
    last().say({ type: 'hello' });
    clock.turn(QUIET - 1);
    assert.deepEqual(last().sent, []);
    clock.turn(1);
    assert.deepEqual(last().sent, ['{"type":"ping"}']);
    last().say({ type: 'refused', reason: 'unknown-type' });
    clock.turn(ANSWER + 100);
    assert.equal(sockets.length, 1);
  });

  test('a pong is not handed on', () => {
    const { line, last, heard } = connection();
    line.start();
    last().accept();
    last().say({ type: 'pong' });
    assert.deepEqual(heard, []);
  });

  test('a dead line is found within 5 s after waking, and another is opened at once', () => {
    const { clock, line, last, sockets } = connection();
    line.start();
    last().accept();
    last().say({ type: 'hello' });
    clock.turn(10_000);
    line.wake();
    line.wake();
    assert.deepEqual(last().sent, ['{"type":"ping"}']);
    clock.turn(4999);
    assert.equal(sockets.length, 2);
    assert.equal(sockets[0].readyState, 3);
  });

  test('who has just heard something does not ask', () => {
    const { clock, line, last } = connection();
    line.start();
    last().accept();
    clock.turn(1000);
    line.wake();
    assert.deepEqual(last().sent, []);
  });

  test('waking while it waits tries at once', () => {
    const { clock, line, last, sockets } = connection();
    line.start();
    last().end();
    clock.turn(100);
    line.wake();
    assert.equal(sockets.length, 2);
  });

  test('stops for good, with nothing left to happen', () => {
    const { clock, line, last, sockets, lost } = connection();
    line.start();
    last().accept();
    const first = last();
    line.stop();
    first.end();
    assert.equal(clock.waiting, 0);
    clock.turn(60_000);
    assert.equal(sockets.length, 1);
    assert.deepEqual(lost, [0]);
  });

  test('what an earlier socket says is not heard', () => {
    const { line, last, heard } = connection();
    line.start();
    const first = last();
    first.accept();
    line.drop();
    line.again();
    first.say({ type: 'said' });
    first.end();
    assert.deepEqual(heard, []);
    assert.notEqual(last(), first);
  });
});
