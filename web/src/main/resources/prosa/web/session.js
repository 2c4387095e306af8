// @ts-check
import { inviteCode, parse } from './commands.js';
import { SEAT } from './connection.js';
import { mentionsName } from './mentions.js';
import { Outbox } from './outbox.js';
import { Roster } from './roster.js';
import { blank, bytes } from './text.js';

/**
 * A session at a server, as a state machine without a page: what the server says and what the reader
 * does come in as calls, what is to be shown goes out as {@link SessionEvent}s, in order.
 *
 * Phases: `out` (no session) → `joining` (asks for a seat) → `seated` ⇄ `lost` (no connection; the
 * seat is held for a while) → `out`. A private room that was closed is `lost`, too, until the reader says where to go on.
 *
 * A seat, with the secret that leads back to it and the last number heard, lives here; only a reload
 * takes it along.
 *
 * @typedef {import('./clock.js').Clock} Clock
 * @typedef {import('./outbox.js').Entry} Entry
 * @typedef {import('./roster.js').Muted} Muted
 * @typedef {import('./roster.js').Member} Member
 * @typedef {{room: string, place: number, member: number, secret: string, heard: number}} Seat
 * @typedef {{user: string, invite: string, isPrivate: boolean}} Request
 * @typedef {{seat: Seat | null, code: string, isPrivate: boolean, isClosed: boolean, muted: Muted[], reunion?: number, unsaid?: Entry[]}} Saved
 *   what a reload takes along; for so long who was muted is waited for, in milliseconds
 * @typedef {'first' | 'resumed' | 'reloaded' | 'reseated' | 'continued' | 'elsewhere' | 'moved' | 'returned'} Arrival how one
 *   came to a seat: new; back at one's own; the same after a reload; another one at the same room,
 *   or at another, because one's own was gone; another room, as was asked; back from there in time
 * @typedef {{id: number, place: number, user: string, text: string, action: boolean, own: boolean,
 *   muted: boolean, classic: boolean, mentionsMe: boolean, newcomer: boolean, n: number, re: number}} Line something
 *   said: its number, 0 before the server has it, and the number of what it answers, 0 for nothing; a newcomer's links stay text
 * @typedef {{n: number, id: number, user: string, own: boolean, reaction: string, off: boolean}} Reaction
 * @typedef {{kind: 'joined' | 'left' | 'away' | 'elsewhere' | 'back', user: string, classic: boolean}
 *   | {kind: 'renamed', user: string, to: string, classic: boolean}
 *   | {kind: 'missed', count: number}
 *   | {kind: 'passed', count: number}
 *   | {kind: 'newcomer-links'}
 *   | {kind: 'draining', seconds: number} | {kind: 'open'}} Note something that happened
 * @typedef {{kind: 'next'} | {kind: 'private'} | {kind: 'join', code: string, given: string}} Departure a way to
 *   leave this room for another, or, with the link of another server, this page
 * @typedef {{type: 'connecting', retryAt: number}
 *   | {type: 'waiting', reason: string, sentence: string}
 *   | {type: 'out', reason: string, sentence: string}
 *   | {type: 'seated', arrival: Arrival, room: string, user: string, missed: number}
 *   | {type: 'lost', retryAt: number}
 *   | {type: 'room-gone'}
 *   | {type: 'people'}
 *   | {type: 'typing'}
 *   | {type: 'company'}
 *   | {type: 'alone', alone: boolean}
 *   | {type: 'note', note: Note}
 *   | {type: 'said', line: Line}
 *   | {type: 'pending', entry: Entry, line: Line}
 *   | {type: 'confirmed', id: string, n: number}
 *   | {type: 'reacted', reaction: Reaction}
 *   | {type: 'why-vote', member: Member}
 *   | {type: 'vote', told: any, by: string, mine: boolean, me: boolean, classic: boolean}
 *   | {type: 'way-back', room: string, until: number}
 *   | {type: 'no-way-back'}
 *   | {type: 'send-state', entry: Entry | null}
 *   | {type: 'muted', member: Member}
 *   | {type: 'invited', code: string, link: string, asked: boolean}
 *   | {type: 'offer', room: string}
 *   | {type: 'confirm', departure: Departure}
 *   | {type: 'refused', reason: string, sentence: string}
 *   | {type: 'not-renamed', draft: string, reason: string, sentence: string}
 *   | {type: 'command', name: 'help' | 'who' | 'report' | 'about' | 'clear' | 'encrypted' | 'code' | 'newkey'}
 *   | {type: 'called', command: 'mute' | 'unmute' | 'vote', name: string, members: Member[]}
 *   | {type: 'not-sent'}
 *   | {type: 'moved', address: string, room: string, seat: string}
 *   | {type: 'new-version'}} SessionEvent
 * @typedef {{taken: true} | {taken: false, why: 'nothing' | 'too-long' | 'not-sent' | 'unknown' | 'incomplete' | 'surplus', name: string, word: string}} Outcome
 *   what became of a draft: taken, or why it stays in the field; the command and the word that was written for it
 */

const RETRY_ENTER = 5000;

/** The refusals after which the page does not come back by itself. */
const ENDS = new Set(['resumed-elsewhere', 'removed', 'room-closed', 'blocked']);
const TYPING_EVERY = 3000;
const USUAL_TEXT = 8192;
/** So many of the reader's own messages are known by their numbers. */
const OWN_NUMBERS = 500;
/** For so long seats of a room that goes on elsewhere are held for those who are still to come. */
const REUNION = 30_000;
/** The server keeps the way back; the page offers it a little less long than that. */
const LATE = 500;

export class Session {
  /** @type {'out' | 'joining' | 'seated' | 'lost'} */ phase = 'out';
  roster = new Roster();
  /** @type {Seat | null} */ seat = null;
  /** The code of this room's invitation, if it is known. */
  code = '';
  /** Its link as the server tells it. */
  link = '';
  /** Whether strangers are never seated in this room. */
  isPrivate = false;
  /** The most bytes of UTF-8 in a text. */
  textLimit = USUAL_TEXT;
  /** How long a seat is held without a connection, in seconds; 0 if the server does not say. */
  holdSeconds = 0;
  #usualHold = 0;
  #longestHold = 0;
  #hidden = false;
  outbox;

  /** The numbers of what the reader said. @type {Set<number>} */ #ownNumbers = new Set();
  /**
   * What is needed in the room that was left a moment ago.
   *
   * @type {{seat: Seat, code: string, link: string, isPrivate: boolean, isClosed: boolean,
   *   muted: Muted[], reunion: number, own: Set<number>, until: number} | null}
   */
  #behind = null;
  #returning = false;

  /** How many requests for a seat in another room were made, or are not wanted any more: the last counts. */
  #asked = 0;
  /**
   * The name that was asked for and is not answered, and the line that asked for it.
   *
   * @type {{user: string, draft: string} | null}
   */
  #renaming = null;
  /** Whether the reader is on the way to another room, or was sent away: what is not said yet goes along. */
  departing = false;
  /** @type {Request} */ #request = { user: '', invite: '', isPrivate: false };
  /** Whether one is never to be put among strangers unasked; also when the seat is gone, until another is asked for. */
  isClosed = false;
  #asksInvite = false;
  #moving = false;
  /** Whether the room was closed, and the reader has no other yet. */
  gone = false;
  #toldOfLinks = false;
  /**
   * What went by, while it is not known how much of it the reader said: the marks of what may be among it.
   *
   * @type {{from: number, to: number, count: number, marks: string[]} | null}
   */
  #uncounted = null;
  #reloaded = false;
  /** @type {Muted[]} */ #mutedBefore = [];
  /** Until then who was muted may come to where the room goes on. */ #reunion = 0;
  /** @type {number | undefined} */ #reunionTimer;
  #version = '';
  #typedAt = -Infinity;
  /** @type {number | undefined} */ #retry;
  /** @type {number | undefined} */ #late;
  #connection;
  #tell;
  #clock;
  #host;
  #find;

  /**
   * @param {{start: () => void, stop: () => void, drop: () => void, send: (message: object) => boolean}} connection
   * @param {(event: SessionEvent) => void} tell
   * @param {Clock} clock
   * @param {string} host the name and port by which this server was reached
   * @param {(to: Request, encrypted: boolean, wanted: () => boolean) => Promise<import('./leaving.js').Found>} find asks
   *   for a seat while the present one is kept
   */
  constructor(connection, tell, clock, host, find) {
    this.#connection = connection;
    this.#tell = tell;
    this.#clock = clock;
    this.#host = host;
    this.#find = find;
    this.outbox = new Outbox(
      (message) => connection.send(message),
      (entry) => tell({ type: 'send-state', entry }),
      () => connection.drop(),
      clock,
    );
  }

  // ---- coming and going

  /**
   * Asks for a seat.
   *
   * @param {Request} request
   */
  join(request) {
    this.#stop();
    this.phase = 'joining';
    this.#ask(request);
  }

  /**
   * Goes on in another room, after `room-gone`.
   *
   * @param {{invite: string, isPrivate: boolean}} where
   */
  goOn(where) {
    this.#ask({ user: this.#request.user, ...where });
  }

  #stop() {
    this.#connection.stop();
    this.#clock.cancel(this.#retry);
    this.#clock.cancel(this.#late);
    this.#clock.cancel(this.#reunionTimer);
  }

  /** @param {Request} request */
  #ask(request) {
    this.#request = { ...request };
    this.isClosed = request.isPrivate || request.invite !== '';
    this.isPrivate = request.isPrivate;
    this.code = request.invite;
    this.#asksInvite = request.isPrivate;
    this.#connection.start();
  }

  /**
   * Comes back to a seat that a reload, or another address, took along.
   *
   * @param {string} user
   * @param {Saved} saved
   */
  resume(user, saved) {
    this.#request = { user, invite: '', isPrivate: saved.isPrivate };
    this.isClosed = saved.isClosed;
    this.isPrivate = saved.isPrivate;
    this.code = saved.code;
    this.seat = saved.seat;
    this.#mutedBefore = saved.muted;
    this.#reunion = this.#clock.now() + (saved.reunion ?? 0);
    this.#reloaded = true;
    this.phase = 'joining';
    this.#connection.start();
  }

  /**
   * What a reload takes along; without a seat, what is not said yet.
   *
   * @returns {Saved}
   */
  saved() {
    return {
      seat: this.seat, code: this.code, isPrivate: this.isPrivate, isClosed: this.isClosed, muted: this.roster.muted,
      reunion: Math.max(0, this.#reunion - this.#clock.now()), unsaid: this.outbox.unsaid,
    };
  }

  /** Gives the seat up, or stops asking for one. */
  leave() {
    this.departing = false;
    this.#connection.send({ type: 'leave' });
    this.#out('', '');
  }

  /**
   * Returns to the join form and clears the session.
   *
   * @param {string} reason
   * @param {string} sentence
   */
  #out(reason, sentence) {
    this.#stop();
    this.#uncounted = null;
    this.#asked++;
    this.gone = false;
    this.phase = 'out';
    this.seat = null;
    this.code = '';
    this.link = '';
    this.isPrivate = false;
    this.#moving = false;
    this.#reloaded = false;
    this.#mutedBefore = [];
    this.#behind = null;
    this.#returning = false;
    this.#ownNumbers = new Set();
    this.#request = { user: '', invite: '', isPrivate: false };
    this.#typedAt = -Infinity;
    this.roster.clear();
    this.departing ||= reason !== ''; // only who leaves wants nothing of it any more
    this.departing ? this.outbox.shut() : this.outbox.clear();
    this.#tell({ type: 'out', reason, sentence });
  }

  /** The private room is not there any more. What was said, and what was not said yet, stays. */
  #roomGone() {
    this.#stop();
    this.#uncounted = null;
    this.#asked++;
    this.outbox.shut();
    this.gone = true;
    this.phase = 'lost';
    this.seat = null;
    this.code = '';
    this.link = '';
    this.#behind = null;
    this.roster.clear();
    this.#tell({ type: 'people' });
    this.#tell({ type: 'room-gone' });
  }

  #enter() {
    this.#clock.cancel(this.#retry);
    /** @type {Record<string, unknown>} */
    const asks = { type: 'enter', user: this.#request.user };
    if (this.seat !== null) {
      asks.seat = this.seat.secret;
      asks.heard = this.seat.heard;
    } else if (this.code !== '') {
      asks.invite = this.code;
    } else if (this.#request.isPrivate) {
      asks.private = true;
    }
    this.#connection.send(asks);
    this.#clock.cancel(this.#late);
    this.#late = this.#clock.after(SEAT, () => this.#tooLate());
  }

  /**
   * The server does not answer: it is asked on another connection. A seat that nobody knows the secret of yet, and that
   * is given too late, is given back; one that was asked for by its secret is had again by it.
   */
  #tooLate() {
    if (this.seat === null) {
      this.#connection.send({ type: 'leave' });
    }
    this.#connection.drop();
  }

  /**
   * The connection is not there.
   *
   * @param {number} retryAt when the next attempt is; 0: now
   */
  disconnected(retryAt) {
    this.outbox.shut();
    this.#clock.cancel(this.#retry);
    this.#clock.cancel(this.#late);
    if (this.phase === 'seated' || this.phase === 'lost') {
      this.phase = 'lost';
      if (!this.gone || retryAt !== 0) { // the first try in another room is no loss
        this.#tell({ type: 'lost', retryAt });
      }
    } else if (this.phase === 'joining') {
      this.#tell({ type: 'connecting', retryAt });
    }
  }

  // ---- what the server says

  /** @param {any} message one of docs/protocol.md, section 5; what is unknown is ignored */
  receive(message) {
    switch (message.type) {
      case 'hello':
        this.#hello(message);
        break;
      case 'seated':
        this.#seated(message);
        break;
      case 'said':
        this.#said(message);
        break;
      case 'reacted':
        this.#reacted(message);
        break;
      case 'held':
        this.#held(message);
        break;
      case 'joined':
        this.#joined(message);
        break;
      case 'left':
        this.#left(message);
        break;
      case 'away':
      case 'back':
        this.#presence(message);
        break;
      case 'passed':
        this.#tell({ type: 'note', note: { kind: 'passed', count: Number(message.count ?? 1) } });
        break;
      case 'renamed':
        this.#renamed(message);
        break;
      case 'typing':
        this.roster.types(message.place, this.#clock.now());
        this.#tell({ type: 'typing' });
        break;
      case 'invited':
        this.code = message.code;
        this.link = message.link ?? '';
        this.#tell({ type: 'invited', code: this.code, link: this.link, asked: this.#asksInvite });
        this.#asksInvite = false;
        break;
      case 'offer':
        this.#tell({ type: 'offer', room: message.room });
        break;
      case 'missed':
        this.#missed(message);
        break;
      case 'vote':
      case 'ballot':
      case 'voted':
        this.#vote(message);
        break;
      case 'refused':
        this.#refused(message);
        break;
      case 'draining':
        this.#tell({ type: 'note', note: { kind: 'draining', seconds: Number(message.seconds ?? 0) } });
        break;
      case 'open':
        this.#tell({ type: 'note', note: { kind: 'open' } });
        break;
      case 'moved':
        this.#movedTo(message);
        break;
    }
    this.#countMissed();
  }

  /** @param {{version: string}} hello */
  #hello(hello) {
    if (this.#version !== '' && this.#version !== hello.version) {
      this.#tell({ type: 'new-version' });
    }
    this.#version = hello.version;
    this.#renaming = null;
    this.#enter();
  }

  /**
   * A seat, new or the same: the message may come at any time, as the whole truth.
   *
   * @param {any} told
   */
  #seated(told) {
    this.#clock.cancel(this.#retry);
    this.#clock.cancel(this.#late);
    const before = this.seat;
    const member = Number(told.member ?? 0);
    const sameRoom = before !== null && before.room === told.room;
    const same = sameRoom && before.place === told.place && (before.member === member || before.member === 0);
    const wasLost = this.phase === 'lost';
    const returned = this.#returning && this.#behind?.seat.room === told.room;
    // The room goes on at another server of a cluster, under another name.
    const continued = before !== null && !sameRoom && !returned && told.formerly?.includes?.(before.room) === true;
    /** @type {Arrival} */
    const arrival = same || (continued && this.#reloaded) ? (this.#reloaded ? 'reloaded' : 'resumed')
      : returned ? 'returned'
      : continued ? 'continued'
      : this.#moving ? 'moved'
      : this.#reloaded ? 'elsewhere'
      : this.gone ? 'elsewhere'
      : this.roster.room === '' ? 'first'
      : this.roster.room === told.room && told.n >= this.#heardBefore ? 'reseated'
      : 'elsewhere'; // with lower numbers it is another room of that name, after a restart
    const lastHeard = same || arrival === 'reseated' ? this.#heardBefore : 0;
    const left = { seat: before, code: this.code, link: this.link, isPrivate: this.isPrivate, isClosed: this.isClosed,
      muted: this.roster.muted, reunion: this.#reunion, own: this.#ownNumbers };
    const behind = this.#behind;
    const heard = before !== null && (same || (continued && told.n >= before.heard)) ? before.heard : told.n; // else they begin anew
    this.seat = { room: told.room, place: told.place, member, secret: told.seat, heard };
    this.#heardBefore = this.seat.heard;
    this.textLimit = told.limits.text ?? told.limits.message;
    this.#usualHold = Number(told.limits.hold ?? 0);
    this.#longestHold = Number(told.limits.longestHold ?? 0);
    this.holdSeconds = this.#hidden ? Math.max(this.#usualHold, this.#longestHold) : this.#usualHold;
    const stays = same || continued || arrival === 'reseated';
    if (!stays) {
      this.#asked++;
    }
    if (!same) {
      this.#ownNumbers = new Set();
      this.#toldOfLinks = this.#toldOfLinks && continued;
      this.#arrive(continued ? 'continued' : arrival, told);
    }
    if (arrival === 'returned' && behind !== null) {
      this.seat.heard = behind.seat.heard;
      this.#heardBefore = behind.seat.heard;
      this.code = behind.code;
      this.link = behind.link;
      this.isClosed = behind.isClosed;
      this.isPrivate = told.private ?? behind.isPrivate;
      this.#ownNumbers = behind.own;
      this.#mutedBefore = behind.muted;
    }
    if (!same && !continued) {
      this.#behind = arrival === 'moved' && left.seat !== null ? { ...left, seat: left.seat, until: 0 } : null;
    }
    this.#returning = this.#returning && continued; // then the answer to what was asked for is still to come
    const now = this.#clock.now();
    this.#reunion = continued ? now + REUNION : stays ? this.#reunion : arrival === 'returned' ? behind?.reunion ?? 0 : 0;
    const wait = this.#reunion - now;
    this.roster.seat(told, this.#mutedBefore, continued, wait > 0);
    this.#clock.cancel(this.#reunionTimer);
    if (wait > 0) {
      this.#reunionTimer = this.#clock.after(wait, () => this.roster.allCame());
    }
    this.#mutedBefore = [];
    this.#reloaded = false;
    this.#moving = this.#moving && continued;
    this.gone = false;
    this.departing = false;
    this.phase = 'seated';
    this.outbox.pace(told.limits);
    if (!same || wasLost || arrival === 'reloaded') {
      const missed = arrival === 'reseated' ? Math.max(0, told.n - lastHeard) : 0;
      this.#tell({ type: 'seated', arrival, room: told.room, user: told.user, missed });
    }
    if (continued) {
      this.outbox.forgetNumbers();
    } else if (!same) {
      this.outbox.strand();
    }
    if (arrival === 'reloaded' || !(same || continued)) {
      for (const entry of this.outbox.unsaid) {
        this.#tell({ type: 'pending', entry, line: this.#own(entry) });
        this.#tell({ type: 'send-state', entry });
      }
    }
    this.outbox.open();
    if (same && wasLost && this.#longestHold > this.#usualHold) {
      this.#connection.send({ type: 'hold', seconds: this.#hidden ? this.#longestHold : 0 });
    }
    this.#tell({ type: 'people' });
    this.#tell({ type: 'alone', alone: this.roster.alone });
    if (this.isPrivate && this.code === '') {
      this.#connection.send({ type: 'invite' });
    }
  }

  /** The last number heard at this room, though the seat may be gone. */
  #heardBefore = 0;

  /**
   * Another room.
   *
   * @param {Arrival} arrival
   * @param {any} told
   */
  #arrive(arrival, told) {
    if (arrival === 'moved') { // among strangers, as was asked for
      this.isClosed = false;
      this.isPrivate = false;
      this.#request = { ...this.#request, invite: '', isPrivate: false };
      this.code = '';
      this.link = '';
    } else if (!this.isClosed || arrival === 'continued') { // a code may be gone with the server that made it
      this.code = '';
      this.link = '';
    }
    this.isPrivate = told.private ?? this.isPrivate;
  }

  /** @param {any} said */
  #said(said) {
    const own = said.place === this.roster.me;
    const marked = own && said.id !== undefined;
    if (own) {
      this.#ownNumbers.add(said.n);
      if (this.#ownNumbers.size > OWN_NUMBERS) {
        this.#ownNumbers.delete(Math.min(...this.#ownNumbers));
      }
    }
    const waited = marked && this.outbox.confirm(said.id);
    if (marked) {
      const went = this.#uncounted;
      if (went && said.n >= went.from && said.n <= went.to) {
        went.count--;
      }
      this.#tell({ type: 'confirmed', id: said.id, n: said.n });
    }
    const known = this.seat === null || said.n <= this.seat.heard;
    if (this.seat !== null && !known) {
      this.seat.heard = said.n;
      this.#heardBefore = said.n;
    }
    if (waited && !known) {
      this.#tellOfLinks(said);
    }
    if (waited || known) {
      return; // ours, or told again
    }
    const member = this.roster.at(said.place);
    if (member !== undefined) {
      member.typingUntil = 0;
    }
    const name = this.roster.self?.user ?? '';
    this.#tell({
      type: 'said',
      line: {
        id: member?.id ?? 0,
        place: said.place,
        user: said.user,
        text: said.message,
        action: said.action === true,
        own,
        muted: member?.muted === true,
        classic: member?.classic === true,
        mentionsMe: !own && (mentionsName(said.message, name, this.roster.others.map((one) => one.user)) || this.#ownNumbers.has(said.re)),
        newcomer: !own && said.newcomer === true,
        n: said.n,
        re: said.re ?? 0,
      },
    });
    if (member?.muted !== true) {
      this.#tellOfLinks(said);
    }
    this.#tell({ type: 'typing' });
  }

  /**
   * Why links of the first minute stay text, the reader's own too: once in a room.
   *
   * @param {any} said
   */
  #tellOfLinks({ newcomer }) {
    if (newcomer === true && !this.#toldOfLinks) {
      this.#toldOfLinks = true;
      this.#tell({ type: 'note', note: { kind: 'newcomer-links' } });
    }
  }

  /** @param {any} what */
  #reacted({ n, place, user, reaction, off }) {
    const member = this.roster.at(place);
    if (member?.muted !== true && typeof reaction === 'string' && reaction.length <= 64) {
      this.#tell({
        type: 'reacted',
        reaction: { n, id: member?.id ?? 0, user, own: place === this.roster.me, reaction, off: off === true },
      });
    }
  }

  /** @param {{room: string, seconds: number}} what */
  #held({ room, seconds }) {
    if (this.#behind !== null && this.#behind.seat.room === room) {
      this.#behind.until = this.#clock.now() + seconds * 1000 - LATE;
      this.#tell({ type: 'way-back', room, until: this.#behind.until });
    }
  }

  /** @param {any} who */
  #joined(who) {
    if (who.place === this.roster.me) {
      return;
    }
    const wasAlone = this.roster.alone;
    this.roster.join(who);
    this.#tell({ type: 'note', note: { kind: 'joined', user: who.user, classic: who.classic === true } });
    this.#tell({ type: 'people' });
    this.#tell({ type: 'alone', alone: false });
    if (wasAlone) {
      this.#tell({ type: 'company' });
    }
  }

  /** @param {any} who */
  #left(who) {
    if (who.place === this.roster.me) {
      return; // our own close
    }
    const classic = this.roster.at(who.place)?.classic === true;
    this.roster.leave(who.place);
    this.#tell({ type: 'note', note: { kind: 'left', user: who.user, classic } });
    this.#tell({ type: 'people' });
    if (this.roster.alone) {
      this.#tell({ type: 'alone', alone: true });
    }
  }

  /** @param {any} who */
  #presence(who) {
    const member = this.roster.at(who.place);
    if (member === undefined || who.place === this.roster.me) {
      return;
    }
    member.state = who.type === 'away' ? 'away' : 'here';
    member.typingUntil = 0;
    const kind = who.type === 'away' && who.next === true ? 'elsewhere' : who.type;
    this.#tell({ type: 'note', note: { kind, user: who.user, classic: member.classic } });
    this.#tell({ type: 'people' });
  }

  /** @param {any} who */
  #renamed(who) {
    const member = this.roster.at(who.place);
    if (member !== undefined) {
      member.user = who.to;
      if (who.place === this.roster.me) {
        this.#request.user = who.to;
        this.#renaming = null;
      }
      if (!member.muted) {
        this.#tell({ type: 'note', note: { kind: 'renamed', user: who.user, to: who.to, classic: member.classic } });
      }
      this.#tell({ type: 'people' });
    }
  }

  /** @param {{from: number, to: number}} what */
  #missed({ from, to }) {
    if (this.seat !== null && to > this.seat.heard) {
      const count = to - Math.max(from, this.seat.heard + 1) + 1;
      this.#uncounted = {
        from: this.#uncounted?.from ?? this.seat.heard + 1, to, count: count + (this.#uncounted?.count ?? 0), marks: this.outbox.inDoubt,
      };
      this.seat.heard = to;
      this.#heardBefore = to;
    }
  }

  /** Tells how much went by that others said, once it is known what became of what the reader said. */
  #countMissed() {
    const went = this.#uncounted;
    if (went && !this.outbox.inDoubt.some((id) => went.marks.includes(id))) {
      this.#uncounted = null;
      const { count } = went;
      count > 0 && this.#tell({ type: 'note', note: { kind: 'missed', count } });
    }
  }

  /** @param {any} told */
  #vote(told) {
    const me = told.place === this.roster.me;
    this.#moving ||= me && told.moved === true;
    this.#tell({ type: 'vote', told, by: this.roster.at(told.by)?.user ?? '', mine: told.by === this.roster.me, me,
      classic: this.roster.at(told.place)?.classic === true });
  }

  /** @param {any} no */
  #refused(no) {
    if (no.reason === 'unknown-type') {
      return; // the answer of a server that does not know ping
    }
    this.#clock.cancel(this.#late);
    if (no.id !== undefined) {
      this.outbox.refuse(no.id, no.reason, no.message, no.retryMillis);
      return;
    }
    const back = this.#returning && no.reason === 'nowhere-else';
    const away = this.#moving && no.reason === 'voted-away'; // there is no other seat
    this.#moving = false;
    this.#returning = false;
    if (away || ENDS.has(no.reason)) {
      this.#out(no.reason, no.message);
    } else if (back) {
      this.#tell({ type: 'no-way-back' });
    } else if (this.phase === 'seated' && this.#renaming !== null) {
      const { user, draft } = this.#renaming;
      this.#renaming = null;
      this.#tell({ type: 'not-renamed', draft: draft || `/nick ${user}`, reason: no.reason, sentence: no.message });
    } else if (this.phase === 'seated') {
      this.#tell({ type: 'refused', reason: no.reason, sentence: no.message });
    } else {
      this.#notLetIn(no.reason, no.message, no.retryMillis);
    }
  }

  /**
   * On the way in, or back.
   *
   * @param {string} reason
   * @param {string} sentence
   * @param {number} retryMillis
   */
  #notLetIn(reason, sentence, retryMillis) {
    switch (reason) {
      case 'stale-seat':
        this.seat = null;
        if (this.isClosed && this.code === '') {
          this.#closed('private-gone', '');
        } else {
          this.#enter();
        }
        break;
      case 'no-seat':
      case 'rate':
      case 'too-many-reservations':
      case 'too-many-seats':
      case 'too-many-rooms':
        this.#tell({ type: 'waiting', reason, sentence });
        this.#clock.cancel(this.#retry);
        this.#retry = this.#clock.after(Math.max(retryMillis, RETRY_ENTER), () => this.#enter());
        break;
      case 'draining':
      case 'too-late':
        this.#tell({ type: 'waiting', reason, sentence }); // the server closes, and we come again
        break;
      case 'already-seated':
        break; // an earlier question was answered
      case 'unknown-invite':
        this.#closed(this.#reloaded ? 'private-gone' : reason, sentence);
        break;
      default:
        this.#out(reason, sentence);
    }
  }

  /**
   * There is no such room, or no longer.
   *
   * @param {string} reason what is told on the way in
   * @param {string} sentence
   */
  #closed(reason, sentence) {
    if (this.phase === 'lost') {
      this.#roomGone();
    } else {
      this.#out(reason, sentence);
    }
  }

  /** @param {{room: string, address: string, seat?: string}} to */
  #movedTo(to) {
    if (to.address === this.#host) {
      if (this.seat !== null && to.seat !== undefined) {
        this.seat = { ...this.seat, secret: to.seat };
      }
    } else {
      this.#tell({ type: 'moved', address: to.address, room: to.room, seat: to.seat ?? '' });
    }
  }

  // ---- what the reader does

  /**
   * Says a draft, or does what it commands.
   *
   * @param {string} draft
   * @param {number} [re] the number of the message that it answers
   * @returns {Outcome}
   */
  say(draft, re = 0) {
    const parsed = parse(draft);
    switch (parsed.kind) {
      case 'nothing':
        return { taken: false, why: 'nothing', name: '', word: '' };
      case 'say':
        if (blank(parsed.text)) {
          return { taken: false, why: 'nothing', name: '', word: '' };
        }
        if (bytes(parsed.text) > this.textLimit) {
          return { taken: false, why: 'too-long', name: '', word: '' };
        }
        this.#typedAt = -Infinity;
        this.outbox.add(parsed.text, parsed.action, (entry) => this.#tell({ type: 'pending', entry, line: this.#own(entry) }), re);
        return { taken: true };
      case 'unknown':
        return { taken: false, why: parsed.kind, name: '', word: parsed.word };
      case 'incomplete':
      case 'surplus':
        return { taken: false, why: parsed.kind, name: parsed.name, word: parsed.word };
      case 'command':
        if (parsed.name === 'join' && inviteCode(parsed.about) === '') {
          return { taken: false, why: 'incomplete', name: 'join', word: parsed.word }; // it leads nowhere
        }
        return this.#obey(parsed.name, parsed.about, draft) ? { taken: true } : { taken: false, why: 'not-sent', name: parsed.name, word: '' };
    }
  }

  /**
   * @param {Exclude<import('./commands.js').CommandName, 'me'>} name
   * @param {string} about
   * @param {string} draft the whole line
   * @returns {boolean} whether it is done, or nothing can be: not where it needs a seat and there is none at present
   */
  #obey(name, about, draft) {
    switch (name) {
      case 'nick':
        return this.rename(about, draft);
      case 'mute':
      case 'unmute':
      case 'vote': {
        if (name === 'vote' && !this.#isSeated()) {
          return false;
        }
        const member = this.roster.placed(about);
        if (member) {
          this.toMember(name, member);
        } else {
          this.#tell({ type: 'called', command: name, name: about, members: this.roster.others }); // as they sit there now
        }
        break;
      }
      case 'who':
      case 'report':
      case 'about':
      case 'clear':
      case 'help':
      case 'encrypted':
      case 'code':
        this.#tell({ type: 'command', name });
        break;
      case 'newkey':
        if (!this.#isSeated()) {
          return false;
        }
        this.#tell({ type: 'command', name });
        break;
      case 'next':
        return this.askNext();
      case 'back':
        return this.goBack();
      case 'invite':
        return this.invite();
      case 'join':
        this.#tell({ type: 'confirm', departure: { kind: 'join', code: inviteCode(about), given: about } });
        break;
      case 'private':
        this.#tell({ type: 'confirm', departure: { kind: 'private' } });
        break;
      case 'quit':
        this.leave();
        break;
    }
    return true;
  }

  /** Whether there is a seat and a connection; the reader is told if not. */
  #isSeated() {
    if (this.phase !== 'seated') {
      this.#tell({ type: 'not-sent' });
    }
    return this.phase === 'seated';
  }

  /**
   * Sends what the reader does, or tells that it cannot be sent.
   *
   * @param {object} message
   */
  #send(message) {
    return this.#isSeated() && this.#connection.send(message);
  }

  /**
   * @param {Entry} entry
   * @returns {Line}
   */
  #own(entry) {
    const self = this.roster.self;
    return {
      id: self?.id ?? 0,
      place: this.roster.me,
      user: self?.user ?? this.#request.user,
      text: entry.text,
      action: entry.action,
      own: true,
      muted: false,
      classic: false,
      mentionsMe: false,
      newcomer: false,
      n: 0,
      re: entry.re,
    };
  }

  /** A key was pressed in the field, with something in it. */
  typing() {
    const now = this.#clock.now();
    if (this.phase === 'seated' && now - this.#typedAt > TYPING_EVERY) {
      this.#typedAt = now;
      this.#connection.send({ type: 'typing' });
    }
  }

  /** Whether the reader is asked before leaving for good: somebody would be left, or only an invitation leads back. */
  get asksFirst() {
    return this.isPrivate || !this.roster.alone;
  }

  /**
   * Another room: at once, for a while there is a way back; asks first where else only an invitation leads back.
   *
   * @returns {boolean} false where the connection is lost
   */
  askNext() {
    if (!this.gone && !this.#isSeated()) {
      return false;
    }
    if (this.isPrivate) {
      this.#tell({ type: 'confirm', departure: { kind: 'next' } });
    } else {
      this.depart({ kind: 'next' });
    }
    return true;
  }

  /**
   * Leaves this room for another: for one that has to be asked for, when there is a seat at it.
   *
   * @param {Departure} departure
   * @param {() => void} [leaving] is called when it leaves
   * @param {boolean} [encrypted] whether the other room is
   */
  depart(departure, leaving = () => {}, encrypted = false) {
    if (this.gone) {
      leaving();
      this.goOn({ invite: departure.kind === 'join' ? departure.code : '', isPrivate: departure.kind === 'private' });
      return;
    }
    if (departure.kind === 'next') {
      this.#moving = this.#send({ type: 'next', keep: true });
      return;
    }
    const to = {
      user: this.roster.self?.user ?? this.#request.user,
      invite: departure.kind === 'join' ? departure.code : '',
      isPrivate: departure.kind === 'private',
    };
    /** @param {Seat | null} seat what is held there */
    const go = (seat) => {
      leaving();
      this.departing = true;
      this.#connection.send({ type: 'leave' });
      this.#out('', '');
      this.join(to);
      this.seat = seat;
    };
    const asked = ++this.#asked;
    const wanted = () => this.#asked === asked;
    this.#find(to, encrypted, wanted).then(({ seat, refused }) => {
      wanted() && seat !== undefined && go(seat);
      wanted() && refused && this.#tell(refused);
    }, () => wanted() && this.#tell({ type: 'not-sent' }));
  }

  /**
   * Back to the room that was left a moment ago, while its seat is held.
   *
   * @returns {boolean} false where the connection is lost
   */
  goBack() {
    if (this.#behind === null || this.#clock.now() >= this.#behind.until) {
      this.#tell({ type: 'no-way-back' });
      return true;
    }
    this.#returning = this.#send({ type: 'return' });
    return this.#returning;
  }

  /**
   * Shows what the reader thinks of a message, or no longer.
   *
   * @param {number} n its number
   * @param {string} reaction
   * @param {boolean} off
   */
  react(n, reaction, off) {
    this.#send({ type: 'react', n, reaction, ...(off ? { off } : {}) });
  }

  /**
   * The page went out of sight, where phones cut its connection, or came back: the seat is to be
   * held for longer meanwhile.
   *
   * @param {boolean} hidden
   */
  background(hidden) {
    if (hidden === this.#hidden) {
      return;
    }
    this.#hidden = hidden;
    if (this.#longestHold > this.#usualHold && this.phase === 'seated') {
      this.#connection.send({ type: 'hold', seconds: hidden ? this.#longestHold : 0 });
      this.holdSeconds = hidden ? this.#longestHold : this.#usualHold;
    }
  }

  /**
   * Asks for the invitation to this room, to be shown.
   *
   * @returns {boolean} false where it is not known and the connection is lost
   */
  invite() {
    if (this.code !== '' && this.link !== '') {
      this.#tell({ type: 'invited', code: this.code, link: this.link, asked: true });
      return true;
    }
    this.#asksInvite = this.#send({ type: 'invite' });
    return this.#asksInvite;
  }

  /**
   * @param {string} user
   * @param {string} [draft] the line that asks for the name
   * @returns {boolean} false where the connection is lost
   */
  rename(user, draft = '') {
    const sent = this.#send({ type: 'rename', user });
    this.#renaming = sent ? { user, draft } : null;
    return sent;
  }

  /**
   * @param {Member} member
   * @param {string} reason
   */
  vote({ place, id }, reason) {
    this.#send({ type: 'vote', place, ...(this.seat?.member ? { member: id } : {}), reason });
  }

  /**
   * @param {number} vote
   * @param {boolean} yes
   */
  ballot(vote, yes) {
    this.#send({ type: 'ballot', vote, yes });
  }

  /**
   * Does what a command asks for to the member that it means.
   *
   * @param {'mute' | 'unmute' | 'vote'} command
   * @param {Member} member
   */
  toMember(command, member) {
    if (command === 'vote') {
      this.#tell({ type: 'why-vote', member });
    } else {
      this.mute(member.id, command === 'mute');
    }
  }

  /**
   * @param {number} id of a member
   * @param {boolean} muted
   */
  mute(id, muted) {
    const member = this.roster.withId(id);
    if (member !== undefined) {
      member.muted = muted;
      this.#tell({ type: 'muted', member });
      this.#tell({ type: 'people' });
    }
  }
}
