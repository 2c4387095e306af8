// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Outbox } from '../../main/resources/prosa/web/outbox.js';
import { FakeClock } from './fakes.js';

/** @typedef {import('../../main/resources/prosa/web/outbox.js').Entry} Entry */

function outbox() {
  const clock = new FakeClock();
  /** @type {any[]} */ const sent = [];
  /** @type {Entry[]} */ const shown = [];
  let dead = 0;
  let line = true;
  const box = new Outbox(
    (message) => line && sent.push({ ...message, at: clock.now() }) > 0,
    () => {},
    () => dead++,
    clock,
  );
  return {
    box, clock, sent, shown,
    say: (/** @type {string} */ text) => box.add(text, false, (entry) => shown.push(entry)),
    cut: () => {
      line = false;
    },
    dead: () => dead,
  };
}

describe('the outbox', () => {
  test('waits for a seat, then sends with a mark', () => {
    const { box, say, sent } = outbox();
    say('oi');
    assert.equal(sent.length, 0);
    assert.equal(box.waiting, 1);
    box.open();
    assert.equal(sent[0].message, 'oi');
    assert.match(sent[0].id, /^[0-9a-f]{24}$/u);
    assert.ok(box.confirm(sent[0].id));
    assert.ok(!box.confirm(sent[0].id));
    assert.equal(box.waiting, 0);
  });

  test('with a rate, one flies at a time, and the next goes when it is answered', () => {
    const { box, say, sent } = outbox();
    box.pace({ burst: 10, perSecond: 4 });
    box.open();
    say('one');
    say('two');
    assert.deepEqual(sent.map((one) => one.message), ['one']);
    box.confirm(sent[0].id);
    assert.deepEqual(sent.map((one) => one.message), ['one', 'two']);
  });

  test('never says more than the burst and the rate allow, measured from the answers', () => {
    const { box, clock, say, sent } = outbox();
    box.pace({ burst: 10, perSecond: 4 });
    box.open();
    for (let i = 0; i < 40; i++) {
      say(`m${i}`);
    }
    let answered = 0;
    for (let step = 0; step < 2000; step++) {
      while (answered < sent.length) {
        box.confirm(sent[answered++].id);
      }
      clock.turn(10);
    }
    assert.equal(sent.length, 40);
    assert.deepEqual(sent.map((one) => one.message), Array.from({ length: 40 }, (_, i) => `m${i}`));
    for (let from = 0; from < 40; from++) {
      for (let to = from; to < 40; to++) {
        const span = sent[to].at - sent[from].at;
        assert.ok(to - from + 1 <= 10 + span * 4 / 1000 + 1e-6, `${from} to ${to} within ${span} ms`);
      }
    }
  });

  test('a refusal for haste puts a message off, and passes none', () => {
    const { box, clock, say, sent } = outbox();
    box.pace({ burst: 10, perSecond: 4 });
    box.open();
    say('one');
    say('two');
    box.refuse(sent[0].id, 'rate', 'slower', 500);
    assert.equal(sent.length, 1);
    clock.turn(520);
    assert.deepEqual(sent.map((one) => one.message), ['one', 'one']);
    box.confirm(sent[1].id);
    assert.deepEqual(sent.map((one) => one.message), ['one', 'one', 'two']);
  });

  test('another refusal is told with its code, and the message waits for its writer', () => {
    const { box, say, sent, shown } = outbox();
    box.open();
    say('long');
    box.refuse(sent[0].id, 'too-large', 'too long', 0);
    assert.equal(shown[0].state, 'failed');
    assert.equal(shown[0].reason, 'too-large');
    box.again(shown[0]);
    assert.equal(sent.length, 2);
    box.discard(shown[0]);
    assert.equal(box.waiting, 0);
  });

  test('what was not confirmed before the line was lost is said again with the same mark', () => {
    const { box, say, sent } = outbox();
    box.open();
    say('oi');
    box.shut();
    box.open();
    assert.equal(sent.length, 2);
    assert.equal(sent[0].id, sent[1].id);
  });

  test('at another table nothing is said that was meant for the last one', () => {
    const { box, say, sent, shown } = outbox();
    say('secret');
    box.strand();
    assert.deepEqual(box.unsaid, shown);
    box.open();
    assert.equal(sent.length, 0);
    box.again(shown[0]);
    assert.equal(sent.length, 1);
  });

  test('a server that does not answer for 20 s is dead', () => {
    const { clock, box, say, dead } = outbox();
    box.open();
    say('oi');
    clock.turn(19_000);
    assert.equal(dead(), 0);
    clock.turn(12_000);
    assert.ok(dead() > 0);
  });

  test('forgets everything, timers too', () => {
    const { clock, box, say, sent } = outbox();
    box.pace({ burst: 1, perSecond: 1 });
    box.open();
    say('one');
    say('two');
    box.clear();
    assert.equal(clock.waiting, 0);
    clock.turn(60_000);
    assert.equal(sent.length, 1);
    assert.equal(box.waiting, 0);
  });

  test('keeps what cannot be sent', () => {
    const { box, say, sent, cut } = outbox();
    cut();
    box.open();
    say('oi');
    assert.equal(sent.length, 0);
    assert.equal(box.waiting, 1);
  });
});
