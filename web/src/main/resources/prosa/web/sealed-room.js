// @ts-check
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
 * @typedef {'forged' | 'repeated' | 'missing' | 'late' | 'crowded'} Fault
 * @typedef {{receive: (message: any) => void, send: (message: object) => boolean,
 *   fault: (fault: Fault, user: string, count: number) => void, end: () => void}} Ends
 *   the session, the connection, who is told what is wrong, and what ends the session where the server
 *   gives a seat at which it could read, unasked
 * @typedef {{room: string, place: number, salt: string, texts: RoomCipher, names: RoomCipher, others: RoomCipher}} Keys
 */

const PLACEHOLDER = 'Guest';
export const NAME_WAIT = 2000;
const SECRET = 32;
const SALT = 16;
/** What is around a text, at most, in its JSON and in that of the message that carries it. */
const ENVELOPE = 128;
const MOST_SEALED = 256;

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
    ?? /(?:\/|%2F)r(?:\/|%2F)[\w-]{1,64}\/?(?:#|%23)(?:[\w-]{43})?\.([\w-]{43})(?![\w-])/iu.exec(given.slice(0, 2000))?.[1]
    ?? '';
  return fromBase64(found)?.length === SECRET ? found : '';
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

/** @param {string} name */
function folded(name) {
  return name.normalize('NFKC').toLowerCase();
}

export class SealedRoom {
  #secret;
  /** Whether this member sits among strangers, as it asked, and may come back. */
  #readable = false;
  /** @type {Keys | null} */ #keys = null;
  /** @type {number[]} */ #code = [];
  /** @type {Map<number, string>} */ #names = new Map();
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
    const sealed = await cipher.seal(keys.place, JSON.stringify(content));
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
        this.#names.delete(message.place);
        this.#nameless.set(message.place, message);
        this.#timer ??= this.#clock.after(NAME_WAIT, () => this.#announceAll());
        break;
      case 'left':
        this.#ends.receive(this.#named(message));
        this.#names.delete(message.place);
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

  /** @param {any} told */
  async #seated(told) {
    const salt = fromBase64(String(told.salt ?? ''));
    if (salt?.length !== SALT) {
      if (this.#readable || this.#askedNext) {
        const renames = !this.#readable;
        this.#readable = true;
        this.#askedNext = false;
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
      const secret = /** @type {Uint8Array} */ (fromBase64(this.#secret));
      const make = () => RoomCipher.of(secret, salt, told.room);
      keys = { room: told.room, place: told.place, salt: told.salt, texts: await make(), names: await make(), others: await make() };
      this.#code = await keys.texts.code();
      this.#keys = keys;
      this.#announced = false;
      this.#sealed.clear();
    }
    this.#clock.cancel(this.#timer);
    this.#timer = undefined;
    this.#nameless.clear();
    this.#names = new Map([[told.place, this.#user]]);
    this.#limit = Math.min(told.limits.text, told.limits.message - ENVELOPE);
    const members = [];
    /** @type {string[]} */ const forged = [];
    for (const member of told.members) {
      keys.texts.midway(member.place);
      const name = member.sealed === undefined ? '' : await this.#nameIn(keys, member.place, member.sealed);
      if (member.sealed !== undefined && name === '') {
        forged.push(member.user);
      }
      this.#names.set(member.place, name || member.user);
      members.push({ ...member, user: name || member.user });
    }
    this.#ends.receive({
      ...told, user: this.#user, members, limits: { ...told.limits, text: mostBytes(this.#limit) - ENVELOPE / 2 },
    });
    for (const user of forged) {
      this.#ends.fault('forged', user, 1);
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

  /** @param {any} message */
  #named(message) {
    return { ...message, user: this.#names.get(message.place) ?? message.user };
  }

  /**
   * @param {Keys} keys
   * @param {any} said
   */
  async #said(keys, said) {
    const user = this.#names.get(said.place) ?? said.user;
    const opened = await keys.texts.open(said.place, String(said.message));
    const content = 'text' in opened ? contentOf(opened.text) : null;
    if (!('text' in opened) || content?.type !== 'text' || typeof content.message !== 'string') {
      const fault = !('fault' in opened) ? 'forged' : opened.fault === 'old' ? 'repeated' : opened.fault;
      this.#ends.fault(fault, user, 1);
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
    });
  }

  /**
   * @param {Keys} keys
   * @param {any} told
   */
  async #told(keys, told) {
    const before = this.#names.get(told.place) ?? told.user;
    if (told.keep === true) {
      const name = await this.#nameIn(keys, told.place, String(told.sealed));
      if (name === '') {
        this.#ends.fault('forged', before, 1);
      } else {
        this.#called(keys, told.place, before, name);
      }
      return;
    }
    const opened = await keys.others.open(told.place, String(told.sealed));
    if (!('text' in opened)) {
      this.#ends.fault(opened.fault === 'old' ? 'repeated' : opened.fault, before, 1);
      return;
    }
    const content = contentOf(opened.text);
    if (content?.type === 'reaction' && Number.isSafeInteger(content.n) && typeof content.reaction === 'string') {
      this.#ends.receive({
        type: 'reacted', n: content.n, place: told.place, user: before, reaction: content.reaction, off: content.off === true,
      });
    }
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
    const opened = await keys.names.openLatest(place, sealed);
    const content = 'text' in opened ? contentOf(opened.text) : null;
    const name = content?.type === 'name' && typeof content.user === 'string' ? tidyName(content.user) : '';
    if (name === '' || place === keys.place) {
      return name;
    }
    const taken = new Set([...this.#names].filter(([other]) => other !== place).map(([, user]) => folded(user)));
    let distinct = name;
    for (let number = 2; taken.has(folded(distinct)); number++) {
      distinct = `${Array.from(name).slice(0, 29).join('').trim()} ${number}`;
    }
    return distinct;
  }
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
