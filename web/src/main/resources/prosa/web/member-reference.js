// @ts-check
import { fold } from './mentions.js';
import { keys } from './names.js';

/**
 * What people write to name a member: as it is called, or with what people and programs put around a name, as in
 * `"Ana"`, `@Ana`, `Ana:` and `Ana [3]`. What was written comes first, for names may have quotation marks and colons
 * of their own. Loaded after the first view.
 */

/** More than any name with all that can stand around it. */
const LONGEST = 200;
/** What stands around names, and not in them; names that do are found as they are. */
const AROUND = String.raw`[\s\p{Cf}\p{Z}\p{Ps}\p{Pe}\p{Pi}\p{Pf}"'\x60*<>:,;.!?：，；。！？、،؛؟…＂@＠]*`;
/** A name with its place, or the mark of a classic client, or both, as they are shown. */
const MARKED = new RegExp(String.raw`^([^]*?)(?:\s*\[(\d{1,3})\])?(?:\s*\([^()]*\))?${AROUND}$`, 'u');
const BARE = new RegExp(`^${AROUND}([^]*?)${AROUND}$`, 'u');

/**
 * A name without what people put around it.
 *
 * @param {string} text
 */
function bare(text) {
  return BARE.exec(text)?.[1] ?? '';
}

/**
 * The names that what a person writes may be, with a place behind them, in the order in which they are tried.
 *
 * @param {string} asked
 * @returns {[string, string?][]}
 */
function spellings(asked) {
  const [, name, place] = asked.length > LONGEST ? [] : MARKED.exec(asked) ?? [];
  return name === undefined ? [[asked]] : [[asked, place], [bare(asked), place], [bare(name), place]];
}

/**
 * Who may be meant: the one at the place with this number, else all who are called so, else all whose names begin so; and
 * with them all whose names look like that of one of them, or like what was written.
 *
 * @template {{place: number, user: string}} Other
 * @param {Other[]} others
 * @param {string} name as it was written
 * @param {Map<string, string>} alike the prototypes
 * @returns {Other[]}
 */
export function meant(others, name, alike) {
  for (const [spelling, place] of spellings(name.trim().replace(/^@/u, ''))) {
    const found = called(others, spelling, alike);
    const there = found.filter((one) => found.length > 1 && String(one.place) === place);
    if (found.length > 0) {
      return there.length > 0 ? there : found;
    }
  }
  return [];
}

/**
 * @template {{place: number, user: string}} Other
 * @param {Other[]} others
 * @param {string} spelling
 * @param {Map<string, string>} alike
 * @returns {Other[]}
 */
function called(others, spelling, alike) {
  const wanted = fold(spelling);
  const placed = others.filter((one) => String(one.place) === wanted);
  if (placed.length > 0 || wanted === '') {
    return placed;
  }
  const begins = others.filter((one) => fold(one.user).startsWith(wanted));
  const same = begins.filter((one) => fold(one.user) === wanted);
  const names = [spelling, ...(same.length > 0 ? same : begins).map((one) => one.user)];
  const all = new Set(names.flatMap((one) => keys(one, alike)));
  return others.filter((one) => keys(one.user, alike).some((key) => all.has(key)));
}
