// @ts-check
import { fold } from './mentions.js';

/**
 * Names that look alike, as the server tells them apart (the skeletons of UTS #39), for tables whose
 * server does not know the names, and for those of classic members. The table of characters is the server's own, confusables.txt.
 */

/** Characters and classes of the bidirectional algorithm, as far as names need it: without its rule for brackets. */
const CLASSES = /** @type {[RegExp, string][]} */ ([
  [/[\p{Mn}\p{Me}\u200c\u200d]/u, 'mark'],
  [/[0-9\u00b2\u00b3\u00b9\u06f0-\u06f9\uff10-\uff19]/u, 'EN'],
  [/[\u0600-\u0605\u0660-\u0669\u066b\u066c\u06dd]/u, 'AN'],
  [/[+\-\u2212]/u, 'ES'],
  [/[#$%\u066a\u00b0\u2030\p{Sc}]/u, 'ET'],
  [/[,./:\u060c]/u, 'CS'],
  [/[\u0600-\u07bf\u0860-\u08ff\ufb50-\ufdff\ufe70-\ufeff]/u, 'AL'],
  [/[\u0590-\u085f\ufb1d-\ufb4f\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u, 'R'],
  [/[\p{L}\p{N}]/u, 'L'],
]);

const LEFTWARDS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** @param {string} point */
function classOf(point) {
  return CLASSES.find(([points]) => points.test(point))?.[1] ?? 'ON';
}

/**
 * How deep each character is nested in a line from left to right: odd where it runs leftwards.
 *
 * @param {string[]} points
 */
function levels(points) {
  const classes = points.map(classOf);
  let strong = 'L';
  classes.forEach((one, i) => {
    if (one === 'mark') {
      classes[i] = classes[i - 1] ?? 'ON';
    }
    if (one === 'EN' && strong === 'AL') {
      classes[i] = 'AN';
    }
    strong = ['L', 'R', 'AL'].includes(one) ? one : strong;
  });
  classes.forEach((one, i) => { // what joins two numbers
    const before = classes[i - 1];
    if ((one === 'CS' && (before === 'EN' || before === 'AN') || one === 'ES' && before === 'EN') && classes[i + 1] === before) {
      classes[i] = before;
    }
  });
  for (const order of [[...classes.keys()], [...classes.keys()].reverse()]) { // what belongs to a number
    let last = '';
    for (const i of order) {
      classes[i] = classes[i] === 'ET' && last === 'EN' ? 'EN' : classes[i];
      last = classes[i];
    }
  }
  strong = 'L';
  const sides = classes.map((one) => {
    strong = one === 'L' ? 'L' : one === 'R' || one === 'AL' ? 'R' : strong;
    return one === 'EN' && strong === 'L' ? 'L' : one === 'AL' ? 'R' : one;
  });
  const neutral = (/** @type {string} */ side) => !['L', 'R', 'EN', 'AN'].includes(side);
  for (let i = 0; i < sides.length; i++) {
    if (neutral(sides[i])) {
      let end = i;
      while (end < sides.length && neutral(sides[end])) {
        end++;
      }
      const leftwards = i > 0 && end < sides.length && sides[i - 1] !== 'L' && sides[end] !== 'L';
      sides.fill(leftwards ? 'R' : 'L', i, end);
    }
  }
  return sides.map((side) => side === 'L' ? 0 : side === 'R' ? 1 : 2);
}

/**
 * The characters in the order in which a line from left to right shows them.
 *
 * @param {string} text
 */
function asSeen(text) {
  if (!LEFTWARDS.test(text)) {
    return text;
  }
  const points = Array.from(text);
  const depths = levels(points);
  /** @type {{text: string, depth: number}[]} a character with its marks stays together */
  const seen = [];
  points.forEach((point, i) => {
    const last = seen.at(-1);
    if (/[\p{Mn}\p{Me}]/u.test(point) && last !== undefined && last.depth === depths[i]) {
      last.text += point;
    } else {
      seen.push({ text: point, depth: depths[i] });
    }
  });
  for (const depth of [2, 1]) {
    for (let i = 0; i < seen.length; i++) {
      if (seen[i].depth >= depth) {
        let end = i;
        while (end < seen.length && seen[end].depth >= depth) {
          end++;
        }
        seen.splice(i, end - i, ...seen.slice(i, end).reverse());
        i = end;
      }
    }
  }
  return seen.map((one) => one.text).join('');
}

/**
 * The prototype of each character that is not its own.
 *
 * @param {string} table confusables.txt: a line for each, the character and its prototype
 */
export function prototypes(table) {
  return new Map(table.split('\n').filter((line) => line !== '').map((line) => {
    const [character] = line;
    return [character, line.slice(character.length)];
  }));
}

/** @type {Map<string, string>} */
const NONE = new Map();

/** @type {Promise<Map<string, string>> | null} */
let table = null;

/** The prototypes of characters that look alike; none as long as the server does not give them. */
export function alike() {
  table ??= fetch(new URL('./confusables.txt', import.meta.url))
    .then((answer) => answer.ok ? answer.text() : Promise.reject(new Error(String(answer.status))))
    .then(prototypes)
    .catch(() => {
      table = null;
      return NONE;
    });
  return table;
}

/** The letters with the property Soft_Dotted that are prototypes; the others become these. */
const SOFT_DOTTED = 'ij\u029d\u1d96';

/**
 * Without a dot above a letter that has one anyway, which takes its place. Marks that do not stand above may come
 * between the two.
 *
 * @param {string} text in NFD
 */
function withoutSecondDots(text) {
  let dotted = false;
  return Array.from(text).filter((point) => {
    const second = dotted && point === '\u0307';
    dotted = !second && (SOFT_DOTTED.includes(point) || dotted && !`\u0307${point}`.normalize('NFD').startsWith('\u0307'));
    return !second;
  }).join('');
}

/**
 * What a name is compared by: two names are the same if they have a key in common.
 *
 * @param {string} name
 * @param {Map<string, string>} alike the prototypes
 */
export function keys(name, alike) {
  const skeleton = (/** @type {string} */ text) => fold(withoutSecondDots(Array.from(asSeen(text).normalize('NFD'))
    .map((point) => alike.get(point) ?? point).join('').normalize('NFD')));
  const compatible = name.replace(/[\u200c\u200d\ufe0e\ufe0f]/gu, '').normalize('NFKC');
  const folded = fold(name);
  return [folded, skeleton(folded), skeleton(compatible)];
}

/** Up to this number the lowest free one is found by trying them all. */
const LOWEST = 16;

const HIGHEST = 2 ** 30;

/**
 * The name, or, where one like it is taken, the name with a free number after it: up to LOWEST the lowest one, beyond
 * that one whose predecessor is taken, which is found in a few steps however many names are equal.
 *
 * @param {string} name
 * @param {(key: string) => boolean} taken is asked about the keys of names
 * @param {Map<string, string>} alike the prototypes
 */
export function distinct(name, taken, alike) {
  const numbered = (/** @type {number} */ number) => {
    const suffix = ` ${number}`;
    return Array.from(name).slice(0, 32 - suffix.length).join('').trim() + suffix;
  };
  const isTaken = (/** @type {string} */ candidate) => keys(candidate, alike).some(taken);
  if (!isTaken(name)) {
    return name;
  }
  for (let number = 2; number <= LOWEST; number++) {
    if (!isTaken(numbered(number))) {
      return numbered(number);
    }
  }
  let last = LOWEST;
  let free = 2 * LOWEST;
  while (free < HIGHEST && isTaken(numbered(free))) {
    last = free;
    free *= 2;
  }
  while (free >= HIGHEST && isTaken(numbered(free))) { // somebody has seen to it that the search does not end soon
    free = HIGHEST + Math.floor(Math.random() * HIGHEST);
    last = free - 1;
  }
  while (free - last > 1) {
    const middle = Math.floor((last + free) / 2);
    if (isTaken(numbered(middle))) {
      last = middle;
    } else {
      free = middle;
    }
  }
  return numbered(free);
}

/**
 * The names that are in use at a table, by place, with the keys that they are compared by. These are made once for as
 * long as the place has the name and the prototypes are the same, so that a name costs the same however many others there are.
 */
export class TakenNames {
  /** @type {Map<string, string> | null} the prototypes that the keys were made with */ #alike = null;
  /** @type {Map<number, {name: string, keys: Set<string>}>} */ #places = new Map();
  /** How many names have each key. @type {Map<string, number>} */ #taken = new Map();

  /**
   * These names are in use now, and no others.
   *
   * @param {Map<number, string>} names by place
   * @param {Map<string, string>} alike the prototypes
   */
  set(names, alike) {
    if (alike !== this.#alike) {
      this.#alike = alike;
      this.#places.clear();
      this.#taken.clear();
    }
    for (const [place, { name }] of this.#places) {
      if (names.get(place) !== name) {
        this.#remove(place);
      }
    }
    for (const [place, name] of names) {
      if (!this.#places.has(place)) {
        const own = new Set(keys(name, alike));
        this.#places.set(place, { name, keys: own });
        own.forEach((key) => this.#taken.set(key, (this.#taken.get(key) ?? 0) + 1));
      }
    }
  }

  /** @param {number} place */
  #remove(place) {
    for (const key of this.#places.get(place)?.keys ?? []) {
      const left = (this.#taken.get(key) ?? 1) - 1;
      if (left === 0) {
        this.#taken.delete(key);
      } else {
        this.#taken.set(key, left);
      }
    }
    this.#places.delete(place);
  }

  /**
   * The name, or a similar one that no other place has.
   *
   * @param {string} name
   * @param {number} place whose own name is free for it
   * @param {Map<string, string>} alike the prototypes
   */
  distinct(name, place, alike) {
    const own = this.#places.get(place)?.keys;
    return distinct(name, (key) => (this.#taken.get(key) ?? 0) > (own?.has(key) ? 1 : 0), alike);
  }
}

/**
 * A name, with its place if somebody else at the table has one like it: a classic member may take anybody's.
 *
 * @param {Iterable<{place: number, user: string}>} members
 * @param {number} place
 * @param {string} user
 * @param {Map<string, string>} alike the prototypes
 */
export function withPlace(members, place, user, alike) {
  const own = new Set(keys(user, alike));
  const namesake = [...members].some((one) => one.place !== place && keys(one.user, alike).some((key) => own.has(key)));
  return namesake ? `${user} [${place}]` : user;
}
