// @ts-check
/** What the page's logic meets in a test: a clock that is turned, sockets and a server by hand. */

/**
 * @typedef {import('../../main/resources/prosa/web/clock.js').Clock} Clock
 * @typedef {import('../../main/resources/prosa/web/session.js').SessionEvent} SessionEvent
 */

/** A clock that stands until it is turned. @implements {Clock} */
export class FakeClock {
  #now = 1000;
  #last = 0;
  /** @type {Map<number, {at: number, act: () => void}>} */ #timers = new Map();

  now() {
    return this.#now;
  }

  /**
   * @param {number} milliseconds
   * @param {() => void} act
   */
  after(milliseconds, act) {
    this.#timers.set(++this.#last, { at: this.#now + milliseconds, act });
    return this.#last;
  }

  /** @param {number | undefined} timer */
  cancel(timer) {
    this.#timers.delete(timer ?? -1);
  }

  /**
   * Turns it on, and runs what is due, in order.
   *
   * @param {number} milliseconds
   */
  turn(milliseconds) {
    const end = this.#now + milliseconds;
    for (;;) {
      const next = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)[0];
      if (next === undefined || next[1].at > end) {
        break;
      }
      this.#now = Math.max(this.#now, next[1].at);
      this.#timers.delete(next[0]);
      next[1].act();
    }
    this.#now = end;
  }

  get waiting() {
    return this.#timers.size;
  }
}

/** The connection as a session sees it: remembers what was sent. */
export class FakeConnection {
  /** @type {any[]} */ sent = [];
  /** @type {any} */ filter = null;
  open = true;
  started = 0;
  stopped = 0;
  dropped = 0;

  start() {
    this.started++;
  }

  stop() {
    this.stopped++;
  }

  drop() {
    this.dropped++;
  }

  /** @param {object} message */
  send(message) {
    if (this.open) {
      this.sent.push(message);
    }
    return this.open;
  }

  /** What was sent since the last time it was asked for. */
  take() {
    return this.sent.splice(0);
  }
}

/** A socket that does what the test says. */
export class FakeSocket {
  readyState = 0;
  /** @type {string[]} */ sent = [];
  /** @type {((event: any) => void) | null} */ onopen = null;
  /** @type {((event: any) => void) | null} */ onmessage = null;
  /** @type {((event: any) => void) | null} */ onclose = null;

  /** @param {string} text */
  send(text) {
    this.sent.push(text);
  }

  close() {
    this.readyState = 3;
  }

  accept() {
    this.readyState = 1;
    this.onopen?.({});
  }

  /** @param {object} message */
  say(message) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  end() {
    this.readyState = 3;
    this.onclose?.({});
  }
}

/**
 * `seated` as a server says it.
 *
 * @param {object} [more]
 */
export function seated(more = {}) {
  return {
    type: 'seated', room: 'Chat0', user: 'Ana', place: 1, member: 11, seat: 'secret-1', n: 0, capacity: 10,
    members: [], limits: { message: 16384, text: 8192, burst: 10, perSecond: 4 }, ...more,
  };
}
