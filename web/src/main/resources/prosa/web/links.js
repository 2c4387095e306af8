// @ts-check
import { UNSPACED } from './text.js';

/**
 * Recognizes the web addresses in a text. What is taken for a link leads where it says: an address
 * that hides its host (a user's name before it, look-alike slashes, escapes) is no link, and a host
 * in a script that can imitate another is shown as the browser resolves it (RFC 5890's A-label).
 *
 * Everything here is linear in the length of the text.
 *
 * @typedef {{start: number, end: number, href: string, shown: string}} Link a stretch of the text,
 *   where it leads, and what stands there
 */

/** Ends at blanks, quotation marks, the backslash, and the punctuation of scripts that put no
 * blank after a link. */
const CANDIDATE = /https?:\/\/[^\p{White_Space}\p{Cc}\p{Cf}\p{Pi}\p{Pf}<>"\x60\\\u3000-\u3003\u3008-\u3011\u3014-\u301f\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff5f-\uff64\u2026\u061f\u060c\u061b\u06d4\u0964\u0965]+/giu;

const LONGEST = 2048;
const MOST = 64;

/** Punctuation that ends a sentence rather than an address, and the asterisks of an emphasis. */
const TRAILING = new Set('.,;:!?\'*…');
/** Marks of an emphasis that may also end an address: they count where they stand before it, too. */
const EMPHASIS = new Set('_~');
/** What shows nothing, and would make a host look like a longer one. */
const UNSEEN = /^[\u00ad\u034f\u061c\u180e\u200c-\u200f]/u;
/** @type {Record<string, string>} */
const OPENED_BY = { ')': '(', ']': '[', '}': '{' };

/**
 * The links of a text, in order; at most 64.
 *
 * @param {string} text
 * @returns {Link[]}
 */
export function findLinks(text) {
  /** @type {Link[]} */ const links = [];
  for (const found of text.matchAll(CANDIDATE)) {
    const start = found.index ?? 0;
    const before = start > 0 ? text[start - 1] : '';
    if (found[0].length > 2 * LONGEST || (/[\p{Letter}\p{Number}]/u.test(before) && !UNSPACED.test(before))) {
      continue;
    }
    if (UNSEEN.test(text.slice(start + found[0].length, start + found[0].length + 1)) && !/^https?:\/\/[^/?#]*[/?#]/iu.test(found[0])) {
      continue;
    }
    const address = trimmed(found[0], EMPHASIS.has(before) ? before : '');
    const link = address.length > LONGEST ? null : resolved(address);
    if (link !== null) {
      links.push({ start, end: start + address.length, ...link });
      if (links.length === MOST) {
        break;
      }
    }
  }
  return links;
}

/** Without the punctuation that ends a sentence, and without brackets that were not opened in it.
 * @param {string} address
 * @param {string} emphasis the mark before it */
function trimmed(address, emphasis) {
  /** @type {Record<string, number>} */ const count = { '(': 0, ')': 0, '[': 0, ']': 0, '{': 0, '}': 0 };
  for (const c of address) {
    if (c in count) {
      count[c]++;
    }
  }
  let end = address.length;
  for (; end > 0; end--) {
    const last = address[end - 1];
    const opening = OPENED_BY[last];
    if (opening === undefined ? !TRAILING.has(last) && last !== emphasis && !'([{'.includes(last) : count[last] <= count[opening]) {
      break;
    }
    if (last in count) {
      count[last]--;
    }
  }
  return address.slice(0, end);
}

/**
 * @param {string} address
 * @returns {{href: string, shown: string} | null}
 */
function resolved(address) {
  const [, scheme, authority, rest] = /^(https?:\/\/)([^/?#]*)(.*)$/isu.exec(address) ?? [];
  if (authority === undefined || authority === '' || /[@\u2044\u2215\u29f8\uff0f\uff20]/u.test(address.slice(0, scheme.length + authority.length))) {
    return null;
  }
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (!/^https?:$/u.test(url.protocol) || url.username !== '' || url.password !== '' || url.hostname === '') {
    return null;
  }
  const host = safe(authority, url) ? authority : url.host;
  return { href: url.href, shown: scheme + host + rest };
}

/**
 * Whether a host as it was written can be taken for no other.
 *
 * @param {string} authority
 * @param {URL} url
 */
function safe(authority, url) {
  const written = authority.toLowerCase();
  if (/^[\x21-\x7e]*$/u.test(written)) {
    return written === url.host || written.startsWith(`${url.host}:`);
  }
  const port = written.replace(/:\d*$/u, '');
  return port.normalize('NFC') === port && port.split('.').every((label) => OWN_SCRIPT.test(label));
}

/** Labels of one script whose letters look like no other script's: ASCII with the accented letters
 * of Western and Central Europe, or Chinese, Japanese and Korean. */
const OWN_SCRIPT = /^(?:[a-z0-9\u00e0-\u00f6\u00f8-\u0130\u0132-\u0137\u0139-\u017e-]+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u30fc0-9-]+)$/u;

/**
 * Whether a host's name means this computer only.
 *
 * @param {string} hostname
 */
export function isLocal(hostname) {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\./u.test(hostname) || hostname === '[::1]'
    || hostname === '0.0.0.0' || hostname === '[::]';
}
