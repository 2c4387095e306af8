// @ts-check
import { Roster } from './roster.js';

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
const MARKED = new RegExp(String.raw`^([^]*?)\s*(?:\[(\d{1,3})\])?\s*(?:\([^()]*\))?${AROUND}$`, 'u');
const BARE = new RegExp(`^${AROUND}([^]*?)${AROUND}$`, 'u');

/**
 * A name without what people put around it.
 *
 * @param {string} text
 */
function bare(text) {
  return BARE.exec(text)?.[1] ?? '';
}

Roster.spellings = (asked) => {
  const [, name, place] = asked.length > LONGEST ? [] : MARKED.exec(asked) ?? [];
  return name === undefined ? [[asked]] : [[asked, place], [bare(asked), place], [bare(name), place]];
};
