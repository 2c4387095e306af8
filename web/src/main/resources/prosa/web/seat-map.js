// @ts-check
import { byId, icon, make } from './dom.js';
import { messages } from './messages.js';
import { hue, initials, visible } from './text.js';

/**
 * Draws who sits at the table: around it, with the reader at the near side; as a row or a list where
 * there is less room, which the style sheet decides, and as a list where a name would cover a
 * neighbour's. Seats are buttons, one of which takes part in
 * the order of Tab; the arrow keys go on from there. On the round table lies what was said a moment
 * ago, within what the names around it leave free.
 *
 * @typedef {import('./roster.js').Member} Member
 * @typedef {import('./roster.js').Roster} Roster
 */

const SPEECH_MILLIS = 4200;
export const MOST_SPEECHES = 3;
export class SeatMap {
  #list = byId('seats');
  #roster;
  #open;
  #placed = '';
  #resized = new ResizeObserver(() => this.#arrange());
  /** The place whose seat Tab leads to. */
  #current = 0;
  /** @type {import('./speech-bubbles.js').Said} by place, the latest last */
  #speeches = new Map();
  #loads = false;
  /** @type {import('./speech-bubbles.js').SpeechBubbles | null} */ #tableTop = null;

  /**
   * @param {Roster} roster
   * @param {(member: Member) => void} open
   */
  constructor(roster, open) {
    this.#roster = roster;
    this.#open = open;
    this.#resized.observe(byId('table').parentElement);
    new ResizeObserver(() => this.#hintAtMore()).observe(this.#list);
    this.#list.addEventListener('scroll', () => this.#hintAtMore(), { passive: true });
    this.#list.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.#rove(event));
    this.#list.addEventListener('focusin', (/** @type {FocusEvent} */ event) => {
      const place = Number(/** @type {HTMLElement} */ (event.target).dataset.seat ?? 0);
      if (place > 0) {
        this.#current = place;
        this.#tabStop();
      }
    });
  }

  /** Draws it as it is now. A seat that has not changed keeps its nodes, and so focus and clicks. */
  draw() {
    const { capacity, me, members } = this.#roster;
    const places = Math.max(capacity, ...members.keys());
    byId('table').style.setProperty('--crowd', String(Math.max(1, places / 10)));
    while (this.#list.childElementCount > places) {
      this.#list.lastElementChild.remove();
    }
    for (let place = 1; place <= places; place++) {
      const seat = this.#list.children[place - 1] ?? this.#list.appendChild(make('li'));
      const member = members.get(place);
      const looks = member === undefined ? messages.free : `${member.id} ${describe(member, place === me)}`;
      if (seat.dataset.looks !== looks) {
        seat.dataset.looks = looks;
        this.#dress(seat, member);
        this.#placed = '';
      }
    }
    if (this.#placed !== `${places} ${me}`) {
      this.#placed = `${places} ${me}`;
      this.#arrange();
    }
    this.refreshActivity();
    this.#tabStop();
    this.#hintAtMore();
    byId('count').textContent = messages.count(members.size, capacity);
  }

  /**
   * Puts the seats around the table, as far from each other as there is room for; in a list if that
   * leaves somebody's name or face covered or cut.
   */
  #arrange() {
    const table = byId('table');
    const corner = table.parentElement;
    corner.classList.remove('listed');
    const style = getComputedStyle(table);
    if (style.position === 'relative') { // a round one
      const [width, height] = ['--rx', '--ry'].map((radius) => parseFloat(style.getPropertyValue(radius)) / 100)
        .map((part, i) => part * (i === 0 ? table.offsetWidth : table.offsetHeight));
      const seats = [...this.#list.children];
      around(seats.length, width, height).forEach(([x, y], i) => {
        const seat = seats[(i + this.#roster.me - 1 + seats.length) % seats.length];
        seat.style.setProperty('--x', x.toFixed(4));
        seat.style.setProperty('--y', y.toFixed(4));
        seat.classList.toggle('left', x < -0.3);
        seat.classList.toggle('right', x > 0.3);
      });
      corner.classList.toggle('listed', !apart(seats, corner.getBoundingClientRect()));
    }
    this.#tableTop?.look();
  }

  /**
   * Somebody else sits there, or nobody.
   *
   * @param {HTMLElement} seat
   * @param {Member | undefined} member
   */
  #dress(seat, member) {
    if (member === undefined) {
      seat.className = 'seat empty';
      seat.replaceChildren(make('span', 'face'), make('span', 'unseen', messages.free));
      return;
    }
    const mine = member.place === this.#roster.me;
    const tag = make('span', 'tag', make('bdi', '', visible(member.user)));
    const button = make('button', '', face(member), tag, dots());
    button.type = 'button';
    button.dataset.seat = String(member.place);
    button.title = describe(member, mine);
    button.setAttribute('aria-label', button.title);
    button.tabIndex = -1;
    button.onclick = () => this.#open(member);
    if (member.classic) {
      tag.append(icon('classic'));
    }
    if (member.muted) {
      button.append(make('span', 'badge', icon('mute')));
    }
    const focused = seat.contains(document.activeElement);
    seat.className = 'seat';
    seat.classList.toggle('mine', mine);
    seat.classList.toggle('away', member.state === 'away');
    seat.classList.toggle('muted', member.muted);
    seat.replaceChildren(button);
    if (focused) {
      button.focus();
    }
  }

  /**
   * What changes all the time: who types, who speaks.
   *
   * @returns {number} when that changes by itself; Infinity if it does not
   */
  refreshActivity() {
    const now = performance.now();
    for (const [place, { until }] of this.#speeches) {
      if (until <= now) {
        this.#speeches.delete(place);
      }
    }
    let change = Math.min(Infinity, ...[...this.#speeches.values()].map(({ until }) => until));
    for (const member of this.#roster.members.values()) {
      const seat = this.#list.children[member.place - 1];
      if (seat !== undefined) {
        const types = member.typingUntil > now && member.place !== this.#roster.me && !member.muted;
        if (types) {
          change = Math.min(change, member.typingUntil);
        }
        toggle(seat, 'types', types);
        toggle(seat, 'speaks', !member.muted && this.#speeches.has(member.place));
      }
    }
    this.#tableTop?.draw(this.#speeches);
    return change;
  }

  /**
   * Shows for a moment that a member speaks; what, unless it is the reader. Drawn by the next
   * {@link stir}.
   *
   * @param {number} place
   * @param {string} text
   */
  speech(place, text) {
    this.#speeches.delete(place);
    for (const oldest of this.#speeches.keys()) {
      if (this.#speeches.size >= MOST_SPEECHES) {
        this.#speeches.delete(oldest);
      }
    }
    this.#speeches.set(place, { text, drawn: null, until: performance.now() + SPEECH_MILLIS });
    if (!this.#loads) {
      this.#loads = true;
      void import('./speech-bubbles.js').then(({ SpeechBubbles }) => {
        this.#tableTop = new SpeechBubbles(this.#roster, this.#list);
        this.refreshActivity();
      }, () => {}); // without it, rings alone tell who speaks
    }
  }

  /** Nobody speaks. */
  clearSpeech() {
    this.#speeches.clear();
    this.refreshActivity();
  }

  /** Where people sit in a row that is not seen whole: at which end there are more. */
  #hintAtMore() {
    const { scrollLeft, scrollWidth, clientWidth } = this.#list;
    const passed = Math.abs(scrollLeft); // negative from right to left
    const [before, after] = [passed > 1, passed + clientWidth < scrollWidth - 1];
    const rtl = document.documentElement.dir === 'rtl';
    toggle(this.#list, 'more-before', rtl ? after : before);
    toggle(this.#list, 'more-after', rtl ? before : after);
  }

  // ---- the keyboard

  /** @param {KeyboardEvent} event */
  #rove(event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const seats = [...this.#list.querySelectorAll('button')];
    const at = seats.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const next = event.key === 'Home' ? 0
      : event.key === 'End' ? seats.length - 1
      : step === undefined || at < 0 ? -1
      : (at + (document.documentElement.dir === 'rtl' ? -step : step) + seats.length) % seats.length;
    if (next >= 0) {
      event.preventDefault();
      seats[next]?.focus();
    }
  }

  /** One seat is reached by Tab: the last that had the focus, else the first. */
  #tabStop() {
    const seats = /** @type {HTMLButtonElement[]} */ ([...this.#list.querySelectorAll('button')]);
    const current = seats.find((one) => one.dataset.seat === String(this.#current)) ?? seats[0];
    for (const seat of seats) {
      const index = seat === current ? 0 : -1;
      if (seat.tabIndex !== index) {
        seat.tabIndex = index;
      }
    }
  }
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {boolean} on
 */
function toggle(element, name, on) {
  if (element.classList.contains(name) !== on) {
    element.classList.toggle(name, on);
  }
}

/** Points of which the length of an oval is made up. */
const STEPS = 720;

/**
 * Points on an oval, equally far from each other along it: each `[x, y]` within 1, from the near side on, to the left.
 *
 * @param {number} count
 * @param {number} width half of the oval's
 * @param {number} height
 * @returns {[number, number][]}
 */
function around(count, width, height) {
  /** @type {[number, number][]} */ const found = [];
  const point = (/** @type {number} */ i) => [-Math.sin(i / STEPS * 2 * Math.PI), Math.cos(i / STEPS * 2 * Math.PI)];
  const step = (/** @type {number} */ i) => {
    const [[x, y], [nextX, nextY]] = [point(i), point(i + 1)];
    return Math.hypot((nextX - x) * width, (nextY - y) * height);
  };
  let whole = 0;
  for (let i = 0; i < STEPS; i++) {
    whole += step(i);
  }
  for (let i = 0, gone = 0; i < STEPS; gone += step(i), i++) {
    while (found.length < count && gone >= whole * found.length / count - 1e-6) {
      found.push(/** @type {[number, number]} */ (point(i)));
    }
  }
  return found;
}

/**
 * Whether each name and face can be seen whole: none reaches over another seat's, or out of the corner.
 *
 * @param {Element[]} seats
 * @param {DOMRect} corner
 */
function apart(seats, corner) {
  /** @type {DOMRect[][]} */ const before = [];
  for (const seat of seats) {
    const boxes = [...seat.querySelectorAll('button > .face, .tag')].map((one) => one.getBoundingClientRect());
    if (boxes.some((one) => one.left < corner.left || one.right > corner.right || one.top < corner.top || one.bottom > corner.bottom
      || before.some((others) => others.some((other) => one.left < other.right && other.left < one.right
        && one.top < other.bottom && other.top < one.bottom)))) {
      return false;
    }
    before.push(boxes);
  }
  return true;
}

/**
 * A coloured circle with initials.
 *
 * @param {{place: number, user: string}} member
 */
export function face({ place, user }) {
  const circle = make('span', 'face');
  circle.dataset.initials = initials(user); // drawn by the style sheet: no part of what is copied
  circle.setAttribute('aria-hidden', 'true');
  circle.style.setProperty('--hue', String(hue(place)));
  return circle;
}

/** Three dots in motion. */
function dots() {
  const moving = make('span', 'dots', make('i'), make('i'), make('i'));
  moving.setAttribute('aria-hidden', 'true');
  return moving;
}

/**
 * A member in words.
 *
 * @param {Member} member
 * @param {boolean} mine
 */
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
