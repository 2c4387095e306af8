// @ts-check
import { fromBase64, joined, toBase64 } from './room-cipher.js';

/**
 * The agreement of the members of an encrypted room on a new key: docs/encryption.md, "A new key".
 * Loaded with sealed-room.js, which calls it for one thing after the other.
 *
 * @typedef {import('./clock.js').Clock} Clock
 * @typedef {'declined' | 'unanswered' | 'left' | 'broken' | 'crowded'} Why why the key stays
 * @typedef {{place: () => number, present: () => Set<number>, salt: () => Uint8Array, secret: () => Uint8Array,
 *   tell: (step: string, run: string, data: string) => void, asked: (place: number, seconds: number) => void,
 *   stays: (why: Why, place: number) => void, changed: (secret: Uint8Array, others: Set<number>) => Promise<void>,
 *   missed: (by: number) => void, soon: (what: () => void | Promise<void>) => void}} Room
 *   the room: this place, those of the others who are connected, its salt and secret; who tells the others, and is told
 *   what comes of it; `soon` does something in its turn
 * @typedef {{exchange: KeyExchange, starter: number, state: 'asking' | 'asked' | 'agreed' | 'making' | 'without' | 'sent',
 *   unasked: boolean, partsTold: number, partsHeard: number, asked: Set<number>, agreed: Map<number, Uint8Array>, shown: Set<number>, starterBound: Uint8Array,
 *   starterKey: Uint8Array, box: Uint8Array | null}} Run an attempt
 */

export const ASKING = 60_000;
export const MAKING = 15_000;
const MOST = 999; // the others in the largest room of a server
const PART = 9;
const AT_ONCE = 6; // so many parts are told at once, and the others this far apart: a server refuses more
export const APART = 1_100;
/** Those who come while the others are asked are asked this far apart, together. */
export const ASKED_AGAIN = 5_000;
/** So many attempts of one member are heeded in ASKING; the next are passed over. */
export const MOST_ATTEMPTS = 3;
const RUN = 16;
const COMMITMENT = 32;
const PUBLIC = 65;
const BOX = 48;
const PLACE = 2;
/** @type {Why[]} */ const WHYS = ['declined', 'unanswered', 'left', 'broken', 'crowded'];
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };

const utf8 = new TextEncoder();

/** What one member computes, for one attempt. */
export class KeyExchange {
  /** @type {Map<number, Uint8Array>} */ #publics = new Map();
  /** @type {Map<number, Uint8Array>} */ #commitments = new Map();
  #salt;
  #pair;
  #fresh;

  /**
   * @param {Uint8Array} run its number
   * @param {Uint8Array} salt the room's
   * @param {CryptoKey} pair the private key
   * @param {Uint8Array} publicKey a point that is not compressed
   * @param {Uint8Array} fresh what the secret is made of, if this member starts
   */
  constructor(run, salt, pair, publicKey, fresh) {
    this.run = run;
    this.publicKey = publicKey;
    this.#salt = salt;
    this.#pair = pair;
    this.#fresh = fresh;
  }

  /**
   * @param {Uint8Array} run
   * @param {Uint8Array} salt
   */
  static async of(run, salt) {
    const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey(CURVE, false, ['deriveBits']));
    const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
    return new KeyExchange(run, salt, pair.privateKey, publicKey, crypto.getRandomValues(new Uint8Array(32)));
  }

  /**
   * To what this member binds itself before any public key is known.
   *
   * @param {number} place
   * @param {boolean} starts whether it makes the secret, to which it is bound then, too
   */
  commitment(place, starts) {
    return this.#commitment(place, this.publicKey, starts ? this.#fresh : new Uint8Array(0));
  }

  /**
   * @param {number} place
   * @param {Uint8Array} publicKey
   * @param {Uint8Array} made
   */
  #commitment(place, publicKey, made) {
    return sha256(label('commitment'), this.run, twoBytes(place), publicKey, made);
  }

  /**
   * @param {number} place
   * @param {Uint8Array} commitment
   */
  bound(place, commitment) {
    this.#commitments.set(place, commitment);
  }

  /**
   * A member, other than the one who started, has shown its public key.
   *
   * @param {number} place
   * @param {Uint8Array} publicKey
   * @returns {Promise<boolean>} whether it is the one to which it was bound
   */
  async shown(place, publicKey) {
    const expected = this.#commitments.get(place);
    const right = expected !== undefined && publicKey.length === PUBLIC && await point(publicKey) !== null
      && same(expected, await this.#commitment(place, publicKey, new Uint8Array(0)));
    if (right) {
      this.#publics.set(place, publicKey);
    }
    return right;
  }

  /** @param {number} place of this member, who started */
  async #ownMembers(place) {
    return this.#members(place, await this.commitment(place, true), this.publicKey, this.#publics);
  }

  /**
   * The secret that was made here.
   *
   * @param {number} place
   * @param {Uint8Array} before
   */
  async made(place, before) {
    return this.#secret(this.#fresh, await this.#ownMembers(place), before);
  }

  /**
   * The box in which it is sent to another.
   *
   * @param {number} place
   * @param {number} other
   */
  async box(place, other) {
    const members = await this.#ownMembers(place);
    const theirs = /** @type {CryptoKey} */ (await point(/** @type {Uint8Array} */ (this.#publics.get(other))));
    const key = await this.#boxKey(theirs, members, other);
    return new Uint8Array(await crypto.subtle.encrypt(gcm(members), key, this.#fresh));
  }

  /**
   * The secret in the box of this member; null if anything of it is not as it was agreed on.
   *
   * @param {number} starter the place of who started
   * @param {Uint8Array} bound
   * @param {Uint8Array} starterKey
   * @param {number} place of this member
   * @param {Uint8Array} box
   * @param {Uint8Array} before
   */
  async opened(starter, bound, starterKey, place, box, before) {
    const theirs = await point(starterKey);
    const others = [...this.#commitments.keys()].filter((one) => one !== place);
    if (theirs === null || others.length !== this.#publics.size || others.some((one) => !this.#publics.has(one))) {
      return null;
    }
    this.#commitments.set(place, await this.commitment(place, false));
    const members = await this.#members(starter, bound, starterKey, new Map([...this.#publics, [place, this.publicKey]]));
    try {
      const key = await this.#boxKey(theirs, members, place);
      const made = new Uint8Array(await crypto.subtle.decrypt(gcm(members), key, box));
      return same(bound, await this.#commitment(starter, starterKey, made)) ? await this.#secret(made, members, before) : null;
    } catch {
      return null;
    }
  }

  /**
   * All that was agreed on, in 32 bytes.
   *
   * @param {number} starter
   * @param {Uint8Array} bound
   * @param {Uint8Array} key
   * @param {Map<number, Uint8Array>} shown
   */
  #members(starter, bound, key, shown) {
    const parts = [...shown].sort(([a], [b]) => a - b)
      .flatMap(([place, theirs]) => [twoBytes(place), this.#commitments.get(place) ?? new Uint8Array(0), theirs]);
    return sha256(label('members'), this.run, twoBytes(starter), bound, key, ...parts);
  }

  /**
   * @param {Uint8Array} made
   * @param {Uint8Array} members
   * @param {Uint8Array} before
   */
  #secret(made, members, before) {
    return this.#derived(joined(made, before), joined(label('secret'), members));
  }

  /**
   * @param {CryptoKey} theirs
   * @param {Uint8Array} members
   * @param {number} place
   */
  async #boxKey(theirs, members, place) {
    const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, this.#pair, 256));
    const bits = await this.#derived(shared, joined(label('box'), members, twoBytes(place)));
    return crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['encrypt', 'decrypt']);
  }

  /**
   * @param {Uint8Array} key
   * @param {Uint8Array} info
   */
  async #derived(key, info) {
    const base = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveBits']);
    return new Uint8Array(await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: this.#salt, info }, base, 256));
  }
}

/** The attempts of one member; what comes out of place is ignored, and what is wrong ends it. */
export class KeyChange {
  /** @type {Run | null} */ #run = null;
  /** @type {number | undefined} */ #timer;
  /** @type {number | undefined} */ #pace;
  /** @type {number | undefined} */ #askedAgain;
  /** @type {(() => void)[]} */ #untold = [];
  /**
   * When those at these places have begun the latest attempts that were heeded.
   *
   * @type {Map<number, number[]>}
   */
  #attempts = new Map();
  #room;
  #clock;

  /**
   * @param {Room} room
   * @param {Clock} clock
   */
  constructor(room, clock) {
    this.#room = room;
    this.#clock = clock;
  }

  /** Asks for a new key, or agrees to the one that somebody asked for. */
  async want() {
    const now = this.#run;
    if (now === null) {
      const exchange = await KeyExchange.of(crypto.getRandomValues(new Uint8Array(RUN)), this.#room.salt());
      const me = this.#room.place();
      const started = attempt(exchange, me, 'asking', await exchange.commitment(me, true));
      started.asked = new Set(this.#room.present());
      this.#run = started;
      this.#room.asked(me, ASKING / 1000);
      this.#tell(started, 'ask', started.starterBound);
      this.#after(started, ASKING, () => this.#timeIsOver(started));
      await this.#proceed(started);
    } else if (now.state === 'asked') {
      await this.#agree(now);
    }
  }

  /** Does not agree. */
  decline() {
    const now = this.#run;
    if (now?.state === 'asked') {
      this.#tell(now, 'decline', new Uint8Array(0));
      this.#end('declined', this.#room.place());
    }
  }

  /** The connection was lost, or the seat is another one. */
  interrupted() {
    if (this.#run !== null) {
      this.#end('left', this.#room.place());
    }
  }

  /** @param {number} place of somebody who sat down or came back, and is asked as well */
  came(place) {
    const now = this.#run;
    if (now?.state === 'asking') {
      now.asked.add(place);
      now.unasked = true;
      if (this.#askedAgain === undefined) {
        this.#askAgain(now);
      }
    }
  }

  /**
   * Everybody hears it, and who has heard it before passes it over.
   *
   * @param {Run} now
   */
  #askAgain(now) {
    this.#askedAgain = undefined;
    if (now === this.#run && now.state === 'asking' && now.unasked) {
      now.unasked = false;
      this.#tell(now, 'ask', now.starterBound);
      this.#askedAgain = this.#clock.after(ASKED_AGAIN, () => this.#askAgain(now));
    }
  }

  /** @param {number} place of somebody who left, or lost its connection */
  async went(place) {
    const now = this.#run;
    if (now === null) {
      return;
    }
    now.asked.delete(place);
    const starts = now.starter === this.#room.place();
    if (now.state === 'asking') {
      now.agreed.delete(place);
      await this.#proceed(now);
    } else if (place === now.starter && !starts) {
      this.#end('left', place);
    } else if (now.state === 'making' && starts && now.agreed.has(place)) {
      this.#giveUp(now, 'left', place);
    }
  }

  /**
   * What a member told; this one, too.
   *
   * @param {number} from
   * @param {{step: unknown, run: unknown, data: unknown}} what
   */
  async told(from, what) {
    const number = fromBase64(String(what.run));
    const data = fromBase64(String(what.data));
    if (number?.length !== RUN || data === null) {
      return;
    }
    const now = this.#run;
    const mine = from === this.#room.place();
    const known = now !== null && same(now.exchange.run, number);
    if (what.step === 'ask') {
      if (!mine && !known) {
        await this.#asked(from, number, data);
      }
      return;
    }
    if (now === null || !known) {
      if (what.step === 'key' && !mine) {
        this.#room.missed(from); // they had agreed before this member came
      }
      return;
    }
    const starts = now.starter === this.#room.place();
    const starters = from === now.starter;
    switch (what.step) {
      case 'agree':
        if (starts && !mine && now.state === 'asking' && now.asked.has(from) && data.length === COMMITMENT && !now.agreed.has(from)) {
          now.agreed.set(from, data);
          await this.#proceed(now);
        }
        break;
      case 'decline':
        if (starts && now.state === 'asking' && now.asked.has(from)) {
          this.#giveUp(now, 'declined', from);
        }
        break;
      case 'fix':
        if (starters && !starts && (now.state === 'asked' || now.state === 'agreed')) {
          await this.#fixed(now, data);
        }
        break;
      case 'show':
        if (!mine && now.state === 'making' && now.agreed.has(from)) {
          await this.#shown(now, from, data);
        }
        break;
      case 'key':
        if (starters && starts) {
          await this.#comesBack(now, data);
        } else if (starters) {
          await this.#keyCame(now, data);
        }
        break;
      case 'stop':
        if (starters && !starts && data.length === 1 + PLACE && data[0] < WHYS.length) {
          this.#end(WHYS[data[0]], place(data, 1));
        }
        break;
    }
  }

  // ---- who is asked

  /**
   * Of two who ask at once, the one at the lower place counts, and who agreed to one, to both.
   *
   * @param {number} from
   * @param {Uint8Array} number
   * @param {Uint8Array} bound
   */
  async #asked(from, number, bound) {
    const before = this.#run;
    if (bound.length !== COMMITMENT
      || before !== null && (!['asking', 'asked', 'agreed'].includes(before.state) || from > before.starter)
      || !this.#isHeeded(from)) {
      return;
    }
    const now = attempt(await KeyExchange.of(number, this.#room.salt()), from, 'asked', bound);
    this.#run = now;
    this.#after(now, ASKING + MAKING, () => this.#end('unanswered', from));
    if (before !== null && before.state !== 'asked') {
      await this.#agree(now);
    } else {
      this.#room.asked(from, ASKING / 1000);
    }
  }

  /**
   * Whether another attempt of this place is heeded. Each makes keys, is told to the user, and may be agreed to without
   * asking: who begins one after the other would use up what this member may ask of the server. Coming back to the place
   * renews nothing.
   *
   * @param {number} from
   */
  #isHeeded(from) {
    const now = this.#clock.now();
    const latest = (this.#attempts.get(from) ?? []).filter((begun) => now - begun < ASKING);
    const heeded = latest.length < MOST_ATTEMPTS;
    this.#attempts.set(from, heeded ? [...latest, now] : latest);
    return heeded;
  }

  /** @param {Run} now */
  async #agree(now) {
    now.state = 'agreed';
    this.#tell(now, 'agree', await now.exchange.commitment(this.#room.place(), false));
  }

  /**
   * @param {Run} now
   * @param {Uint8Array} data
   */
  async #fixed(now, data) {
    const entry = PLACE + COMMITMENT;
    const whole = data.length >= 1 + PUBLIC && (data.length - 1 - PUBLIC) % entry === 0;
    now.starterKey = data.slice(1, 1 + PUBLIC);
    for (let at = 1 + PUBLIC; whole && at < data.length; at += entry) {
      now.agreed.set(place(data, at), data.slice(at + PLACE, at + entry));
    }
    if (!whole || now.agreed.size > MOST) {
      this.#end('broken', now.starter);
      return;
    }
    if (data[0] === 0) {
      this.#awaitPart(now);
      return;
    }
    const me = this.#room.place();
    const own = now.agreed.get(me);
    const present = this.#room.present();
    if (own === undefined) {
      now.state = 'without';
    } else if (now.state !== 'agreed' || !same(own, await now.exchange.commitment(me, false)) || now.agreed.has(now.starter)
      || [...now.agreed.keys()].some((one) => one !== me && !present.has(one))) {
      this.#end('broken', now.starter);
    } else {
      now.agreed.forEach((commitment, one) => now.exchange.bound(one, commitment));
      now.state = 'making';
      this.#after(now, making(now) + MAKING, () => this.#end('broken', now.starter));
      this.#tell(now, 'show', now.exchange.publicKey);
    }
  }

  /**
   * @param {Run} now
   * @param {Uint8Array} data
   */
  async #keyCame(now, data) {
    const entry = PLACE + BOX;
    const whole = data.length >= 1 && (data.length - 1) % entry === 0;
    const me = this.#room.place();
    for (let at = 1; whole && at < data.length; at += entry) {
      if (place(data, at) === me) {
        now.box = data.slice(at + PLACE, at + entry);
      }
    }
    if (whole && data[0] === 0) {
      if (now.state === 'making') {
        this.#awaitPart(now);
      }
      return;
    }
    const tookPart = now.state === 'making';
    const secret = !tookPart || now.box === null ? null
      : await now.exchange.opened(now.starter, now.starterBound, now.starterKey, me, now.box, this.#room.secret());
    if (secret !== null) {
      this.stop();
      await this.#room.changed(secret, new Set([...now.agreed.keys(), now.starter].filter((one) => one !== me)));
      return;
    }
    if (tookPart) {
      this.#end('broken', now.starter);
    }
    this.stop();
    this.#room.missed(now.starter);
  }

  // ---- who started

  /** @param {Run} now */
  async #proceed(now) {
    if (now.state === 'asking' && [...now.asked].every((one) => now.agreed.has(one))) {
      await this.#fix(now);
    }
  }

  /** @param {Run} now */
  async #timeIsOver(now) {
    if (now.state !== 'asking') {
      return;
    }
    if (now.agreed.size === 0) {
      this.#giveUp(now, 'unanswered', this.#room.place());
    } else {
      await this.#fix(now);
    }
  }

  /** @param {Run} now */
  async #fix(now) {
    if (now.agreed.size > MOST) {
      this.#giveUp(now, 'crowded', this.#room.place());
      return;
    }
    now.state = 'making';
    now.agreed.forEach((commitment, one) => now.exchange.bound(one, commitment));
    this.#after(now, making(now), () => this.#giveUp(now, 'broken', now.starter));
    for (const [last, places] of parts(now)) {
      const entries = places.flatMap((one) => [twoBytes(one), /** @type {Uint8Array} */ (now.agreed.get(one))]);
      this.#tellPart(now, 'fix', joined(Uint8Array.of(last), now.exchange.publicKey, ...entries));
    }
    await this.#deliver(now);
  }

  /**
   * @param {Run} now
   * @param {number} from
   * @param {Uint8Array} key
   */
  async #shown(now, from, key) {
    const starts = now.starter === this.#room.place();
    if (!await now.exchange.shown(from, key)) {
      if (starts) {
        this.#giveUp(now, 'broken', from);
      } // the others find out by what comes last
      return;
    }
    now.shown.add(from);
    if (starts) {
      await this.#deliver(now);
    }
  }

  /** @param {Run} now */
  async #deliver(now) {
    if (now.state !== 'making' || [...now.agreed.keys()].some((one) => !now.shown.has(one))) {
      return;
    }
    now.state = 'sent';
    for (const [last, places] of parts(now)) {
      /** @type {Uint8Array[]} */ const entries = [];
      for (const one of places) {
        entries.push(twoBytes(one), await now.exchange.box(now.starter, one));
      }
      this.#tellPart(now, 'key', joined(Uint8Array.of(last), ...entries));
    }
  }

  /**
   * The server has taken what came last, and passes it on: now it counts.
   *
   * @param {Run} now
   * @param {Uint8Array} data
   */
  async #comesBack(now, data) {
    const sent = data[0] === 1 ? await this.sent() : null;
    if (sent !== null) {
      this.stop();
      await this.#room.changed(sent.secret, sent.others);
    }
  }

  /** The secret that was sent and has not come back; the others may have it. */
  async sent() {
    const now = this.#run;
    return now?.state === 'sent'
      ? { secret: await now.exchange.made(now.starter, this.#room.secret()), others: new Set(now.agreed.keys()) }
      : null;
  }

  /**
   * @param {Run} now
   * @param {Why} why
   * @param {number} about
   */
  #giveUp(now, why, about) {
    if (now !== this.#run) {
      return;
    }
    if (now.state !== 'sent') { // else the others may have it
      this.#tell(now, 'stop', joined(Uint8Array.of(WHYS.indexOf(why)), twoBytes(about)));
    }
    this.#end(why, about);
  }

  /**
   * @param {Why} why
   * @param {number} about
   */
  #end(why, about) {
    if (this.#run !== null) {
      this.stop();
      this.#room.stays(why, about);
    }
  }

  /** Ends it, and tells nobody. */
  stop() {
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
    this.#clock.cancel(this.#pace);
    this.#pace = undefined;
    this.#clock.cancel(this.#askedAgain);
    this.#askedAgain = undefined;
    this.#untold = [];
    this.#run = null;
  }

  /**
   * @param {Run} now
   * @param {number} wait
   * @param {() => void | Promise<void>} then
   */
  #after(now, wait, then) {
    this.#clock.cancel(this.#timer);
    this.#timer = this.#clock.after(wait, () => this.#room.soon(() => now === this.#run ? then() : undefined));
  }

  /**
   * Waits for the next part; there is no end of them for who started it only.
   *
   * @param {Run} now
   */
  #awaitPart(now) {
    now.partsHeard++;
    if (now.partsHeard > 2 * (MOST / PART)) {
      this.#end('broken', now.starter);
    } else {
      this.#after(now, 2 * MAKING, () => this.#end('broken', now.starter));
    }
  }

  /**
   * @param {Run} now
   * @param {string} step
   * @param {Uint8Array} data
   */
  #tellPart(now, step, data) {
    this.#untold.push(() => this.#tell(now, step, data));
    this.#tellNext(now);
  }

  /** @param {Run} now */
  #tellNext(now) {
    while (now === this.#run && this.#pace === undefined) {
      const next = this.#untold.shift();
      if (next === undefined) {
        return;
      }
      next();
      now.partsTold++;
      if (now.partsTold >= AT_ONCE) {
        this.#pace = this.#clock.after(APART, () => {
          this.#pace = undefined;
          this.#tellNext(now);
        });
      }
    }
  }

  /**
   * @param {Run} now
   * @param {string} step
   * @param {Uint8Array} data
   */
  #tell(now, step, data) {
    this.#room.tell(step, toBase64(now.exchange.run), toBase64(data));
  }
}

/**
 * @param {KeyExchange} exchange
 * @param {number} starter
 * @param {Run['state']} state
 * @param {Uint8Array} starterBound
 * @returns {Run}
 */
function attempt(exchange, starter, state, starterBound) {
  return { exchange, starter, state, unasked: false, partsTold: 0, partsHeard: 0, asked: new Set(), agreed: new Map(), shown: new Set(), starterBound, starterKey: new Uint8Array(0), box: null };
}

/**
 * How long it takes at most, with all of its parts.
 *
 * @param {Run} now
 */
function making(now) {
  return MAKING + APART * Math.max(0, 2 * parts(now).length - AT_ONCE);
}

/**
 * What fits into one message, and 1 for the last.
 *
 * @param {Run} now
 * @returns {[number, number[]][]}
 */
function parts(now) {
  const places = [...now.agreed.keys()].sort((a, b) => a - b);
  /** @type {[number, number[]][]} */ const all = [];
  for (let at = 0; at < Math.max(1, places.length); at += PART) {
    all.push([at + PART >= places.length ? 1 : 0, places.slice(at, at + PART)]);
  }
  return all;
}

/** @param {Uint8Array} publicKey */
async function point(publicKey) {
  try {
    return publicKey.length === PUBLIC ? await crypto.subtle.importKey('raw', publicKey, CURVE, true, []) : null;
  } catch {
    return null; // no point of the curve
  }
}

/** @param {Uint8Array} members */
function gcm(members) {
  return { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: members }; // a key is used for one box only
}

/** @param {Uint8Array[]} parts */
async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)));
}

/** @param {string} what */
function label(what) {
  return utf8.encode(`prosa e2e 1 new key ${what}\0`);
}

/** @param {number} number */
function twoBytes(number) {
  return Uint8Array.of(number >> 8, number & 255);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at
 */
function place(bytes, at) {
  return bytes[at] * 256 + bytes[at + 1];
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
function same(one, other) {
  return one.length === other.length && one.reduce((bits, byte, at) => bits | byte ^ other[at], 0) === 0;
}
