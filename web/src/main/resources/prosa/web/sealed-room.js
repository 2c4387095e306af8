// @ts-check
import { copied } from './commands.js';
import { KeyChange } from './key-change.js';
import { isLocal } from './links.js';
import { TakenNames } from './names.js';
import { RoomCipher, fromBase64, mostBytes, toBase64 } from './room-cipher.js';

/**
 * The seat in an encrypted room, between the session and the connection: it seals what goes to the
 * server and opens what comes, in order, so that the session sees the messages of any other room.
 * docs/encryption.md, "Encrypted rooms", specifies it. Loaded when somebody asks for such a room.
 *
 * The server knows everybody as `Guest`; a newcomer is announced when its name has come, or after
 * {@link NAME_WAIT} without it.
 *
 * @typedef {import('./clock.js').Clock} Clock
 * @typedef {'forged' | 'old_key' | 'repeated' | 'missing' | 'late' | 'crowded'} Fault
 * @typedef {{receive: (message: any) => void, send: (message: object) => boolean,
 *   fault: (fault: Fault, user: string, count: number) => void, key: (news: KeyNews) => void, end: () => void,
 *   alike: () => Promise<Map<string, string>>}} Ends
 *   the session, the connection, who is told what is wrong and what comes of a new key, what ends the session
 *   where the server gives a seat at which it could read, unasked, and the prototypes of characters that look alike
 * @typedef {{type: 'asked', user: string, mine: boolean, seconds: number}
 *   | {type: 'stays', why: import('./key-change.js').Why, user: string, mine: boolean}
 *   | {type: 'changed', with: string[], without: string[]} | {type: 'missed'}} KeyNews
 * @typedef {{room: string, place: number, salt: string, texts: RoomCipher, names: RoomCipher, others: RoomCipher}} Keys
 * @typedef {{secret: string, keys: Keys, until: number}} Earlier the keys of a secret that is not the room's any more,
 *   and when what was under way with it is opened no more
 */

const PLACEHOLDER = 'Guest';
/** The same, as it is told apart from the others; a server may call somebody anything else. */
const PLACEHOLDERS = /^Guest(?: [1-9]\d{0,3})?$/u;
export const NAME_WAIT = 2000;
const SECRET = 32;
const SALT = 16;
/** What is around a text, at most, in its JSON and in that of the message that carries it. */
const ENVELOPE = 128;
const MOST_SEALED = 256;
/** What the server marks as a link where it can read. */
const LINK = /[a-z][a-z0-9+.-]{1,15}:\/\/|(?<![a-z0-9_])www\.[a-z0-9]/i;
/** So many keys that the room had before are remembered. */
const MOST_EARLIER = 4;
/** So long what others said with the key before is opened after the key has changed. */
export const UNDER_WAY = 10_000;

const CHANGED = JSON.stringify({ type: 'newkey', step: 'changed', run: '', data: '' });

const utf8 = new TextEncoder();

/** A secret for a new room. */
export function newSecret() {
  return toBase64(crypto.getRandomValues(new Uint8Array(SECRET)));
}

/**
 * The secret in the link of an invitation, or alone, as this page keeps it; empty if there is none.
 *
 * @param {string} given
 */
export function secretIn(given) {
  const found = /^([\w-]{43})$/u.exec(given)?.[1]
    ?? /(?:\/|%2F)r(?:\/|%2F)[\w-]{1,64}\/?(?:\?[^\s#]*)?(?:#|%23)(?:[\w-]{43})?\.([\w-]{43})(?![\w-])/iu.exec(copied(given))?.[1]
    ?? '';
  return fromBase64(found)?.length === SECRET ? found : '';
}

/**
 * Whether what is behind the `#` of an invitation is meant as the secret of an encrypted room, and is not whole:
 * `#KEY`, `#.SECRET` and `#KEY.SECRET` are whole, each 32 bytes. Such a link is none, and never one without a secret.
 *
 * @param {string} given
 */
export function isDamaged(given) {
  const behind = /(?:\/|%2F)r(?:\/|%2F)[\w-]{1,64}\/?(?:\?[^\s#]*)?(?:#|%23)([\w.-]*)/iu.exec(copied(given))?.[1] ?? '';
  return /^(?:\.|[\w-]{24})/u.test(behind)
    && !/^(?=\.?[\w-])(?:[\w-]{42}[AEIMQUYcgkosw048])?(?:\.[\w-]{42}[AEIMQUYcgkosw048])?(?![\w-]|\.[\w-])/u.test(behind);
}

/**
 * The address that a link of an invitation leads to, if that is another server's, and not this page's; else empty. A code
 * alone leads to none, and the names of this computer are one. Its other addresses lead to other servers, unless they are
 * known to be this one's: somebody else's server may have the same port.
 *
 * @param {string} given
 * @param {URL} base the folder of this page
 * @param {string[]} [hosts] what else this server is known by
 */
export function elsewhere(given, base, hosts = []) {
  const [, scheme, host, folder, code, behind = ''] =
    /(?:(https?)(?::|%3A)(?:\/|%2F){2})?((?:[\p{L}\p{N}.-]+|\[[\da-f:]+\])(?:(?::|%3A)\d{1,5})?)((?:(?:\/|%2F)[\w.~-]+)*?)(?:\/|%2F)r(?:\/|%2F)([\w-]{1,64})\/?(?:\?[^\s#]*)?(?:(?:#|%23)([\w.-]*))?/iu
      .exec(copied(given)) ?? [];
  const address = `${scheme ?? base.protocol.slice(0, -1)}://${host}${folder}/r/${code}`.replace(/%3A/giu, ':').replace(/%2F/giu, '/');
  if (host === undefined || (scheme === undefined && !/[.:%]/u.test(host))) {
    return '';
  }
  let link;
  try {
    link = new URL(address);
  } catch {
    return '';
  }
  const here = link.host === base.host || (link.port === base.port && isLocal(link.hostname)) || hosts.includes(link.host);
  return here && link.pathname === `${base.pathname}r/${code}` ? '' : `${link.href}${behind === '' ? '' : `#${behind}`}`;
}

/**
 * A name as names are: without what cannot be seen, at most 32 characters. Empty if nothing is left.
 *
 * @param {string} name
 */
export function tidyName(name) {
  const tidy = name.normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .replace(/\u200d(?!\p{Extended_Pictographic})|(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|(?<!\p{Extended_Pictographic})[\ufe0e\ufe0f]/gu, '')
    .replace(/[^\P{C}\u200d]|[\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0]/gu, '')
    .replace(/^\p{M}+/u, '')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .trim();
  return Array.from(tidy).slice(0, 32).join('').trim();
}

export class SealedRoom {
  #secret;
  /** Whether this member sits among strangers, as it asked, and may come back. */
  #readable = false;
  /** @type {Keys | null} */ #keys = null;
  /** @type {number[]} */ #code = [];
  /** @type {Map<number, string>} */ #names = new Map();
  #taken = new TakenNames();
  /** @type {Map<number, any>} of those who took a seat and whose names have not come yet */ #nameless = new Map();
  /** @type {Map<string, string>} */ #sealed = new Map();
  #user = '';
  #announced = false;
  #askedNext = false;
  #limit = 8192;
  #connections = 0;
  /** @type {Promise<void>} */ #incoming = Promise.resolve();
  /** @type {Promise<void>} */ #outgoing = Promise.resolve();
  /** @type {number | undefined} */ #timer;
  /** @type {Earlier[]} the latest first */ #earlier = [];
  /** @type {Set<number>} the places of the others who are connected */ #present = new Set();
  /** Whether the others have changed the key without this member. */
  #missedKey = false;
  /** @type {Set<number>} the places of those who say that the key has changed; one alone may lie */ #changedWithout = new Set();
  #seating = false;
  #change;
  #ends;
  #clock;

  /**
   * @param {string} secret
   * @param {Ends} ends
   * @param {Clock} clock
   */
  constructor(secret, ends, clock) {
    this.#secret = secret;
    this.#ends = ends;
    this.#clock = clock;
    this.#change = new KeyChange({
      place: () => /** @type {Keys} */ (this.#keys).place,
      present: () => new Set(this.#present),
      salt: () => /** @type {Uint8Array} */ (fromBase64(/** @type {Keys} */ (this.#keys).salt)),
      secret: () => /** @type {Uint8Array} */ (fromBase64(this.#secret)),
      tell: (step, run, data) => {
        this.#later((keys) => this.#tell(keys.others, keys, { type: 'newkey', step, run, data }, false));
      },
      asked: (place, seconds) => this.#ends.key({ type: 'asked', user: this.#name(place), mine: this.#isMine(place), seconds }),
      stays: (why, place) => this.#ends.key({ type: 'stays', why, user: this.#name(place), mine: this.#isMine(place) }),
      changed: (secret, others) => this.#changed(secret, others),
      missed: (by) => this.#missed(by),
      soon: (what) => this.#soon(what),
    }, clock);
  }

  /** The six numbers to compare; none where the server could read, and before the first seat. */
  get code() {
    return this.#readable ? [] : this.#code;
  }

  /** The secret as it is written; empty where the server could read. */
  get secret() {
    return this.#readable ? '' : this.#secret;
  }

  /** The connection is lost: what it brought is opened yet, but its seat is asked for again. */
  lost() {
    this.#connections++;
    this.#interrupt();
  }

  /** A new key that is not sent yet comes to nothing. */
  #interrupt() {
    this.#soon(async () => {
      if (await this.#change.sent() === null) {
        this.#change.interrupted();
      }
    });
  }

  /** This room is left for good. */
  close() {
    this.#soon(() => {
      this.#change.stop();
      this.#forgetNameless();
    });
  }

  /**
   * In its turn, when all that came before has been opened.
   *
   * @param {() => void | Promise<void>} what
   */
  #soon(what) {
    this.#incoming = this.#incoming.then(what);
  }

  // ---- a new key

  /** Asks the others for a new key, or agrees to it if somebody asks. */
  newKey() {
    this.#soon(() => {
      if (this.#keys === null || this.#readable) {
        return undefined;
      }
      if (this.#missedKey) {
        this.#ends.key({ type: 'missed' });
        return undefined;
      }
      return this.#change.want();
    });
  }

  /** Does not agree to a new key. */
  declineNewKey() {
    this.#soon(() => this.#change.decline());
  }

  /** @param {number} place */
  #name(place) {
    return this.#names.get(place) ?? PLACEHOLDER;
  }

  /** @param {number} place */
  #isMine(place) {
    return place === this.#keys?.place;
  }

  /**
   * @param {Uint8Array} secret
   * @param {Set<number>} others who have it, too
   */
  async #changed(secret, others) {
    await this.#use(secret);
    this.#ends.key(this.#keyChanged(others));
    this.send({ type: 'rename', user: this.#user });
  }

  /**
   * @param {Set<number>} others
   * @returns {KeyNews}
   */
  #keyChanged(others) {
    return {
      type: 'changed',
      with: [...others].sort((a, b) => a - b).map((place) => this.#name(place)),
      without: [...this.#present].filter((place) => !others.has(place)).map((place) => this.#name(place)),
    };
  }

  /**
   * From now on what is said is sealed with this secret.
   *
   * @param {Uint8Array} secret
   */
  async #use(secret) {
    const keys = /** @type {Keys} */ (this.#keys);
    const next = await newKeys(toBase64(secret), keys.room, keys.place, keys.salt);
    this.#earlier.unshift({ secret: this.#secret, keys: { ...keys }, until: this.#clock.now() + UNDER_WAY });
    this.#earlier.length = Math.min(this.#earlier.length, MOST_EARLIER);
    this.#secret = toBase64(secret);
    this.#code = await next.texts.code();
    Object.assign(keys, next); // what waits to be sealed is sealed with these
    this.#changedWithout.clear(); // they were about the key before
    this.#sealed.clear();
  }

  /**
   * The member at this place says that the key has changed.
   *
   * @param {number} by
   */
  #missed(by) {
    this.#changedWithout.add(by);
    this.#countMissed();
  }

  /**
   * Without the key of most of the others one cannot talk with them. What one member says is not enough, where there
   * are more: it would silence this one.
   */
  #countMissed() {
    const others = new Set([...this.#present, ...this.#changedWithout]);
    if (!this.#missedKey && 2 * this.#changedWithout.size > others.size) {
      this.#missedKey = true;
      if (!this.#seating) {
        this.#ends.key({ type: 'missed' });
      }
    }
  }

  /** Done when all that came so far has been opened, and all that was sent, sealed. */
  async settled() {
    await this.#incoming;
    await this.#outgoing;
  }

  // ---- what this member does

  /**
   * Sends a message of the session.
   *
   * @param {any} message
   * @returns {boolean} whether there is a connection
   */
  send(message) {
    if (this.#readable) {
      return this.#ends.send(message);
    }
    switch (message.type) {
      case 'enter':
        this.#user = tidyName(message.user) || PLACEHOLDER;
        return this.#ends.send({ ...message, user: PLACEHOLDER, encrypted: true });
      case 'say':
        return this.#later(() => this.#say(message));
      case 'rename':
        return this.#later(() => this.#rename(message.user));
      case 'react':
        return this.#later((keys) => this.#tell(keys.others, keys, {
          type: 'reaction', n: message.n, reaction: message.reaction, ...(message.off ? { off: true } : {}),
        }, false));
      case 'next':
        this.#askedNext = this.#ends.send(message);
        return this.#askedNext;
      default:
        return this.#ends.send(message);
    }
  }

  /**
   * Seals, in order, and sends it if it belongs to the present seat yet.
   *
   * @param {(keys: Keys) => Promise<object | null>} seal
   */
  #later(seal) {
    const keys = this.#keys;
    if (keys === null) {
      return false;
    }
    const connection = this.#connections;
    this.#outgoing = this.#outgoing.then(async () => {
      const message = keys === this.#keys ? await seal(keys) : null;
      if (message !== null && keys === this.#keys && connection === this.#connections) {
        this.#ends.send(message);
      }
    });
    return true;
  }

  /**
   * @param {{message: string, action?: boolean, id?: string, re?: number}} say
   * @returns {Promise<object | null>}
   */
  async #say({ message, action, id = '', re }) {
    const keys = /** @type {Keys} */ (this.#keys);
    if (this.#missedKey) {
      this.#ends.receive({ type: 'refused', reason: 'encrypted-room', message: '', retryMillis: 0, id });
      return null;
    }
    const json = JSON.stringify({ type: 'text', message: new TextDecoder().decode(utf8.encode(message)), ...(action ? { action: true } : {}), ...(re ? { re } : {}) });
    if (utf8.encode(json).length > mostBytes(this.#limit)) {
      this.#ends.receive({ type: 'refused', reason: 'too-large', message: '', retryMillis: 0, id });
      return null;
    }
    const sealed = this.#sealed.get(id) ?? await keys.texts.seal(keys.place, json);
    this.#sealed.set(id, sealed);
    if (this.#sealed.size > MOST_SEALED) {
      this.#sealed.delete(/** @type {string} */ (this.#sealed.keys().next().value));
    }
    return { type: 'say', message: sealed, ...(id === '' ? {} : { id }) };
  }

  /** @param {string} user */
  async #rename(user) {
    const name = tidyName(user);
    if (name === '') {
      this.#ends.receive({ type: 'refused', reason: 'bad-name', message: '', retryMillis: 0 });
      return null;
    }
    const keys = /** @type {Keys} */ (this.#keys);
    return this.#tell(keys.names, keys, { type: 'name', user: name }, true);
  }

  /**
   * @param {RoomCipher} cipher
   * @param {Keys} keys
   * @param {object} content
   * @param {boolean} keep
   */
  async #tell(cipher, keys, content, keep) {
    let sealed = await cipher.seal(keys.place, JSON.stringify(content));
    for (const before of keep ? this.#earlier : []) { // for who comes with an old link, or comes back
      sealed += ` ${await before.keys.names.seal(keys.place, CHANGED)}`;
    }
    return { type: 'tell', sealed, ...(keep ? { keep: true } : {}) };
  }

  // ---- what the server says

  /** @param {any} message what the server says */
  text(message) {
    const connection = this.#connections;
    this.#incoming = this.#incoming.then(async () => {
      if (message.type !== 'seated' || connection === this.#connections) { // else it is asked for again
        await this.#open(message);
      }
    });
  }

  /** @param {any} message */
  async #open(message) {
    if (message.type === 'seated') {
      await this.#seated(message);
      return;
    }
    if (this.#keys === null || this.#readable) {
      this.#ends.receive(message); // on the way in, or among strangers
      return;
    }
    const told = message.type === 'told' && message.keep === true;
    if (message.place !== undefined && !told) {
      this.#announce(message.place);
    }
    switch (message.type) {
      case 'said':
        await this.#said(this.#keys, message);
        break;
      case 'told':
        await this.#told(this.#keys, message);
        break;
      case 'joined':
        this.#present.add(message.place);
        this.#change.came(message.place);
        this.#names.delete(message.place);
        this.#nameless.set(message.place, { ...message, user: placeholder(message.user) });
        this.#timer ??= this.#clock.after(NAME_WAIT, () => this.#announceAll());
        break;
      case 'left':
        await this.#went(message.place);
        this.#changedWithout.delete(message.place);
        this.#countMissed();
        this.#ends.receive(this.#named(message));
        this.#names.delete(message.place);
        break;
      case 'away':
        await this.#went(message.place);
        this.#ends.receive(this.#named(message));
        break;
      case 'back':
        this.#present.add(message.place);
        this.#change.came(message.place);
        this.#ends.receive(this.#named(message));
        break;
      case 'missed':
        for (const place of this.#names.keys()) {
          this.#keys.texts.midway(place);
        }
        this.#ends.receive(message);
        break;
      case 'renamed':
      case 'reacted':
        break; // nobody is called so here
      case 'refused':
        this.#askedNext = false;
        this.#ends.receive(message);
        break;
      default:
        this.#ends.receive(message.place === undefined ? message : this.#named(message));
    }
  }

  /** @param {number} place */
  async #went(place) {
    this.#present.delete(place);
    await this.#change.went(place);
  }

  /** @param {any} told */
  async #seated(told) {
    const salt = fromBase64(String(told.salt ?? ''));
    if (salt?.length !== SALT) {
      if (this.#readable || this.#askedNext) {
        const renames = !this.#readable;
        this.#readable = true;
        this.#askedNext = false;
        this.#change.interrupted();
        this.#forgetNameless();
        this.#ends.receive(told);
        if (renames) {
          this.#ends.send({ type: 'rename', user: this.#user }); // among strangers it has its name
        }
      } else {
        this.#ends.end();
      }
      return;
    }
    this.#readable = false;
    this.#askedNext = false;
    let keys = this.#keys;
    if (keys === null || keys.room !== told.room || keys.place !== told.place || keys.salt !== told.salt) {
      this.#change.interrupted();
      const sameRoom = keys !== null && keys.room === told.room && keys.salt === told.salt;
      const earlier = sameRoom ? this.#earlier : [];
      this.#earlier = [];
      for (const { secret } of earlier) {
        this.#earlier.push({ secret, keys: await newKeys(secret, told.room, told.place, told.salt), until: 0 });
      }
      keys = await newKeys(this.#secret, told.room, told.place, told.salt);
      this.#missedKey = false;
      this.#changedWithout.clear();
      this.#code = await keys.texts.code();
      this.#keys = keys;
      this.#announced = false;
      this.#sealed.clear();
    }
    const sent = await this.#change.sent();
    const adopted = sent !== null && await this.#someTellsOfChange(keys, told.members);
    if (adopted) { // they have what this member made
      this.#change.stop();
      await this.#use(sent.secret);
      this.#announced = false;
    }
    this.#change.interrupted();
    this.#present = new Set(told.members.filter((/** @type {any} */ one) => one.state === 'here').map((/** @type {any} */ one) => one.place));
    this.#forgetNameless();
    this.#names = new Map([[told.place, this.#user]]);
    this.#limit = Math.min(told.limits.text, told.limits.message - ENVELOPE);
    const members = [];
    /** @type {[Fault, string][]} */ const wrong = [];
    const missedBefore = this.#missedKey;
    this.#seating = true;
    for (const member of told.members) {
      keys.texts.midway(member.place);
      const name = member.sealed === undefined ? '' : await this.#nameIn(keys, member.place, member.sealed);
      if (member.sealed !== undefined && name === '' && !this.#changedWithout.has(member.place)) {
        wrong.push([await this.#faultOfName(member.place, member.sealed), placeholder(member.user)]);
      }
      const user = name || placeholder(member.user);
      this.#names.set(member.place, user);
      members.push({ ...member, user });
    }
    this.#ends.receive({
      ...told, user: this.#user, members, limits: { ...told.limits, text: mostBytes(this.#limit) - ENVELOPE / 2 },
    });
    this.#seating = false;
    if (this.#missedKey) { // which explains what is wrong
      if (!missedBefore) {
        this.#ends.key({ type: 'missed' });
      }
    } else {
      wrong.forEach(([fault, user]) => this.#ends.fault(fault, user, 1));
    }
    if (adopted) {
      this.#ends.key(this.#keyChanged(sent.others));
    }
    if (!this.#announced) {
      this.send({ type: 'rename', user: this.#user });
    }
  }

  /** @param {number} place */
  #announce(place) {
    const joined = this.#nameless.get(place);
    if (joined !== undefined) {
      this.#nameless.delete(place);
      this.#names.set(place, joined.user);
      this.#ends.receive(joined);
    }
  }

  #announceAll() {
    this.#timer = undefined;
    for (const place of [...this.#nameless.keys()]) {
      this.#announce(place);
    }
  }

  /** Nobody waits for these names any more. */
  #forgetNameless() {
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
    this.#nameless.clear();
  }

  /** @param {any} message */
  #named(message) {
    return { ...message, user: this.#names.get(message.place) ?? placeholder(message.user) };
  }

  /**
   * @param {Keys} keys
   * @param {any} said
   */
  async #said(keys, said) {
    const user = this.#names.get(said.place) ?? placeholder(said.user);
    const sealed = String(said.message);
    const opened = await this.#opened('texts', said.place, sealed);
    const content = 'text' in opened ? contentOf(opened.text) : null;
    if (!('text' in opened) || content?.type !== 'text' || typeof content.message !== 'string') {
      await this.#wrong(opened, 'texts', said.place, sealed, user);
      this.#ends.receive({ type: 'missed', from: said.n, to: said.n });
      if (said.id !== undefined && said.place === keys.place) {
        this.#ends.receive({ type: 'refused', id: said.id, reason: 'other', message: '', retryMillis: 0 });
      }
      return;
    }
    if (opened.missing > 0) {
      this.#ends.fault('missing', user, opened.missing);
    }
    if (opened.late) {
      this.#ends.fault('late', user, 1);
    }
    this.#sealed.delete(said.id ?? '');
    this.#ends.receive({
      type: 'said', n: said.n, place: said.place, user, message: content.message, action: content.action === true,
      ...(said.id === undefined ? {} : { id: said.id }), ...(Number.isSafeInteger(content.re) ? { re: content.re } : {}),
      ...(said.newcomer === true && LINK.test(content.message) ? { newcomer: true } : {}),
    });
  }

  /**
   * @param {Keys} keys
   * @param {any} told
   */
  async #told(keys, told) {
    const before = this.#names.get(told.place) ?? placeholder(told.user);
    if (told.keep === true) {
      const name = await this.#nameIn(keys, told.place, String(told.sealed));
      if (name === '') {
        if (!this.#missedKey && !this.#changedWithout.has(told.place)) {
          this.#ends.fault(await this.#faultOfName(told.place, String(told.sealed)), before, 1);
        }
      } else {
        this.#called(keys, told.place, before, name);
      }
      return;
    }
    const opened = await this.#opened('others', told.place, String(told.sealed));
    if (!('text' in opened)) {
      await this.#wrong(opened, 'others', told.place, String(told.sealed), before);
      return;
    }
    const content = contentOf(opened.text);
    if (content?.type === 'newkey') {
      await this.#change.told(told.place, content);
      return;
    }
    if (content?.type === 'reaction' && Number.isSafeInteger(content.n) && typeof content.reaction === 'string') {
      this.#ends.receive({
        type: 'reacted', n: content.n, place: told.place, user: before, reaction: content.reaction, off: content.off === true,
      });
    }
  }

  /**
   * Opened with the present key or, if it was under way when the key changed, with that before.
   *
   * @param {'texts' | 'others'} which
   * @param {number} place
   * @param {string} sealed
   */
  async #opened(which, place, sealed) {
    let opened = await /** @type {Keys} */ (this.#keys)[which].open(place, sealed);
    for (const before of this.#earlier) {
      if (isForged(opened) && this.#clock.now() < before.until) {
        opened = await before.keys[which].open(place, sealed);
      }
    }
    return opened;
  }

  /**
   * Tells what is wrong; what was made with a key of before is not made up.
   *
   * @param {import('./room-cipher.js').Opened} opened
   * @param {'texts' | 'others'} which
   * @param {number} place
   * @param {string} sealed
   * @param {string} user
   */
  async #wrong(opened, which, place, sealed, user) {
    if (this.#missedKey) {
      return; // which explains it
    }
    /** @type {Fault} */ let fault = !('fault' in opened) ? 'forged' : opened.fault === 'old' ? 'repeated' : opened.fault;
    for (const before of isForged(opened) ? this.#earlier : []) {
      if (!isForged(await before.keys[which].open(place, sealed))) {
        fault = 'old_key';
      }
    }
    this.#ends.fault(fault, user, 1);
  }

  /**
   * @param {number} place
   * @param {string} sealed
   * @returns {Promise<Fault>}
   */
  async #faultOfName(place, sealed) {
    for (const before of this.#earlier) {
      if (!isForged(await before.keys.names.openLatest(place, sealed.split(' ', 1)[0]))) {
        return 'old_key';
      }
    }
    return 'forged';
  }

  /**
   * Whether a member kept the note, with the present secret, that it is not the room's any more.
   *
   * @param {Keys} keys
   * @param {number} place
   * @param {string} kept
   */
  async #tellsOfChange(keys, place, kept) {
    for (const sealed of kept.split(' ', 1 + MOST_EARLIER)) {
      const opened = await keys.names.openLatest(place, sealed);
      if ('text' in opened) {
        const content = contentOf(opened.text);
        if (content?.type === 'newkey' && content.step === 'changed') {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * @param {Keys} keys
   * @param {any[]} members
   */
  async #someTellsOfChange(keys, members) {
    for (const { place, sealed } of members) {
      if (sealed !== undefined && await this.#tellsOfChange(keys, place, sealed)) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param {Keys} keys
   * @param {number} place
   * @param {string} before
   * @param {string} name
   */
  #called(keys, place, before, name) {
    this.#names.set(place, name);
    const joined = this.#nameless.get(place);
    if (joined !== undefined) {
      this.#nameless.delete(place);
      this.#ends.receive({ ...joined, user: name });
    } else if (before !== name) {
      this.#ends.receive({ type: 'renamed', place, user: before, to: name });
    }
    if (place === keys.place) {
      this.#announced = true;
      this.#user = name;
    }
  }

  /**
   * The name that a member told to be kept, distinct from the others'; empty if it is none.
   *
   * @param {Keys} keys
   * @param {number} place
   * @param {string} sealed
   */
  async #nameIn(keys, place, sealed) {
    if (place !== keys.place && await this.#tellsOfChange(keys, place, sealed)) {
      this.#missed(place);
      return '';
    }
    const opened = await keys.names.openLatest(place, sealed.split(' ', 1)[0]);
    const content = 'text' in opened ? contentOf(opened.text) : null;
    const name = content?.type === 'name' && typeof content.user === 'string' ? tidyName(content.user) : '';
    if (name === '' || place === keys.place) {
      return name;
    }
    this.#changedWithout.delete(place); // it has this key
    const alike = await this.#ends.alike();
    this.#taken.set(this.#names, alike);
    return this.#taken.distinct(name, place, alike);
  }
}

/** @param {import('./room-cipher.js').Opened} opened */
function isForged(opened) {
  return 'fault' in opened && opened.fault === 'forged';
}

/**
 * What the server calls a member, if it is what it may: a name is a member's own word only.
 *
 * @param {string} user
 */
function placeholder(user) {
  return PLACEHOLDERS.test(user) ? user : PLACEHOLDER;
}

/**
 * New keys for a seat.
 *
 * @param {string} written the secret
 * @param {string} room
 * @param {number} place
 * @param {string} salt
 * @returns {Promise<Keys>}
 */
async function newKeys(written, room, place, salt) {
  const secret = /** @type {Uint8Array} */ (fromBase64(written));
  const of = /** @type {Uint8Array} */ (fromBase64(salt));
  const make = () => RoomCipher.of(secret, of, room);
  return { room, place, salt, texts: await make(), names: await make(), others: await make() };
}

/**
 * What was sealed; null if it is nothing that this page knows.
 *
 * @param {string} json
 * @returns {any}
 */
function contentOf(json) {
  try {
    const content = JSON.parse(json);
    return typeof content === 'object' ? content : null;
  } catch {
    return null;
  }
}
