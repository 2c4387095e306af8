// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Session } from '../../main/resources/prosa/web/session.js';
import { FakeClock, FakeConnection, seated } from './fakes.js';
import { shared } from './shared-examples.js';

/** The table of mutes that all front ends share; the client library runs it, too. */

/** @param {string} written */
function member(written) {
  const [, place, user, id] = /^(\d+)=([^#]*)(?:#(\d+))?$/u.exec(written) ?? [];
  return { place: Number(place), user, ...(id === undefined ? {} : { member: Number(id) }) };
}

/** Somebody at a table, to whom happens what the table of examples says. */
class Reader {
  #clock = new FakeClock();
  session = new Session(new FakeConnection(), () => {}, this.#clock, 'here:5555', () => Promise.resolve({ seat: null }));
  #room = '';

  #greeted() {
    this.session.receive({ type: 'hello', server: 'Prosa', version: '1' });
  }

  /**
   * @param {string} room
   * @param {string} members
   * @param {object} [more]
   */
  #seated(room, members, more = {}) {
    this.#room = room;
    this.session.receive(seated({
      room, place: 9, member: 99, members: members === '' ? [] : members.split(',').map(member), ...more,
    }));
  }

  /** @param {string} place */
  #at(place) {
    const one = this.session.roster.at(Number(place));
    assert.ok(one !== undefined);
    return { place: one.place, user: one.user };
  }

  /**
   * @param {string} what
   * @param {string} first
   * @param {string} second
   */
  take(what, first, second) {
    switch (what) {
      case 'in':
        if (this.#room === '') {
          this.session.join({ user: 'Ana', invite: '', isPrivate: false });
          this.#greeted();
        } else {
          this.session.depart({ kind: 'next' });
        }
        this.#seated(first, second, { seat: `secret of ${first}` });
        break;
      case 'on':
        this.#seated(first, second, { formerly: [this.#room] });
        break;
      case 'back':
        this.session.disconnected(0);
        this.#greeted();
        this.#seated(this.#room, first);
        break;
      case 'again':
        this.#seated(this.#room, first);
        break;
      case 'came':
        this.session.receive({ type: 'joined', ...member(first) });
        break;
      case 'left':
      case 'away':
        this.session.receive({ type: what, ...this.#at(first) });
        break;
      case 'here':
        this.session.receive({ type: 'back', ...this.#at(first) });
        break;
      case 'named':
        this.session.receive({ type: 'renamed', ...this.#at(first.split('=')[0]), to: first.split('=')[1] });
        break;
      case 'mute':
      case 'unmute':
        this.session.mute(this.session.roster.at(Number(first))?.id ?? 0, what === 'mute');
        break;
      case 'pass':
        this.#clock.turn(Number(first) * 1000);
        break;
      default:
        throw new Error(what);
    }
  }
}

describe('who is muted is as the table of all front ends says', () => {
  const rows = shared.filter(([kind]) => kind === 'mute');
  assert.ok(rows.length > 20);
  for (const [, steps, expected] of rows) {
    test(steps, () => {
      const reader = new Reader();
      for (const step of steps.split(' ')) {
        const [what, first, second = ''] = step.split(':');
        reader.take(what, first, second);
      }
      const muted = reader.session.roster.others.filter((one) => one.muted).map((one) => `${one.place}=${one.user}`);
      assert.equal(muted.join(' '), expected);
    });
  }
});
