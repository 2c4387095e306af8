// @ts-check
/**
 * Mentions: `@` and the name of somebody who sits here. Names may have blanks, so they are looked
 * for as they are, the longest first. Time is bounded by the text's length times the number of
 * names, which a room bounds.
 *
 * @typedef {{start: number, end: number, name: string}} Mention
 */

const MOST = 64;
const WORD = /[\p{Letter}\p{Number}\p{Mark}_]/u;

/**
 * The mentions of some names in a text, in order.
 *
 * @param {string} text
 * @param {string[]} names
 * @returns {Mention[]}
 */
export function findMentions(text, names) {
  /** @type {Mention[]} */ const mentions = [];
  const wanted = names
    .filter((name) => name !== '')
    .map((name) => ({ name, folded: fold(name) }))
    .sort((a, b) => b.name.length - a.name.length);
  const initials = new Set(wanted.map(({ folded }) => folded[0]));
  for (let at = text.indexOf('@'); at >= 0 && mentions.length < MOST; at = text.indexOf('@', at + 1)) {
    if (!initials.has(fold(text.charAt(at + 1))[0]) || (at > 0 && WORD.test(text[at - 1]))) {
      continue; // nobody's, or an address of e-mail
    }
    const found = wanted.find(({ name, folded }) => {
      const end = at + 1 + name.length;
      return fold(text.slice(at + 1, end)) === folded && !WORD.test(String.fromCodePoint(text.codePointAt(end) ?? 32));
    });
    if (found !== undefined) {
      mentions.push({ start: at, end: at + 1 + found.name.length, name: found.name });
    }
  }
  return mentions;
}

/**
 * Whether a text mentions somebody.
 *
 * @param {string} text
 * @param {string} name
 */
export function mentionsName(text, name) {
  return findMentions(text, [name]).length > 0;
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
  const wanted = fold(typed);
  const begins = names.filter((name) => fold(name).startsWith(wanted));
  const within = names.filter((name) => !begins.includes(name)
    && fold(name).split(' ').some((part) => part.startsWith(wanted)));
  return wanted === '' ? names : [...begins, ...within];
}

/** @param {string} text */
function fold(text) {
  return text.toLowerCase();
}
