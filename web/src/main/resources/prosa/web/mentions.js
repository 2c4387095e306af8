// @ts-check
import { UNSPACED } from './text.js';

/**
 * Mentions: `@` and the name of somebody who sits here, or the name before a colon or a comma at the
 * beginning, as terminals complete it. Names may have blanks, so they are looked for as they are, and
 * of two the longer one is meant. Time is bounded, however many names there are at a table: so many
 * signs are looked at, and behind each what may be a name is compared with all of them at once.
 *
 * @typedef {{start: number, end: number, name: string}} Mention
 */

const MOST = 64;
const MOST_SIGNS = 256;
const WORD = /[\p{Letter}\p{Number}\p{Mark}_]/u;
/** How far back the beginning of an address is looked for. */
const LONGEST_ADDRESS = 2048;

/**
 * The mentions of some names in a text, in order.
 *
 * @param {string} text
 * @param {string[]} names
 * @returns {Mention[]}
 */
export function findMentions(text, names) {
  const wanted = new Map(names.map((name) => /** @type {[string, string]} */ ([fold(name), name])).reverse());
  wanted.delete('');
  const most = 2 * Math.max(0, ...names.map((name) => name.length)) + 4;
  /** @type {Mention[]} */ const mentions = [];
  const begin = text.slice(0, LONGEST_ADDRESS).search(/\S/u);
  const called = begin < 0 ? undefined : longest(text, begin, wanted, most);
  if (called !== undefined && /^ ?[:,\uff1a\uff0c\u3001\u060c]/u.test(text.slice(called.end, called.end + 2))) {
    mentions.push(called);
  }
  let signs = 0;
  for (let at = text.indexOf('@'); at >= 0 && signs < MOST_SIGNS && mentions.length < MOST; at = text.indexOf('@', at + 1)) {
    signs++;
    const found = begins(text, at) ? longest(text, at + 1, wanted, most) : undefined;
    if (found !== undefined && at >= (mentions.at(-1)?.end ?? 0)) {
      mentions.push({ ...found, start: at });
    }
  }
  return mentions;
}

/**
 * Whether an `@` can begin a mention: it is in no address of e-mail or of the web.
 *
 * @param {string} text
 * @param {number} at
 */
function begins(text, at) {
  const before = at > 0 ? codePointBefore(text, at) : ' ';
  if (WORD.test(before) && !UNSPACED.test(before)) {
    return false;
  }
  return before === ' ' || !text.slice(Math.max(0, at - LONGEST_ADDRESS), at).split(/\s/u).at(-1)?.includes('://');
}

/**
 * The longest name that stands somewhere, and is not the beginning of another word.
 *
 * @param {string} text
 * @param {number} start
 * @param {Map<string, string>} wanted the names, by how they are compared
 * @param {number} most how much of the text may be a name, in whatever spelling
 * @returns {Mention | undefined}
 */
function longest(text, start, wanted, most) {
  let found;
  let length = 0;
  const last = fold(text.slice(start, start + 1)) === '' ? 0 : Math.min(text.length, start + most);
  for (let end = start + 1; end <= last; end++) {
    if (!WORD.test(String.fromCodePoint(text.codePointAt(end) ?? 32)) || UNSPACED.test(codePointBefore(text, end))) {
      const folded = fold(text.slice(start, end));
      const name = wanted.get(folded);
      if (name !== undefined && folded.length > length) {
        found = { start, end, name };
        length = folded.length;
      }
    }
  }
  return found;
}

/**
 * @param {string} text
 * @param {number} at
 */
function codePointBefore(text, at) {
  return [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? ' ';
}

/**
 * Whether a text mentions somebody.
 *
 * @param {string} text
 * @param {string} name
 * @param {string[]} others the names of the others, of which it may be the beginning
 */
export function mentionsName(text, name, others) {
  return findMentions(text, [name, ...others]).some((one) => one.name === name);
}

/**
 * What is being completed at the caret: the `@` and what follows it; null if nothing is.
 *
 * @param {string} text
 * @param {number} caret
 * @returns {{start: number, typed: string} | null}
 */
export function mentionAt(text, caret) {
  const begin = Math.max(0, caret - 40);
  const before = text.slice(begin, caret);
  const at = before.lastIndexOf('@');
  if (at < 0 || before.includes('\n', at) || (at > 0 && WORD.test(before[at - 1]))) {
    return null;
  }
  return { start: begin + at, typed: before.slice(at + 1) };
}

/**
 * The names that begin with what was typed, or have a word that does.
 *
 * @param {string} typed
 * @param {string[]} names
 */
export function completions(typed, names) {
  const wanted = fold(typed) + (/\s$/u.test(typed) ? ' ' : '');
  const begins = names.filter((name) => fold(name).startsWith(wanted));
  const within = names.filter((name) => !begins.includes(name)
    && fold(name).split(' ').some((part) => part.startsWith(wanted)));
  return wanted === '' ? names : [...begins, ...within];
}

/**
 * The same for all spellings of a name, as the server compares them.
 *
 * @param {string} text
 */
export function fold(text) {
  const shown = text.replace(/[\u200c\u200d\ufe0e\ufe0f]/gu, '').normalize('NFKC');
  return shown.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC')
    .replace(/\p{Space_Separator}+/gu, ' ').trim();
}
