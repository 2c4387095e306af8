import { face } from './seats.js';
import { byId, icon, make, visible, write } from './text.js';
import { messages } from './messages.js';

/**
 * The conversation as it is heard, in the page's memory only: the last few hundred lines, gone with
 * the table. Follows the end while the reader is there, and says how much is new below otherwise.
 *
 * @typedef {import('./outbox.js').Entry} Entry
 */

const LINES = 500;
const GROUP = 5 * 60 * 1000;
const LONG = 1200;
const MANY_LINES = 18;
const NEAR = 60;

export class Log {
  #box = byId('log');
  #below = byId('below');
  #fresh = 0;
  /** @type {{place: number, user: string, at: number} | null} */ #last = null;
  /** @type {Map<string, HTMLElement>} */ #mine = new Map();

  constructor() {
    this.#below.onclick = () => {
      this.#box.scrollTop = this.#box.scrollHeight;
      this.#box.focus({ preventScroll: true });
    };
    this.#box.addEventListener('scroll', () => this.#atEnd() && this.#caughtUp(), { passive: true });
    new ResizeObserver(() => this.#fresh === 0 && this.#toEnd()).observe(this.#box);
  }

  /** Forgets everything. */
  clear() {
    this.#box.replaceChildren();
    this.#mine.clear();
    this.#last = null;
    this.#caughtUp();
  }

  /** A line about what happened. @param {string} sentence @param {string} [kind] */
  note(sentence, kind = '') {
    this.#last = null;
    this.#add(make('p', `event ${kind}`, sentence), false);
  }

  /** Somebody said something.
   * @param {{place: number, user: string, message: string, action?: boolean}} said
   * @param {boolean} mine @param {boolean} muted */
  said(said, mine, muted) {
    this.#add(this.#line(said, mine, muted), !mine && !muted);
  }

  /** What the reader says, before the server has it. @param {Entry} entry @param {number} place @param {string} user */
  pending(entry, place, user) {
    const line = this.#line({ place, user, message: entry.text, action: entry.action }, true, false);
    line.classList.add('pending');
    this.#mine.set(entry.id, line);
    this.#add(line, false);
    this.#toEnd();
  }

  /** The server has it. @param {string} id @returns {boolean} whether it is shown already */
  confirm(id) {
    const line = this.#mine.get(id);
    this.#mine.delete(id);
    line?.classList.remove('pending', 'failed');
    line?.querySelector('.fate')?.remove();
    return line !== undefined;
  }

  /** Something became of what the reader said.
   * @param {Entry} entry @param {(entry: Entry) => void} again @param {(entry: Entry) => void} discard */
  fate(entry, again, discard) {
    const line = this.#mine.get(entry.id);
    if (line === undefined) {
      return;
    }
    line.querySelector('.fate')?.remove();
    const lost = entry.state === 'failed' || entry.state === 'stranded';
    line.classList.toggle('failed', lost);
    if (!lost) {
      return;
    }
    const why = entry.state === 'stranded' ? messages.strandedNote : entry.why;
    const retry = make('button', 'link', entry.state === 'stranded' ? messages.sendHere : messages.again);
    retry.type = 'button';
    retry.onclick = () => again(entry);
    const drop = make('button', 'link', messages.discard);
    drop.type = 'button';
    drop.onclick = () => {
      this.#mine.delete(entry.id);
      line.remove();
      discard(entry);
      byId('say').focus();
    };
    line.querySelector('.body')?.append(make('p', 'fate', `${messages.failed}: ${why} `, retry, ' ', drop));
    this.#toEnd();
  }

  /** Hides or shows what a place said. @param {number} place @param {boolean} muted */
  mute(place, muted) {
    for (const line of this.#box.querySelectorAll(`[data-place="${place}"]`)) {
      line.classList.toggle('silenced', muted);
    }
  }

  /** Whoever sits at a place from now on is somebody else. @param {number} place */
  forget(place) {
    for (const line of this.#box.querySelectorAll(`[data-place="${place}"]`)) {
      line.removeAttribute('data-place');
    }
    if (this.#last?.place === place) {
      this.#last = null;
    }
  }

  /** @param {{place: number, user: string, message: string, action?: boolean}} said
   * @param {boolean} mine @param {boolean} muted */
  #line(said, mine, muted) {
    const now = Date.now();
    const last = this.#last;
    const goesOn = last !== null && last.place === said.place && last.user === said.user
      && now - last.at < GROUP && said.action !== true;
    this.#last = said.action === true ? null : { place: said.place, user: said.user, at: now };
    const bubble = make('div', 'bubble');
    bubble.dir = 'auto';
    write(bubble, said.message);
    const name = make('bdi', '', visible(said.user));
    const time = make('time', '', clock(now));
    time.dateTime = new Date(now).toISOString();
    const by = make('p', 'by', name, time);
    const body = make('div', 'body', by, bubble);
    const line = make('div', 'said', face(said), body);
    line.dataset.place = String(said.place);
    line.classList.toggle('mine', mine);
    line.classList.toggle('goes-on', goesOn);
    line.classList.toggle('action', said.action === true);
    line.classList.toggle('silenced', muted);
    if (said.message.length > LONG || said.message.split('\n', MANY_LINES + 1).length > MANY_LINES) {
      this.#fold(bubble, body);
    }
    return line;
  }

  /** A long text shows its beginning, and the rest when asked for. @param {HTMLElement} bubble @param {HTMLElement} body */
  #fold(bubble, body) {
    bubble.classList.add('folded');
    const more = make('button', 'link more', messages.showAll);
    more.type = 'button';
    more.onclick = () => {
      bubble.classList.remove('folded');
      more.remove();
      this.#box.focus({ preventScroll: true });
    };
    body.append(more);
  }

  /** @param {HTMLElement} line @param {boolean} counts */
  #add(line, counts) {
    const follows = this.#atEnd();
    this.#box.append(line);
    while (this.#box.childElementCount > LINES) {
      this.#box.firstElementChild?.remove();
    }
    if (follows) {
      this.#toEnd();
    } else if (counts) {
      this.#fresh++;
      this.#below.hidden = false;
      this.#below.lastElementChild.textContent = messages.newBelow(this.#fresh);
    }
  }

  #atEnd() {
    return this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < NEAR;
  }

  #toEnd() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#caughtUp();
  }

  #caughtUp() {
    this.#fresh = 0;
    this.#below.hidden = true;
  }
}

/** @param {number} time */
function clock(time) {
  return new Intl.DateTimeFormat(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
    .format(time);
}

/** A card that asks or tells something, with its buttons.
 * @param {string} kind one of a kind is shown at a time
 * @param {string} sentence @param {string} more @param {string} drawing
 * @param {...[string, () => void, boolean?]} buttons label, what it does, whether it is the main one */
export function card(kind, sentence, more, drawing, ...buttons) {
  uncard(kind);
  const box = make('div', 'card', icon(drawing));
  box.dataset.kind = kind;
  const says = make('div', 'says', make('p', 'first', sentence));
  if (more !== '') {
    says.append(make('p', 'note', more));
  }
  box.append(says);
  for (const [label, act, main] of buttons) {
    const button = make('button', main === true ? 'primary small' : 'quiet small', label);
    button.type = 'button';
    button.onclick = act;
    box.append(button);
  }
  byId('notices').append(box);
}

/** Takes a card away. @param {string} [kind] every card, if not given */
export function uncard(kind) {
  for (const box of byId('notices').querySelectorAll(kind === undefined ? '.card' : `.card[data-kind="${kind}"]`)) {
    const focused = box.contains(document.activeElement);
    box.remove();
    if (focused) {
      byId('say').focus();
    }
  }
}
