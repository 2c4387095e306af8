// @ts-check
import { inSight } from './alerts.js';
import { button, byId, icon, make } from './dom.js';
import { day, otherDay, timeOfDay } from './dates.js';
import { Batch } from './frames.js';
import { findLinks } from './links.js';
import { findMentions } from './mentions.js';
import { messages, refusal } from './messages.js';
import { face } from './seat-map.js';
import { blank, oneLine, shortened, visible } from './text.js';

/**
 * The log of the conversation, in the page's memory only: its last lines, dropped with the table.
 *
 * Lines of a few frames are appended together: one layout for all. A reader at the end follows it; a
 * reader elsewhere stays at the same line and is told how much is new. Beyond {@link LINES} the
 * oldest go, {@link SURPLUS} at a time, and a line says so.
 *
 * @typedef {import('./outbox.js').Entry} Entry
 * @typedef {import('./session.js').Line} Line
 * @typedef {import('./session.js').Reaction} Reaction
 * @typedef {{user: string, classic: boolean}} Named
 */

const LINES = 2000;
/** So many more are kept before the oldest go together. */
const SURPLUS = 50;
/** A reader of old lines keeps them for longer. */
const LINES_WHILE_READING = 3000;
const GROUP = 5 * 60 * 1000;
const LONG = 1200;
const MANY_LINES = 18;
/** Marks upon marks, which reach beyond their line. */
const STACKED = /\p{Mark}{4}/u;
const NEAR = 40;
/** How much of a message is quoted by its answer. */
const QUOTED = 90;
/** So many kinds of reactions a message shows. */
const REACTIONS = 12;
/** The most members whose same reaction to a message is kept: who comes again is another one. */
const REACTORS = 1_000;
/** The number of joins and leaves in a row beyond which older ones are only counted. */
const MOST_PRESENCE_LINES = 6;
/** The least time between two additions, in milliseconds: messages that follow each other closely
 * are added together. */
const FLUSH = 125;

export class ChatLog {
  #box = byId('log');
  #below = byId('below');
  #older = make('p', 'event older');
  /** @type {HTMLElement[]} */ #queue = [];
  #batch = new Batch(() => this.#flush(), FLUSH);
  #following = true;
  /** The size of what is seen of the log, as it was when it was scrolled last. */
  #inside = { width: 0, height: 0 };
  /** @type {{line: HTMLElement, top: number}[]} where a reader is who does not follow the end */ #anchor = [];
  #fresh = 0;
  /** @type {{id: number, place: number, user: string, at: number} | null} */ #last = null;
  #lastDay = 0;
  /** @type {Map<string, HTMLElement>} */ #mine = new Map();
  /** @type {HTMLElement | null} */ #newLine = null;
  #newLineSeen = false;
  /** @type {HTMLElement[]} */ #presenceLines = [];
  /** @type {HTMLElement | null} */ #passed = null;
  #told = 0;
  #folded = { in: 0, out: 0 };
  #names;
  /** @type {WeakMap<Element, Map<string, Map<number, {user: string, own: boolean}>>>} */ #reactions = new WeakMap();
  /** @type {(n: number, reaction: string, off: boolean) => void} what the reader reacts with */ react = () => {};
  /** @type {Element[] | null} the conversation at the table that was left a moment ago */ #behind = null;

  /** @param {() => {all: string[], own: string}} names whom a text may mention, and the reader */
  constructor(names) {
    this.#names = names;
    this.#below.onclick = () => {
      this.#toEnd();
      byId('say').focus({ preventScroll: true });
    };
    this.#box.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(this.#box);
    addEventListener('focus', () => this.#scrolled());
  }

  /** Another table: the conversation is kept for a reader who comes back at once. What is not said yet goes along. */
  putAside() {
    this.#flush();
    const behind = [...this.#box.children].filter((line) => !line.matches('.pending'));
    this.clear();
    this.#behind = behind;
  }

  /** Back at the table whose conversation was kept. */
  bringBack() {
    const behind = this.#behind ?? [];
    this.clear();
    this.#box.append(...behind);
    this.#toEnd();
  }

  /** The way back has expired: drops that conversation. */
  forgetAside() {
    this.#behind = null;
  }

  /** Clears everything. */
  clear() {
    this.#queue = [];
    this.#behind = null;
    this.#box.replaceChildren();
    this.#mine.clear();
    this.#last = null;
    this.#lastDay = 0;
    this.#newLine = null;
    this.#endPresenceLines();
    this.#following = true;
    this.#caughtUp();
  }

  /** Removes all but what the reader said and is not said yet: its fate stays in sight. */
  clearSaid() {
    const waiting = new Map(this.#mine);
    this.clear();
    this.#mine = waiting;
    for (const line of waiting.values()) {
      line.classList.remove('goes-on');
      this.#add(line, false);
    }
  }

  /**
   * A line about what happened.
   *
   * @param {string | Node} sentence
   * @param {string} [kind]
   */
  note(sentence, kind = '') {
    this.#last = null;
    this.#endPresenceLines();
    this.#add(make('p', `event ${kind}`, sentence), false);
  }

  /**
   * Somebody came or went: beyond a few in a row they are counted.
   *
   * @param {string | Node} sentence
   * @param {'in' | 'out'} way
   * @param {number} [others] how many are only counted, as the server does
   */
  presence(sentence, way, others = 0) {
    this.#last = null;
    if (others === 0) {
      const line = make('p', 'event', sentence);
      line.dataset.way = way;
      this.#presenceLines.push(line);
      this.#add(line, false);
    }
    while (this.#presenceLines.length > MOST_PRESENCE_LINES) {
      const oldest = this.#presenceLines.shift();
      oldest?.remove();
      this.#queue = this.#queue.filter((line) => line !== oldest);
      this.#folded[oldest?.dataset.way === 'in' ? 'in' : 'out']++;
    }
    this.#told += others;
    const count = this.#told + Math.max(this.#folded.in, this.#folded.out);
    if (count > 0) {
      if (this.#passed === null) {
        this.#passed = make('p', 'event');
        this.#place(this.#passed, this.#presenceLines[0]);
      }
      this.#passed.textContent = messages.passed(count);
    }
  }

  #endPresenceLines() {
    this.#presenceLines = [];
    this.#passed = null;
    this.#told = 0;
    this.#folded = { in: 0, out: 0 };
  }

  /**
   * A line between two stretches of the conversation.
   *
   * @param {string} sentence
   */
  divide(sentence) {
    this.#last = null;
    this.#endPresenceLines();
    this.#add(make('p', 'event divide', make('span', '', sentence)), false);
  }

  /**
   * Marks the conversation so far as that of another table.
   *
   * @param {() => void} clear
   */
  leaveBehind(clear) {
    this.forgetNumbers();
    for (const line of this.#box.querySelectorAll('.said')) {
      line.classList.add('past');
      line.removeAttribute('data-member');
    }
    if (this.#box.querySelector('.said') !== null) {
      this.#box.querySelector('.clear-past')?.remove();
      this.#add(make('p', 'event clear-past', button('link', messages.clearPast, clear)), false);
    }
  }

  /** The messages so far cannot be referred to any more: others have their numbers from now on. */
  forgetNumbers() {
    this.#flush();
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (this.#box.querySelectorAll('.said[data-n]'))) {
      line.removeAttribute('data-n');
      for (const one of /** @type {NodeListOf<HTMLButtonElement>} */ (line.querySelectorAll('.reaction'))) {
        one.disabled = true;
      }
    }
  }

  /** Removes the conversation of the other table. */
  clearPast() {
    this.#flush();
    const mark = this.#box.querySelector('.clear-past');
    if (mark !== null) {
      this.#removeOldest((line) => line === mark);
      mark.remove();
    }
    this.#toEnd();
  }

  /**
   * A message arrived.
   *
   * @param {Line} said
   */
  said(said) {
    const counts = !said.own && !said.muted;
    if (counts && (!this.#following || !inSight())) {
      this.#markNew();
    }
    this.#add(this.#line(said), counts);
  }

  /**
   * A message of the reader that the server does not have yet.
   *
   * @param {Entry} entry
   * @param {Line} said
   */
  pending(entry, said) {
    if (this.#mine.get(entry.id)?.parentNode) {
      return;
    }
    if (this.#newLineSeen) {
      this.#newLine?.remove();
      this.#newLine = null;
    }
    const line = this.#line(said);
    line.classList.add('pending');
    this.#mine.set(entry.id, line);
    this.#following = true;
    this.#add(line, false);
    this.#flush();
  }

  /**
   * The server has acknowledged it.
   *
   * @param {string} id
   * @param {number} n its number
   */
  confirm(id, n) {
    const line = this.#mine.get(id);
    this.#mine.delete(id);
    if (line !== undefined) {
      line.dataset.n = String(n);
    }
    line?.classList.remove('pending', 'failed');
    line?.querySelector('.send-error')?.remove();
  }

  /**
   * The state of a message of the reader changed.
   *
   * @param {Entry} entry
   * @param {(entry: Entry) => void} again
   * @param {(entry: Entry) => void} discard
   */
  showSendState(entry, again, discard) {
    const line = this.#mine.get(entry.id);
    if (line === undefined) {
      return;
    }
    line.querySelector('.send-error')?.remove();
    const lost = entry.state === 'failed' || entry.state === 'stranded';
    line.classList.toggle('failed', lost);
    if (!lost) {
      return;
    }
    const why = entry.state === 'stranded' ? messages.strandedNote : refusal(entry.reason, entry.why);
    const retry = button('link', entry.state === 'stranded' ? messages.sendHere : messages.again, () => again(entry));
    const drop = button('link', messages.discard, () => {
      this.#mine.delete(entry.id);
      line.remove();
      discard(entry);
      byId('say').focus();
    });
    this.#keeping(() => line.append(make('p', 'send-error', `${messages.failed}: ${why} `, retry, ' ', drop)));
  }

  /**
   * Hides or shows a member's messages; a report has those that were shown once.
   *
   * @param {number} id
   * @param {boolean} muted
   */
  mute(id, muted) {
    this.#flush();
    this.#keeping(() => {
      for (const line of this.#box.querySelectorAll(`[data-member="${id}"]`)) {
        line.classList.toggle('seen', !muted || !line.matches('.silenced') || line.matches('.seen'));
        line.classList.toggle('silenced', muted);
      }
    });
  }

  /** @param {Line} said */
  #line(said) {
    const now = Date.now();
    const last = this.#last;
    this.#endPresenceLines();
    if (this.#lastDay !== 0 && otherDay(this.#lastDay, now)) {
      this.#add(make('p', 'event divide', make('span', '', day(now, document.documentElement.lang))), false);
    }
    this.#lastDay = now;
    const goesOn = last !== null && last.id === said.id && last.user === said.user && last.place === said.place
      && now - last.at < GROUP && !said.action && said.re === 0;
    this.#last = said.action ? null : { id: said.id, place: said.place, user: said.user, at: now };
    const line = make('div', 'said');
    line.dataset.member = String(said.id);
    if (said.n > 0) {
      line.dataset.n = String(said.n);
    }
    line.classList.toggle('mine', said.own);
    line.classList.toggle('goes-on', goesOn);
    line.classList.toggle('action', said.action);
    line.classList.toggle('silenced', said.muted);
    line.classList.toggle('to-me', said.mentionsMe);
    const by = make('p', 'by', make('bdi', '', visible(said.user)));
    if (said.classic) {
      by.append(classicMark());
    }
    const bubble = make('div', STACKED.test(said.text) ? 'bubble stacked' : 'bubble');
    this.#write(bubble, said.text, said.newcomer);
    const time = make('time', '', timeOfDay(now, document.documentElement.lang));
    time.dateTime = new Date(now).toISOString();
    line.append(face(said), by);
    if (said.re > 0) {
      line.classList.add('answers');
      line.append(this.#quote(said.re));
    }
    line.append(bubble, time);
    if (said.text.length > LONG || said.text.split('\n', MANY_LINES + 1).length > MANY_LINES) {
      this.#fold(bubble);
    }
    return line;
  }

  /**
   * The line of a message, if it is here yet.
   *
   * @param {number} n
   * @returns {HTMLElement | null}
   */
  #numbered(n) {
    return this.#queue.find((line) => line.dataset.n === String(n)) ?? this.#box.querySelector(`.said[data-n="${Number(n)}"]`);
  }

  /**
   * What a message answers, in a line that leads there.
   *
   * @param {number} n
   */
  #quote(n) {
    const line = this.#numbered(n);
    const text = line === null ? [messages.earlierMessage]
      : line.classList.contains('silenced') ? [messages.mutedMessage]
      : [...whoSaid(line), `: ${shortened(oneLine(line.querySelector('.bubble')?.textContent?.slice(0, 400) ?? ''), QUOTED)}`];
    const quote = button('quote', '', () => {
      const there = this.#numbered(n);
      if (there !== null) {
        there.scrollIntoView({ block: 'center' });
        there.tabIndex = -1;
        there.focus({ preventScroll: true });
      }
    });
    quote.append(icon('reply'), make('bdi', '', ...text));
    quote.title = messages.answerTo;
    return quote;
  }

  /**
   * A reaction to a message was added or removed.
   *
   * @param {Reaction} told
   */
  reacted({ n, id, user, own, reaction, off }) {
    const line = this.#numbered(n);
    if (line === null) {
      return;
    }
    const all = this.#reactions.get(line) ?? new Map();
    this.#reactions.set(line, all);
    const who = all.get(reaction) ?? new Map();
    if (off) {
      who.delete(id);
    } else if (own || who.has(id) || who.size < REACTORS) {
      who.set(id, { user, own });
    }
    if (who.size === 0) {
      all.delete(reaction);
    } else if (all.has(reaction) || all.size < REACTIONS) {
      all.set(reaction, who);
    }
    this.#keeping(() => this.#showReactions(line, all));
  }

  /**
   * @param {HTMLElement} line
   * @param {Map<string, Map<number, {user: string, own: boolean}>>} all
   */
  #showReactions(line, all) {
    let row = line.querySelector('.reactions');
    if (all.size === 0) {
      row?.remove();
      return;
    }
    if (row === null) {
      row = make('div', 'reactions');
      line.append(row);
    }
    const focused = row.contains(document.activeElement) ? document.activeElement?.getAttribute('data-reaction') : null;
    row.replaceChildren(...[...all].map(([reaction, who]) => {
      const own = [...who.values()].some((one) => one.own);
      const one = button('reaction', '', () => this.react(Number(line.dataset.n), reaction, own));
      one.append(make('bdi', '', visible(reaction)), ` ${who.size}`, make('span', 'unseen', ` ${
        messages.reactedBy([...who.values()].map(({ user }) => visible(user)).join(', '))}`));
      one.dataset.reaction = reaction;
      one.setAttribute('aria-pressed', String(own));
      one.title = [...who.values()].map(({ user }) => visible(user)).join(', ');
      return one;
    }));
    if (focused !== null) {
      /** @type {HTMLElement | undefined} */ ([...row.children].find((one) => one.getAttribute('data-reaction') === focused))?.focus();
    }
  }

  /**
   * Fills a bubble: text, links and mentions. A newcomer's links lead nowhere.
   *
   * @param {Element} bubble
   * @param {string} text
   * @param {boolean} newcomer
   */
  #write(bubble, text, newcomer) {
    if (blank(text)) {
      bubble.append(make('i', '', messages.nothingToSee));
      return;
    }
    const { all, own } = this.#names();
    const links = findLinks(text);
    const parts = [
      ...links.map((link) => ({ start: link.start, end: link.end, node: () => anchor(link, newcomer) })),
      ...findMentions(text, all)
        .filter((one) => !links.some((link) => one.start >= link.start && one.start < link.end))
        .map((one) => ({
          start: one.start,
          end: one.end,
          node: () => make('span', one.name === own ? 'mention me' : 'mention', visible(text.slice(one.start, one.end))),
        })),
    ].sort((a, b) => a.start - b.start);
    let from = 0;
    for (const part of parts) {
      bubble.append(visible(text.slice(from, part.start)), part.node());
      from = part.end;
    }
    bubble.append(visible(text.slice(from)));
  }

  /**
   * A long text shows its beginning, and the rest when asked for.
   *
   * @param {HTMLElement} bubble
   */
  #fold(bubble) {
    bubble.classList.add('folded');
    const more = button('link more', messages.showAll, () => {
      const place = this.#position();
      bubble.classList.remove('folded');
      more.remove();
      this.#return(place);
      this.#box.focus({ preventScroll: true });
    });
    bubble.after(more);
  }

  #markNew() {
    if (this.#newLine !== null && !this.#newLineSeen) {
      return;
    }
    this.#newLine?.remove();
    this.#newLine = make('p', 'event new', make('span', '', messages.newLine));
    this.#newLineSeen = false;
    this.#last = null;
    this.#add(this.#newLine, false);
  }

  // ---- frames

  /**
   * @param {HTMLElement} line
   * @param {boolean} counts
   */
  #add(line, counts) {
    this.#queue.push(line);
    if (counts) {
      this.#fresh++;
    }
    this.#batch.ask();
  }

  /**
   * Puts a line before another, which may not be shown yet.
   *
   * @param {HTMLElement} line
   * @param {HTMLElement | undefined} before
   */
  #place(line, before) {
    const at = before === undefined ? -1 : this.#queue.indexOf(before);
    if (before?.parentNode) {
      before.before(line);
    } else if (at >= 0) {
      this.#queue.splice(at, 0, line);
    } else {
      this.#add(line, false);
    }
  }

  #flush() {
    this.#keeping(() => {
      this.#box.append(...this.#queue);
      this.#queue = [];
      this.#prune();
    });
  }

  /**
   * Removes lines from the oldest on, but none that the reader wrote and that is not said yet: its fate stays in sight.
   *
   * @param {(line: Element) => boolean} ends
   */
  #removeOldest(ends) {
    for (const line of [...this.#box.children]) {
      if (ends(line)) {
        return;
      }
      if (!line.matches('.pending')) {
        line.remove();
      }
    }
  }

  #prune() {
    const most = this.#following ? LINES : LINES_WHILE_READING;
    if (this.#box.childElementCount <= most + SURPLUS) {
      return;
    }
    this.#older.remove();
    this.#removeOldest(() => this.#box.childElementCount <= most);
    this.#older.textContent = messages.olderGone;
    this.#box.prepend(this.#older);
  }

  // ---- the reader's position

  /**
   * Changes lines: who follows the end is at the end after it, who reads stays at the same line.
   *
   * @param {() => void} change
   */
  #keeping(change) {
    const place = this.#following ? null : this.#position();
    change();
    if (place === null) {
      this.#toEnd();
    } else {
      this.#return(place);
      this.#showBelow();
    }
  }

  /** The log has another size, and so perhaps each of its lines. */
  #resized() {
    if (this.#following) {
      this.#toEnd();
    } else {
      this.#return(this.#anchor);
      this.#showBelow();
    }
  }

  /** The first line that can be read, and where it is; it outlives a pruning.
   * @returns {{line: HTMLElement, top: number}[]} it, and one below */
  #position() {
    const edge = this.#box.scrollTop;
    const lines = this.#box.children;
    return [firstBelow(lines, edge), lines[lines.length - 1]].filter((one) => one !== undefined)
      .map((one) => /** @type {HTMLElement} */ (one)).map((line) => ({ line, top: line.offsetTop - edge }));
  }

  /** @param {{line: HTMLElement, top: number}[]} place */
  #return(place) {
    const found = place.find(({ line }) => line.isConnected);
    if (found !== undefined) {
      const top = found.line.offsetTop - found.top;
      if (Math.abs(top - this.#box.scrollTop) >= 1) {
        this.#box.scrollTop = top;
      }
    }
    this.#anchor = this.#position();
    this.#measure();
  }

  /** Whether the log has another size than when it was asked last. */
  #measure() {
    const { clientWidth: width, clientHeight: height } = this.#box;
    const other = width !== this.#inside.width || height !== this.#inside.height;
    this.#inside = { width, height };
    return other;
  }

  #scrolled() {
    if (this.#measure()) {
      this.#resized(); // nobody has scrolled
      return;
    }
    this.#following = this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < NEAR;
    if (this.#following) {
      this.#caughtUp();
    } else {
      this.#anchor = this.#position();
      this.#showBelow();
    }
  }

  #toEnd() {
    this.#following = true;
    this.#anchor = [];
    this.#measure();
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#caughtUp();
  }

  #showBelow() {
    const sentence = this.#fresh > 0 ? messages.newBelow(this.#fresh) : messages.toEnd;
    if (this.#below.hidden || this.#below.lastElementChild.textContent !== sentence) {
      this.#below.hidden = false;
      this.#below.lastElementChild.textContent = sentence;
      this.#below.classList.toggle('quiet-end', this.#fresh === 0);
    }
  }

  #caughtUp() {
    this.#fresh = 0;
    if (!this.#below.hidden) { // an attribute that is written costs a style, whether it changes or not
      this.#below.hidden = true;
    }
    if (inSight()) {
      this.#newLineSeen = true;
    }
  }
}

/**
 * The first of some elements, one below the other, that ends below an edge; the last if none does.
 *
 * @param {HTMLCollection} elements
 * @param {number} edge
 * @returns {Element | undefined}
 */
function firstBelow(elements, edge) {
  let low = 0;
  let high = elements.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    let shown = middle; // what a muted member said has no place
    while (shown > low && /** @type {HTMLElement} */ (elements[shown]).offsetHeight === 0) {
      shown--;
    }
    const element = /** @type {HTMLElement} */ (elements[shown]);
    if (element.offsetHeight > 0 && element.offsetTop + element.offsetHeight > edge) {
      high = shown;
    } else {
      low = middle + 1;
    }
  }
  return elements[low];
}

/**
 * Who said a line: the name, and the mark of a classic member.
 *
 * @param {Element} line
 * @returns {(string | Node)[]}
 */
function whoSaid(line) {
  const name = oneLine(line.querySelector('.by bdi')?.textContent ?? '');
  return line.querySelector('.by .classic') === null ? [name] : [name, classicMark()];
}

/**
 * A link, or only the place of one: an `a` without an address.
 *
 * @param {import('./links.js').Link} link
 * @param {boolean} dead
 */
function anchor(link, dead) {
  const element = make('a', '', visible(link.shown));
  if (dead) {
    return element;
  }
  element.href = link.href;
  element.rel = 'noopener noreferrer nofollow ugc';
  element.target = '_blank';
  element.title = link.href;
  return element;
}

/**
 * A sentence about members, with the mark of a classic one behind its name.
 *
 * @param {(...names: string[]) => string} sentence
 * @param {...(Named | Named[])} about
 * @returns {DocumentFragment}
 */
export function withMarks(sentence, ...about) {
  const whole = document.createDocumentFragment();
  sentence(...about.map((_, at) => `\0${at}\0`)).split('\0').forEach((part, at) => {
    if (at % 2 === 0) {
      whole.append(part);
    } else {
      [about[Number(part)]].flat().forEach(({ user, classic }, before) => {
        whole.append(before > 0 ? ', ' : '', visible(user), ...(classic ? [classicMark()] : []));
      });
    }
  });
  return whole;
}

/** What stands beside the name of a classic member, which is not checked. */
function classicMark() {
  const mark = make('span', 'classic', icon('classic'), make('span', 'unseen', ` ${messages.classic}`));
  mark.title = messages.classicNote;
  return mark;
}
