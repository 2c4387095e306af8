/**
 * What this member said and the server has not confirmed yet. Paces itself by the limits in
 * `seated`; each message carries a mark, comes back with it, and may be sent again without a double.
 *
 * @typedef {'queued' | 'sent' | 'failed' | 'stranded'} State
 * @typedef {{id: string, text: string, action: boolean, state: State, why: string, since: number, first: number}} Entry
 */

const UNANSWERED = 8000;
const HOPELESS = 20000;

/** A mark that nobody else has. Works where `crypto.randomUUID` is withheld. */
function mark() {
  const random = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Outbox {
  /** @type {Entry[]} */ #entries = [];
  #burst = Infinity;
  #perSecond = Infinity;
  #tokens = 0;
  #filled = 0;
  #notBefore = 0;
  #ready = false;
  /** @type {number | undefined} */ #timer;
  #send;
  #changed;
  #dead;

  /**
   * @param {(message: object) => boolean} send
   * @param {(entry: Entry | null) => void} changed told of an entry that has another state
   * @param {() => void} dead told when the server has not answered for long
   */
  constructor(send, changed, dead) {
    this.#send = send;
    this.#changed = changed;
    this.#dead = dead;
  }

  /** @param {{burst?: number, perSecond?: number}} limits */
  pace({ burst, perSecond }) {
    const wasFree = this.#burst === Infinity;
    this.#burst = burst ?? Infinity;
    this.#perSecond = perSecond ?? Infinity;
    this.#tokens = wasFree ? this.#burst : Math.min(this.#tokens, this.#burst);
    this.#filled = performance.now();
  }

  /** Takes something to say.
   * @param {string} text @param {boolean} action
   * @param {(entry: Entry) => void} show is called before anything becomes of it */
  add(text, action, show) {
    /** @type {Entry} */
    const entry = { id: mark(), text, action, state: 'queued', why: '', since: 0, first: 0 };
    this.#entries.push(entry);
    show(entry);
    this.flush();
  }

  /** There is a seat: what was not confirmed goes out, again if need be. */
  open() {
    this.#ready = true;
    for (const entry of this.#entries) {
      entry.first = 0;
      if (entry.state === 'sent') {
        this.#turn(entry, 'queued');
      }
    }
    this.flush();
  }

  /** There is no connection. */
  shut() {
    this.#ready = false;
    clearTimeout(this.#timer);
  }

  /** Another table: what was meant for the last one is not said here without a word from its writer.
   * @returns {Entry[]} all that is not said yet */
  strand() {
    for (const entry of this.#entries) {
      entry.state = entry.state === 'failed' ? 'failed' : 'stranded';
    }
    return [...this.#entries];
  }

  /** Forgets everything. */
  clear() {
    this.#entries = [];
    this.#changed(null);
  }

  /** The server has it. @param {string} id @returns {boolean} whether it was waited for */
  confirm(id) {
    const at = this.#entries.findIndex((entry) => entry.id === id);
    if (at < 0) {
      return false;
    }
    this.#entries.splice(at, 1);
    this.#changed(null);
    this.flush();
    return true;
  }

  /** The server does not take it. @param {string} id @param {string} reason @param {string} why @param {number} retry */
  refuse(id, reason, why, retry) {
    const entry = this.#entries.find((one) => one.id === id);
    if (entry === undefined) {
      return;
    }
    if (reason === 'rate' || reason === 'not-seated') {
      this.#notBefore = performance.now() + Math.max(retry, 250);
      this.#tokens = 0;
      this.#turn(entry, 'queued');
      this.flush();
    } else {
      entry.why = why;
      this.#turn(entry, 'failed');
    }
  }

  /** Says it here and now. @param {Entry} entry */
  again(entry) {
    this.#turn(entry, 'queued');
    this.flush();
  }

  /** @param {Entry} entry */
  discard(entry) {
    this.#entries = this.#entries.filter((one) => one !== entry);
    this.#changed(null);
  }

  /** How many wait. */
  get waiting() {
    return this.#entries.filter((entry) => entry.state === 'queued').length;
  }

  /** Sends what may be sent now. */
  flush() {
    clearTimeout(this.#timer);
    if (!this.#ready) {
      this.#changed(null);
      return;
    }
    const now = performance.now();
    if (this.#burst !== Infinity) {
      const grown = this.#tokens + (now - this.#filled) / 1000 * this.#perSecond;
      this.#tokens = Math.min(this.#burst, grown);
    }
    this.#filled = now;
    for (const entry of this.#entries) {
      if (entry.state === 'sent' && now - entry.since > UNANSWERED) {
        if (now - entry.first > HOPELESS) {
          this.#dead();
          return;
        }
        entry.state = 'queued'; // its confirmation may be among what was missed: the mark brings it again
      }
      if (entry.state === 'queued') {
        if (now < this.#notBefore || this.#tokens < 1) {
          break; // in order
        }
        const { id, text: message, action } = entry;
        if (!this.#send(action ? { type: 'say', message, action, id } : { type: 'say', message, id })) {
          break;
        }
        this.#tokens--;
        entry.since = now;
        entry.first ||= now;
        this.#turn(entry, 'sent');
      }
    }
    this.#changed(null);
    if (this.#entries.some((entry) => entry.state === 'queued' || entry.state === 'sent')) {
      const pause = this.#tokens >= 1 ? 0 : (1 - this.#tokens) / this.#perSecond * 1000 + 40;
      const wait = this.waiting > 0 ? Math.max(pause, this.#notBefore - now, 20) : 2000;
      this.#timer = setTimeout(() => this.flush(), wait);
    }
  }

  /** @param {Entry} entry @param {State} state */
  #turn(entry, state) {
    entry.state = state;
    this.#changed(entry);
  }
}
