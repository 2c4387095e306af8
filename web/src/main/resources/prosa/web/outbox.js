// @ts-check
/**
 * What this member said and the server has not confirmed yet. Each message carries a mark, comes
 * back with it, and may be sent again without a double.
 *
 * Paced by the limits in `seated` with the generic cell rate algorithm (ITU-T I.371, annex A),
 * measured from each answer, since the server counts a message when it arrives. One is in flight at
 * a time, so a refused message is never passed by a later one.
 *
 * @typedef {import('./clock.js').Clock} Clock
 * @typedef {'queued' | 'sent' | 'failed' | 'stranded'} State
 * @typedef {{id: string, text: string, action: boolean, re: number, state: State,
 *   reason: string, why: string, since: number, first: number}} Entry
 */

const UNANSWERED = 8000;
const HOPELESS = 20000;

/** Without a rate so many fly at once: a server remembers the marks of as many. */
const WINDOW = 16;

/** A thousandth more than a second: two machines' clocks do not run alike. */
const SECOND = 1001;

/** A mark that nobody else has. Works where `crypto.randomUUID` is withheld. */
function mark() {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Outbox {
  /** @type {Entry[]} what is not confirmed, in order: for whoever shows it, and for a reload */ unsaid = [];
  #burst = Infinity;
  #perSecond = Infinity;
  /** When the server's bucket will be full again, at the latest. */
  #full = 0;
  #notBefore = 0;
  #ready = false;
  /** @type {number | undefined} */ #timer;
  #send;
  #changed;
  #dead;
  #clock;

  /**
   * @param {(message: object) => boolean} send
   * @param {(entry: Entry | null) => void} changed told of an entry that has another state
   * @param {() => void} dead told when the server has not answered for long
   * @param {Clock} clock
   */
  constructor(send, changed, dead, clock) {
    this.#clock = clock;
    this.#send = send;
    this.#changed = changed;
    this.#dead = dead;
  }

  /** @param {{burst?: number, perSecond?: number}} limits */
  pace({ burst, perSecond }) {
    this.#burst = burst ?? Infinity;
    this.#perSecond = perSecond ?? Infinity;
  }

  /**
   * Takes something to say.
   *
   * @param {string} text
   * @param {boolean} action
   * @param {(entry: Entry) => void} show is called before anything becomes of it
   * @param {number} [re] the number of the message that it answers
   */
  add(text, action, show, re = 0) {
    /** @type {Entry} */
    const entry = { id: mark(), text, action, re, state: 'queued', reason: '', why: '', since: 0, first: 0 };
    this.unsaid.push(entry);
    show(entry);
    this.flush();
  }

  /** There is a seat: what was not confirmed goes out, again if need be. */
  open() {
    this.#ready = true;
    for (const entry of this.unsaid) {
      entry.first = 0;
      if (entry.state === 'sent') {
        this.#count();
        this.#turn(entry, 'queued');
      }
    }
    this.flush();
  }

  /** There is no connection. */
  shut() {
    this.#ready = false;
    this.#clock.cancel(this.#timer);
  }

  /** Another room: what was meant for the last one is not said here without a word from its writer. */
  strand() {
    for (const entry of this.unsaid) {
      entry.state = entry.state === 'failed' ? 'failed' : 'stranded';
      entry.re = 0; // the numbers of another room
      entry.since = 0;
    }
  }

  /** Forgets everything, and waits for nothing. */
  clear() {
    this.shut();
    this.unsaid = [];
    this.#changed(null);
  }

  /** The same room under other numbers: what is not said yet answers nothing any more. */
  forgetNumbers() {
    for (const entry of this.unsaid) {
      entry.re = 0;
    }
  }

  /**
   * The server has acknowledged it.
   *
   * @param {string} id
   * @returns {boolean} whether it was waited for
   */
  confirm(id) {
    const at = this.unsaid.findIndex((entry) => entry.id === id);
    if (at < 0) {
      return false;
    }
    this.#count();
    this.unsaid.splice(at, 1);
    this.#changed(null);
    this.flush();
    return true;
  }

  /**
   * The server does not take it.
   *
   * @param {string} id
   * @param {string} reason
   * @param {string} why
   * @param {number} retry
   */
  refuse(id, reason, why, retry) {
    const entry = this.unsaid.find((one) => one.id === id);
    if (entry === undefined) {
      return;
    }
    entry.since = 0;
    if (reason === 'rate' || reason === 'not-seated') {
      this.#notBefore = this.#clock.now() + Math.max(retry, 250);
      this.#turn(entry, 'queued');
    } else {
      this.#count();
      entry.reason = reason;
      entry.why = why;
      this.#turn(entry, 'failed');
    }
    this.flush();
  }

  /**
   * Says it here and now.
   *
   * @param {Entry} entry
   */
  again(entry) {
    this.#turn(entry, 'queued');
    this.flush();
  }

  /** @param {Entry} entry */
  discard(entry) {
    this.unsaid = this.unsaid.filter((one) => one !== entry);
    this.#changed(null);
  }

  /** The marks of what may have been said, though no answer came. */
  get inDoubt() {
    return this.unsaid.filter(({ since }) => since > 0).map(({ id }) => id);
  }

  /** How many wait. */
  get waiting() {
    return this.unsaid.filter((entry) => entry.state === 'queued').length;
  }

  /** Sends what may be sent now. */
  flush() {
    this.#clock.cancel(this.#timer);
    if (!this.#ready) {
      this.#changed(null);
      return;
    }
    const now = this.#clock.now();
    const window = this.#burst === Infinity ? WINDOW : 1;
    let inFlight = 0;
    for (const entry of this.unsaid) {
      if (entry.state === 'sent' && now - entry.since > UNANSWERED) {
        if (now - entry.first > HOPELESS) {
          this.#dead();
          return;
        }
        this.#count();
        entry.state = 'queued'; // its confirmation may be among what was missed: the mark brings it again
      }
      if (entry.state === 'queued') {
        if (inFlight >= window || this.#waitToSend(now) > 0) {
          break; // in order
        }
        const { id, text: message, action, re } = entry;
        if (!this.#send({ type: 'say', message, ...(action ? { action } : {}), id, ...(re > 0 ? { re } : {}) })) {
          break;
        }
        entry.since = now;
        entry.first ||= now;
        this.#turn(entry, 'sent');
      }
      inFlight += entry.state === 'sent' ? 1 : 0;
    }
    this.#changed(null);
    if (this.unsaid.some((entry) => entry.state === 'queued' || entry.state === 'sent')) {
      const held = this.#waitToSend(now);
      this.#timer = this.#clock.after(held > 0 ? Math.max(held, 20) : 2000, () => this.flush());
    }
  }

  /**
   * The milliseconds until something may be said.
   *
   * @param {number} now
   */
  #waitToSend(now) {
    const ahead = this.#burst === Infinity ? Infinity : (this.#burst - 1) * this.#interval;
    return Math.max(0, this.#notBefore - now, this.#full - now - ahead);
  }

  /** What was said has been answered, or may have arrived. */
  #count() {
    const now = this.#clock.now();
    this.#full = now + Math.max(0, this.#full - now) + this.#interval;
  }

  get #interval() {
    return SECOND / this.#perSecond;
  }

  /**
   * @param {Entry} entry
   * @param {State} state
   */
  #turn(entry, state) {
    entry.state = state;
    this.#changed(entry);
  }
}
