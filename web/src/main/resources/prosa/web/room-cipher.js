// @ts-check
/**
 * What is said in a room that only its members can read: docs/encryption.md, "Encrypted rooms". Keys are
 * made from a secret that members have and the server has not. Nothing here is kept or sent.
 *
 * @typedef {{text: string, missing: number, late: boolean} | {fault: 'forged' | 'repeated' | 'old' | 'crowded'}} Opened
 *   a text, with how many of its writer should have come before and did not, and whether a later one has come before;
 *   or why there is none
 */

const LABEL_TEXT = 'prosa e2e 1 text';
const LABEL_CODE = 'prosa e2e 1 code';
const PREFIX = 'e1.';
const STREAM = 16;
const HEAD = STREAM + 8;
const TAG = 16;
const BLOCK = 64;
const WINDOW = 64n;
/** Streams of one place that are kept: whoever sits there leaves the other places theirs. */
const MOST_STREAMS = 256;
const LONGEST = 32_768;
const SECRET = 32;
const SALT = 16;
const LAST_COUNTER = 2n ** 53n;

const utf8 = new TextEncoder();

/**
 * The most bytes of a text whose sealed form is to have no more characters than these.
 *
 * @param {number} characters
 */
export function mostBytes(characters) {
  return Math.floor((Math.floor((characters - PREFIX.length) * 3 / 4) - HEAD - TAG) / BLOCK) * BLOCK - 1;
}

/** The keys of one room; of a member as a writer and as a reader. */
export class RoomCipher {
  /** @type {Map<number, Map<string, Stream>>} by place */ #streams = new Map();
  /** @type {Set<number>} of the places of which texts may be missing before the next one */ #midway = new Set();
  #base;
  #salt;
  #room;
  #stream;
  #counter = 0n;
  /** @type {Promise<CryptoKey> | undefined} */ #own;
  /** @type {number | undefined} */ #place;

  /**
   * @param {CryptoKey} base
   * @param {Uint8Array} salt
   * @param {string} room
   * @param {Uint8Array} stream
   */
  constructor(base, salt, room, stream) {
    this.#base = base;
    this.#salt = salt;
    this.#room = room;
    this.#stream = stream;
  }

  /**
   * @param {Uint8Array} secret 32 bytes that the server never has
   * @param {Uint8Array} salt 16 bytes of the room, which may be known
   * @param {string} room
   * @param {Uint8Array} [stream] random for each entry; given in tests only
   */
  static async of(secret, salt, room, stream = crypto.getRandomValues(new Uint8Array(STREAM))) {
    if (secret.length !== SECRET || salt.length !== SALT || stream.length !== STREAM) {
      throw new RangeError('A secret has 32 bytes, a salt and a stream 16');
    }
    const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
    return new RoomCipher(base, salt, room, stream);
  }

  /**
   * Seals what the member at this place says. At another place begin with another cipher.
   *
   * @param {number} place
   * @param {string} text
   */
  async seal(place, text) {
    if (this.#place !== undefined && this.#place !== place) {
      throw new RangeError('A stream belongs to one place');
    }
    if (this.#counter >= LAST_COUNTER) {
      throw new RangeError('This stream has ended');
    }
    this.#place = place;
    this.#counter += 1n;
    const counter = this.#counter;
    this.#own ??= this.#key(place, this.#stream);
    const key = await this.#own;
    const sealed = await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv: nonce(counter), additionalData: this.#bound(place, this.#stream, counter) },
      key,
      padded(utf8.encode(text)),
    );
    return PREFIX + toBase64(joined(this.#stream, number(counter), new Uint8Array(sealed)));
  }

  /**
   * Texts of this place may be missing before the next one: it sat there before, or the server said that
   * some were missed.
   *
   * @param {number} place
   */
  midway(place) {
    this.#midway.add(place);
  }

  /**
   * Opens what may come several times, as long as nothing later of this writer has come.
   *
   * @param {number} place
   * @param {string} sealed
   */
  openLatest(place, sealed) {
    return this.open(place, sealed, true);
  }

  /**
   * Opens what came from this place.
   *
   * @param {number} place as the server says it
   * @param {string} sealed
   * @param {boolean} [again] whether the latest may come again
   * @returns {Promise<Opened>}
   */
  async open(place, sealed, again = false) {
    const bytes = sealed.startsWith(PREFIX) && sealed.length <= LONGEST ? fromBase64(sealed.slice(PREFIX.length)) : null;
    if (bytes === null || bytes.length < HEAD + TAG + BLOCK) {
      return { fault: 'forged' };
    }
    const stream = bytes.slice(0, STREAM);
    const counter = new DataView(bytes.buffer, bytes.byteOffset + STREAM, 8).getBigUint64(0);
    /** @type {ArrayBuffer} */ let plain;
    try {
      plain = await crypto.subtle.decrypt(
        { name: 'AES-GCM', iv: nonce(counter), additionalData: this.#bound(place, stream, counter) },
        await this.#key(place, stream),
        bytes.slice(HEAD),
      );
    } catch {
      return { fault: 'forged' };
    }
    const text = unpadded(new Uint8Array(plain));
    if (text === null) {
      return { fault: 'forged' };
    }
    const name = toBase64(stream);
    const ofPlace = this.#streams.get(place) ?? new Map();
    this.#streams.set(place, ofPlace);
    let seen = ofPlace.get(name);
    if (seen === undefined) {
      if (ofPlace.size >= MOST_STREAMS) {
        return { fault: 'crowded' };
      }
      seen = new Stream();
      ofPlace.set(name, seen);
    }
    const late = counter < seen.highest;
    const missing = late ? 0 : Math.max(0, Number(counter - seen.highest) - 1);
    if (again && late) {
      return { fault: 'old' };
    }
    const fault = again && counter === seen.highest ? null : seen.take(counter);
    if (fault !== null) {
      return { fault };
    }
    return { text, missing: this.#midway.delete(place) ? 0 : missing, late };
  }

  /** The six numbers, 0 to 63, that members compare: the same for all who have the same secret. */
  async code() {
    const bits = await this.#derived(utf8.encode(LABEL_CODE), 48);
    return Array.from(bits, (byte) => byte & 63);
  }

  /**
   * @param {number} place
   * @param {Uint8Array} stream
   */
  async #key(place, stream) {
    const bits = await this.#derived(this.#head(place, stream), 256);
    return crypto.subtle.importKey('raw', bits, 'AES-GCM', false, ['encrypt', 'decrypt']);
  }

  /**
   * @param {Uint8Array} info
   * @param {number} length
   */
  async #derived(info, length) {
    const how = { name: 'HKDF', hash: 'SHA-256', salt: this.#salt, info };
    return new Uint8Array(await crypto.subtle.deriveBits(how, this.#base, length));
  }

  /**
   * @param {number} place
   * @param {Uint8Array} stream
   */
  #head(place, stream) {
    return joined(utf8.encode(LABEL_TEXT), Uint8Array.of(0, place >> 8, place & 255), stream, utf8.encode(this.#room));
  }

  /**
   * @param {number} place
   * @param {Uint8Array} stream
   * @param {bigint} counter
   */
  #bound(place, stream, counter) {
    return joined(number(counter), this.#head(place, stream));
  }
}

/** Which numbers of a stream have come: the last 64 may come in any order, and each once. */
class Stream {
  highest = 0n;
  #seen = 0n;

  /**
   * @param {bigint} counter
   * @returns {'repeated' | 'old' | null}
   */
  take(counter) {
    if (counter > this.highest) {
      const ahead = counter - this.highest;
      this.#seen = ahead >= WINDOW ? 1n : BigInt.asUintN(64, (this.#seen << ahead) | 1n);
      this.highest = counter;
      return null;
    }
    const behind = this.highest - counter;
    if (counter === 0n || behind >= WINDOW) {
      return 'old';
    }
    const bit = 1n << behind;
    if ((this.#seen & bit) !== 0n) {
      return 'repeated';
    }
    this.#seen |= bit;
    return null;
  }
}

/** @param {bigint} counter */
function number(counter) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, counter);
  return bytes;
}

/** @param {bigint} counter */
function nonce(counter) {
  return joined(new Uint8Array(4), number(counter));
}

/** @param {Uint8Array[]} parts */
export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** @param {Uint8Array} text */
function padded(text) {
  const all = new Uint8Array(Math.ceil((text.length + 1) / BLOCK) * BLOCK);
  all.set(text);
  all[text.length] = 0x80;
  return all;
}

/** @param {Uint8Array} plain */
function unpadded(plain) {
  let end = plain.length - 1;
  while (end >= 0 && plain[end] === 0) {
    end--;
  }
  if (end < 0 || plain[end] !== 0x80) {
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain.subarray(0, end));
  } catch {
    return null;
  }
}

/** @param {Uint8Array} bytes */
export function toBase64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
}

/** @param {string} text */
export function fromBase64(text) {
  if (!/^[\w-]*$/.test(text) || text.length % 4 === 1) {
    return null;
  }
  const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  return toBase64(bytes) === text ? bytes : null;
}
