// @ts-check
/**
 * What a text of a member looks like: pure functions, each linear in the length of the text.
 */

/**
 * Controls that show nothing or turn the direction of what follows; shown as what they are. Before
 * them the flags of England, Scotland and Wales, which are written with tags and stay.
 */
const UNSEEN = /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

const BLACK_FLAG = '\u{1f3f4}';

/** All that shows nothing: spaces, controls, and what Unicode lets a font leave out. */
const BLANK = /^[\p{White_Space}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Scripts that put no blank between words, and Korean, which adds to a word. */
export const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]/u;

/**
 * A character written as an escape, as the server's console and the other front ends write it.
 *
 * @param {string} c
 */
function escaped(c) {
  const hex = (c.codePointAt(0) ?? 0).toString(16);
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

/**
 * The text with controls escaped; lines may break. The marks of direction U+200E, U+200F and
 * U+061C stay: they are part of a text and show nothing.
 *
 * @param {string} text
 */
export function visible(text) {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(UNSEEN, (c) => (c.startsWith(BLACK_FLAG) ? c : escaped(c)));
}

/**
 * Whether nothing of a text would be seen.
 *
 * @param {string} text
 */
export function blank(text) {
  return BLANK.test(text);
}

/**
 * A draft as it is said: without blank lines before and blanks after it; the first line keeps its
 * indentation.
 *
 * @param {string} draft
 */
export function tidy(draft) {
  const end = draft.trimEnd();
  const first = end.length - end.trimStart().length;
  return end.slice(end.lastIndexOf('\n', first) + 1);
}

/**
 * A text in one line.
 *
 * @param {string} text
 */
export function oneLine(text) {
  return visible(text).replace(/\s+/gu, ' ').trim();
}

/**
 * The first so many characters of a text, with a mark if there were more.
 *
 * @param {string} text
 * @param {number} length
 */
export function shortened(text, length) {
  if (text.length <= length) {
    return text;
  }
  const points = [...text.slice(0, 2 * length + 2)];
  return points.length > length ? `${points.slice(0, length).join('')}…` : points.join('');
}

const encoder = new TextEncoder();

/**
 * The bytes of UTF-8.
 *
 * @param {string} text
 */
export function bytes(text) {
  return encoder.encode(text).length;
}

const graphemes = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;

/** @param {string} text */
function firstCharacter(text) {
  return graphemes === null
    ? String.fromCodePoint(text.codePointAt(0) ?? 63)
    : graphemes.segment(text)[Symbol.iterator]().next().value?.segment ?? '?';
}

/**
 * One or two characters that stand for a name.
 *
 * @param {string} name
 */
export function initials(name) {
  const parts = visible(name.slice(0, 200)).split(/\s+/u).filter((part) => part !== '');
  if (parts.length === 0) {
    return '?';
  }
  const first = firstCharacter(parts[0]);
  return (parts.length > 1 && /^\p{Letter}/u.test(first)
    ? first + firstCharacter(parts[parts.length - 1])
    : first).toLocaleUpperCase();
}

/**
 * The hue of a place: neighbours at the table differ most.
 *
 * @param {number} place
 */
export function hue(place) {
  return Math.round((place * 137.508 + 250) % 360);
}
