// @ts-check
import { byId, make } from './dom.js';
import { MOST_SPEECHES, face } from './seat-map.js';
import { hue, oneLine, shortened } from './text.js';

/**
 * What was said a moment ago, on the round table, within what the names and faces around it leave
 * free: nobody's name is ever covered. Loaded when somebody speaks.
 *
 * @typedef {Map<number, {text: string, drawn: HTMLElement | null, until: number}>} Said by place, the latest last
 * @typedef {import('./roster.js').Member} Member
 * @typedef {import('./roster.js').Roster} Roster
 */

const SPEECH_LENGTH = 40;
/** What one of them needs, in pixels. */
const SPEECH_HEIGHT = 34;
const LEAST_WIDTH = 84;
/** To the names around. */
const APART = 6;

/**
 * How much room there is on the round table.
 *
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 *
 * @param {Box[]} around what must stay in sight, from the middle of the table
 * @param {number} taken the height that something else needs in the middle
 * @returns {{speeches: number, width: number}} for so many speeches, so wide at most
 */
function roomBetween(around, taken) {
  for (let speeches = MOST_SPEECHES; speeches > 0; speeches--) {
    const half = (taken + speeches * SPEECH_HEIGHT) / 2;
    const beside = around.filter(({ top, bottom }) => top < half + APART && bottom > -half - APART)
      .map(({ left, right }) => Math.max(left, -right));
    const width = Math.floor(2 * (Math.min(...beside) - APART));
    if (width >= LEAST_WIDTH) {
      return { speeches, width };
    }
  }
  return { speeches: 0, width: 0 };
}

export class SpeechBubbles {
  #top = byId('speeches');
  #roster;
  #list;
  /** @type {Said} */ #said = new Map();
  /** How many are drawn. */
  #most = 0;
  #resized = new ResizeObserver(() => this.#measure());

  /**
   * @param {Roster} roster
   * @param {HTMLElement} list the seats
   */
  constructor(roster, list) {
    this.#roster = roster;
    this.#list = list;
    this.look();
  }

  /** Other seats: looks anew when all of them is laid out. */
  look() {
    this.#resized.disconnect();
    this.#resized.observe(byId('table')); // which calls at once, too
  }

  /** Looks how much room the names leave on the table, if it is a round one. */
  #measure() {
    const middle = byId('table').getBoundingClientRect();
    const [x, y] = [(middle.left + middle.right) / 2, (middle.top + middle.bottom) / 2];
    const round = getComputedStyle(this.#top).display !== 'none';
    const around = !round ? [] : [...this.#list.querySelectorAll('.face, .tag')].map((one) => {
      const { left, top, right, bottom } = one.getBoundingClientRect();
      return { left: left - x, top: top - y, right: right - x, bottom: bottom - y };
    });
    const { speeches, width } = round ? roomBetween(around, byId('count').offsetHeight) : { speeches: 0, width: 0 };
    this.#most = speeches;
    this.#top.style.setProperty('--free', `${width}px`);
    this.draw(this.#said);
  }

  /**
   * Draws the latest, as many as there is room for; the oldest above.
   *
   * @param {Said} said
   */
  draw(said) {
    this.#said = said;
    const drawn = [];
    for (const [place, speech] of said) {
      const member = this.#roster.members.get(place);
      if (speech.text !== '' && member !== undefined && !member.muted && place !== this.#roster.me) {
        drawn.push(speech.drawn ??= this.#bubble(member, speech.text));
      }
    }
    drawn.splice(0, drawn.length - this.#most);
    const now = this.#top.children;
    if (now.length !== drawn.length || drawn.some((bubble, i) => bubble !== now[i])) {
      this.#top.replaceChildren(...drawn);
    }
  }

  /**
   * What a member says, with its face, towards its side of the table.
   *
   * @param {Member} member
   * @param {string} text
   */
  #bubble(member, text) {
    const said = make('bdi', '', shortened(oneLine(text.slice(0, 400)), SPEECH_LENGTH));
    said.dir = 'auto';
    const bubble = make('p', 'speech', face(member), said);
    const seat = this.#list.children[member.place - 1];
    bubble.classList.toggle('left', seat.classList.contains('left'));
    bubble.classList.toggle('right', seat.classList.contains('right'));
    bubble.style.setProperty('--hue', String(hue(member.place)));
    return bubble;
  }
}
