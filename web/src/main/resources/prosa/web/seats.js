import { byId, hue, icon, initials, make, visible } from './text.js';
import { messages } from './messages.js';

/**
 * Draws the round table: the reader at the near side, everybody else where they sit, free seats as
 * rings. Seats are buttons: each opens what can be done about its member.
 *
 * @typedef {import('./roster.js').Member} Member
 * @typedef {import('./roster.js').Roster} Roster
 */

/** How far along it is around an oval of this many times its height, from the near side on. */
const ROUND = oval(1);
const LONG = oval(2.3);

const SHOUT = 4200;
const SHOUT_LENGTH = 40;
const MOST_SHOUTS = 3;

export class Seats {
  #list = byId('seats');
  #table;
  #open;
  /** @type {Map<number, {text: string, timer: number}>} */ #shouts = new Map();

  /** @param {Roster} table @param {(place: number) => void} open */
  constructor(table, open) {
    this.#table = table;
    this.#open = open;
  }

  /** Draws it as it is now. A seat that has not changed keeps its nodes, and so focus and clicks. */
  draw() {
    const { capacity, me, members } = this.#table;
    const places = Math.max(capacity, ...members.keys());
    byId('table').style.setProperty('--crowd', String(Math.max(1, places / 10)));
    while (this.#list.childElementCount > places) {
      this.#list.lastElementChild.remove();
    }
    for (let place = 1; place <= places; place++) {
      const seat = this.#list.children[place - 1] ?? this.#list.appendChild(make('li'));
      const member = members.get(place);
      const looks = member === undefined ? '' : describe(member, place === me);
      if (seat.dataset.looks !== looks) {
        seat.dataset.looks = looks;
        this.#dress(seat, member);
      }
      const part = (place - me + places) / places % 1;
      const [x, y] = around(ROUND, part);
      const [longX, longY] = around(LONG, part);
      seat.style.setProperty('--x', x.toFixed(4));
      seat.style.setProperty('--y', y.toFixed(4));
      seat.style.setProperty('--long-x', longX.toFixed(4));
      seat.style.setProperty('--long-y', longY.toFixed(4));
      seat.classList.toggle('far', y < -0.5);
      seat.classList.toggle('near', y > 0.5);
      seat.classList.toggle('left', x < -0.3);
      seat.classList.toggle('right', x > 0.3);
      if (member !== undefined) {
        this.#stir(seat, member);
      }
    }
    byId('count').textContent = messages.count(members.size, capacity);
  }

  /** Somebody else sits there, or nobody. @param {HTMLElement} seat @param {Member | undefined} member */
  #dress(seat, member) {
    if (member === undefined) {
      seat.className = 'seat empty';
      seat.replaceChildren(make('span', 'face'), make('span', 'unseen', messages.free));
      return;
    }
    const mine = member.place === this.#table.me;
    const button = make('button', '', face(member), make('bdi', 'tag', visible(member.user)), dots());
    button.type = 'button';
    button.dataset.seat = String(member.place);
    button.title = describe(member, mine);
    button.setAttribute('aria-label', button.title);
    button.onclick = () => this.#open(member.place);
    if (member.muted) {
      button.append(make('span', 'badge', icon('mute')));
    }
    const shout = make('span', 'shout');
    shout.dir = 'auto';
    shout.setAttribute('aria-hidden', 'true');
    const focused = seat.contains(document.activeElement);
    seat.className = 'seat';
    seat.classList.toggle('mine', mine);
    seat.classList.toggle('away', member.state === 'away');
    seat.classList.toggle('muted', member.muted);
    seat.replaceChildren(button, shout);
    if (focused) {
      button.focus();
    }
  }

  /** What changes all the time. @param {HTMLElement} seat @param {Member} member */
  #stir(seat, member) {
    const types = member.typing > performance.now() && member.place !== this.#table.me;
    seat.classList.toggle('types', types && !member.muted);
    const shout = this.#shouts.get(member.place);
    seat.classList.toggle('speaks', shout !== undefined && !member.muted);
    if (shout !== undefined && seat.lastElementChild !== null) {
      seat.lastElementChild.textContent = shout.text;
    }
  }

  /** Shows for a moment that a member speaks; what, unless it is the reader.
   * @param {number} place @param {string} text */
  shout(place, text) {
    clearTimeout(this.#shouts.get(place)?.timer);
    const line = visible(text).replace(/\s+/gu, ' ');
    const points = [...line];
    this.#shouts.delete(place);
    for (const oldest of this.#shouts.keys()) {
      if (this.#shouts.size >= MOST_SHOUTS) {
        clearTimeout(this.#shouts.get(oldest)?.timer);
        this.#shouts.delete(oldest);
      }
    }
    this.#shouts.set(place, {
      text: place === this.#table.me ? '' : points.length > SHOUT_LENGTH ? `${points.slice(0, SHOUT_LENGTH).join('')}…` : line,
      timer: setTimeout(() => this.hush(place), SHOUT),
    });
    this.draw();
  }

  /** @param {number} [place] everybody, if not given */
  hush(place) {
    for (const one of place === undefined ? [...this.#shouts.keys()] : [place]) {
      clearTimeout(this.#shouts.get(one)?.timer);
      this.#shouts.delete(one);
    }
    this.draw();
  }
}

/** Points on an oval, as far from each other along it: `[x, y]` within 1, from below to the left.
 * @param {number} ratio of width to height @returns {[number, number][]} */
function oval(ratio) {
  const steps = 720;
  const at = (/** @type {number} */ step) => {
    const turn = step / steps * 2 * Math.PI + Math.PI / 2;
    return /** @type {[number, number]} */ ([Math.cos(turn), Math.sin(turn)]);
  };
  const far = [0];
  for (let step = 1; step <= steps; step++) {
    const [x, y] = at(step);
    const [beforeX, beforeY] = at(step - 1);
    far.push(far[step - 1] + Math.hypot((x - beforeX) * ratio, y - beforeY));
  }
  /** @type {[number, number][]} */ const points = [];
  for (let step = 0; points.length < steps; step++) {
    while (points.length < steps && far[step] / far[steps] >= points.length / steps) {
      points.push(at(step));
    }
  }
  return points;
}

/** @param {[number, number][]} points @param {number} part */
function around(points, part) {
  return points[Math.round(part * points.length) % points.length];
}

/** A coloured circle with initials. @param {{place: number, user: string}} member */
export function face({ place, user }) {
  const circle = make('span', 'face', initials(user));
  circle.setAttribute('aria-hidden', 'true');
  circle.style.setProperty('--hue', String(hue(place)));
  return circle;
}

/** Three dots in motion. */
export function dots() {
  const three = make('span', 'dots', make('i'), make('i'), make('i'));
  three.setAttribute('aria-hidden', 'true');
  return three;
}

/** A member in words. @param {Member} member @param {boolean} mine */
export function describe(member, mine) {
  return [
    visible(member.user),
    mine ? messages.you : '',
    messages.place(member.place),
    member.state === 'away' ? messages.away : '',
    member.classic ? messages.classic : '',
    member.muted ? messages.muted : '',
  ].filter((part) => part !== '').join(', ');
}
