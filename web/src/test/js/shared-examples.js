// @ts-check
import { readFileSync } from 'node:fs';

/** The examples that all front ends share: a kind, what is given, what is expected. */
export const shared = rows('text.tsv');

/** The doors that fail: how, a name, what they say before. */
export const doors = rows('doors.tsv');

/** @param {string} file */
function rows(file) {
  return readFileSync(new URL(`../../../../protocol/src/test/examples/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t').map(unescaped));
}

/**
 * A cell of the shared table.
 *
 * @param {string} cell
 */
function unescaped(cell) {
  return cell.replace(/\\(?:u([0-9a-f]{4})|(.))/gu, (_, unit, letter) => unit === undefined
    ? { n: '\n', t: '\t', s: ' ' }[/** @type {string} */ (letter)] ?? letter
    : String.fromCharCode(parseInt(unit, 16)));
}
