import * as alerts from './alerts.js';
import { JoinForm } from './join-form.js';
import { Connection } from './connection.js';
import { card, Log, uncard } from './log.js';
import { Outbox } from './outbox.js';
import { Panels } from './panels.js';
import { Seats } from './seats.js';
import { keep, settings } from './settings.js';
import { Roster } from './roster.js';
import { byId, bytes, make, visible } from './text.js';
import { refusal, loadMessages, messages } from './messages.js';

/**
 * The page's own course: the way in, the seat, what the server tells, what the reader does.
 *
 * A seat is `{room, place, seat, heard}`: the secret with which to come back to it, and the last number
 * that was heard there. It lives in this page; a reload takes it along in the tab's session storage,
 * from which it is taken out at once, so that a copy of the tab has no copy of the seat.
 */

const SEAT = 'prosa.seat';
const TYPES_EVERY = 3000;
const RETRY = 5000;

/** @type {{room: string, place: number, seat: string, heard: number} | null} */ let mine = null;
/** What was asked for on the way in. */
let wish = { user: '', invite: '', isPrivate: false };
/** Whether the table is one that strangers are not seated at, or that one was invited to. */
let closed = false;
let code = '';
let showsInvite = false;
let callsMe = false;
let moving = false;
let seated = false;
let away = false;
let typedAt = -Infinity;
let limit = 8192;
let version = '';

const table = new Roster();
const log = new Log();
const panels = new Panels({ rename, mute, invite, redraw });
const seats = new Seats(table, (place) => panels.member(table, place));
const entry = new JoinForm(sitDown);
const line = new Connection(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/talk`, {
  text: hear,
  open: () => {},
  lost,
});
const outbox = new Outbox((message) => line.send(message), fate, () => line.drop());

// ---- coming in

/** @param {{user: string, invite: string, isPrivate: boolean}} wanted */
function sitDown(wanted) {
  wish = wanted;
  closed = wish.isPrivate || wish.invite !== '';
  code = wish.invite;
  showsInvite = wish.isPrivate;
  keep({ name: wish.user });
  alerts.tune();
  line.stop();
  line.start();
}

function enter() {
  /** @type {Record<string, unknown>} */
  const asks = { type: 'enter', user: wish.user };
  if (mine !== null) {
    asks.seat = mine.seat;
    asks.heard = mine.heard;
  } else if (code !== '') {
    asks.invite = code;
  } else if (wish.isPrivate) {
    asks.private = true;
  }
  line.send(asks);
}

/** Back to the way in, with a word about why. @param {string} why */
function goOut(why) {
  line.stop();
  outbox.shut();
  mine = null;
  seated = false;
  away = false;
  callsMe = false;
  table.room = '';
  panels.closeAll();
  uncard();
  log.clear();
  byId('room').hidden = true;
  alerts.call('Prosa');
  entry.show(why);
}

// ---- what the server says

/** @param {any} said */
function hear(said) {
  switch (said.type) {
    case 'hello':
      greet(said);
      break;
    case 'seated':
      sit(said);
      break;
    case 'said':
      heard(said);
      break;
    case 'joined':
      joined(said);
      break;
    case 'left':
      left(said);
      break;
    case 'away':
    case 'back':
      presence(said);
      break;
    case 'passed':
      log.note(messages.passed(said.count));
      break;
    case 'renamed':
      renamed(said);
      break;
    case 'typing':
      table.types(said.place);
      stirred();
      break;
    case 'invited':
      code = said.code;
      if (showsInvite) {
        showsInvite = false;
        panels.invite(code);
      }
      break;
    case 'offer':
      offer(said.room);
      break;
    case 'missed':
      missed(said);
      break;
    case 'refused':
      refused(said);
      break;
    case 'draining':
      log.note(messages.draining, 'trouble');
      break;
    case 'moved':
      moved(said);
      break;
  }
}

/** @param {{version: string}} hello */
function greet(hello) {
  if (version !== '' && version !== hello.version) {
    card('newer', messages.newer, '', 'next', [messages.reload, () => location.reload(), true]);
  }
  version = hello.version;
  enter();
}

/** A seat, new or the same: the message may come at any time, as the whole truth. @param {any} news */
function sit(news) {
  const same = mine !== null && mine.room === news.room && mine.place === news.place;
  const first = table.room === '';
  const wasAway = away;
  mine = {
    room: news.room,
    place: news.place,
    seat: news.seat,
    heard: same && mine !== null ? mine.heard : news.n,
  };
  limit = news.limits.text ?? news.limits.message;
  if (!same) {
    log.clear();
    seats.hush();
    if (moving) { // among strangers, as was asked for
      closed = false;
      wish = { ...wish, invite: '', isPrivate: false };
      entry.forgetInvite();
    }
    if (!closed) {
      code = '';
    }
  }
  table.seat(news);
  seated = true;
  away = false;
  entry.hide();
  byId('room').hidden = false;
  byId('room-name').textContent = visible(news.room);
  byId('room-kind').hidden = !wish.isPrivate;
  state('');
  outbox.pace(news.limits);
  if (!same) {
    arrived(news, first);
  } else if (wasAway) {
    log.note(messages.backAtSeat);
  }
  if (table.alone) {
    sitsAlone();
  } else {
    uncard('alone');
    uncard('offer');
  }
  outbox.open();
  redraw();
}

/** @param {any} news @param {boolean} first */
function arrived(news, first) {
  const words = first ? messages.youSit : moving ? messages.youMoved : messages.seatGone;
  log.note(words(visible(news.room), visible(news.user)), 'strong');
  for (const one of outbox.strand()) {
    log.pending(one, news.place, news.user);
    fate(one);
  }
  moving = false;
  callsMe = false;
  uncard();
  alerts.call(`Prosa · ${visible(news.room)}`);
  if (first) {
    byId('say').focus();
  }
  if (wish.isPrivate && code === '') {
    line.send({ type: 'invite' });
  }
}

/** @param {any} said */
function heard(said) {
  const own = said.place === table.me;
  const waited = own && said.id !== undefined && outbox.confirm(said.id);
  const shown = own && said.id !== undefined && log.confirm(said.id);
  const known = mine === null || said.n <= mine.heard;
  if (mine !== null && !known) {
    mine.heard = said.n;
  }
  if (shown || waited || known) {
    return; // ours, or told again
  }
  const member = table.at(said.place);
  const muted = member?.muted === true;
  if (member !== undefined) {
    member.typing = 0;
  }
  log.said(said, own, muted);
  if (!own && !muted) {
    alerts.said(messages.somebodySpoke);
    seats.shout(said.place, said.message);
  }
  stirred();
}

/** @param {any} who */
function joined(who) {
  if (who.place === table.me) {
    return;
  }
  const lonely = table.alone;
  log.forget(who.place);
  table.join(who.place, who.user, who.classic === true);
  log.note(messages.satDown(visible(who.user)));
  uncard('alone');
  uncard('offer');
  if (lonely) {
    alerts.company(messages.somebodySat, callsMe);
    callsMe = false;
  }
  redraw();
}

/** @param {any} who */
function left(who) {
  if (who.place === table.me) {
    return; // our own goodbye
  }
  log.forget(who.place);
  table.leave(who.place);
  log.note(messages.rose(visible(who.user)));
  if (table.alone) {
    sitsAlone();
  }
  redraw();
}

/** @param {any} who */
function presence(who) {
  const member = table.at(who.place);
  if (member === undefined || who.place === table.me) {
    return;
  }
  member.state = who.type === 'away' ? 'away' : 'here';
  member.typing = 0;
  log.note((who.type === 'away' ? messages.wentAway : messages.cameBack)(visible(who.user)));
  redraw();
}

/** @param {any} who */
function renamed(who) {
  const member = table.at(who.place);
  if (member !== undefined) {
    member.user = who.to;
    log.note(messages.renamed(visible(who.user), visible(who.to)));
    if (who.place === table.me) {
      wish.user = who.to;
      keep({ name: who.to });
    }
    redraw();
  }
}

/** @param {{from: number, to: number}} what */
function missed({ from, to }) {
  if (mine !== null && to > mine.heard) {
    log.note(messages.missed(to - Math.max(from, mine.heard + 1) + 1), 'trouble');
    mine.heard = to;
  }
}

/** @param {any} no */
function refused(no) {
  const why = refusal(no.reason, no.message);
  if (no.id !== undefined) {
    outbox.refuse(no.id, no.reason, why, no.retryMillis);
    return;
  }
  moving = false;
  if (no.reason === 'resumed-elsewhere') {
    goOut(why);
  } else if (seated) {
    card('no', why, '', 'bell', [messages.close, () => uncard('no')]);
  } else {
    notLetIn(no.reason, why, no.retryMillis);
  }
}

/** On the way in, or back. @param {string} reason @param {string} why @param {number} retry */
function notLetIn(reason, why, retry) {
  switch (reason) {
    case 'stale-seat':
      mine = null;
      if (closed && code === '') {
        goOut(messages.privateGone); // never put among strangers unasked
      } else {
        enter();
      }
      break;
    case 'no-seat':
    case 'too-many-reservations':
    case 'too-many-seats':
    case 'too-many-rooms':
      entry.trouble(why);
      setTimeout(() => seated || enter(), Math.max(retry, RETRY));
      break;
    case 'draining':
    case 'too-late':
      entry.trouble(why); // the server closes, and we come again
      break;
    case 'unknown-invite':
      goOut(table.room === '' ? why : messages.privateGone);
      entry.forgetInvite();
      break;
    default:
      goOut(why);
  }
}

/** @param {any} to */
function moved(to) {
  card('moved', messages.movedTo(visible(to.address)), '', 'next', [messages.follow, () => {
    location.assign(`${location.protocol}//${to.address}/`);
  }, true]);
}

// ---- the connection

/** @param {number} tryAt */
function lost(tryAt) {
  outbox.shut();
  if (table.room === '') {
    entry.connecting(tryAt);
    return;
  }
  if (seated) {
    seated = false;
    away = true;
    showWaiting();
  }
  counting(tryAt);
}

/** @type {number | undefined} */ let ticking;

/** @param {number} tryAt */
function counting(tryAt) {
  clearTimeout(ticking);
  const seconds = Math.max(0, Math.ceil((tryAt - performance.now()) / 1000));
  const now = make('button', 'link', messages.tryNow);
  now.type = 'button';
  now.onclick = () => {
    line.again();
    byId('say').focus();
  };
  state(messages.lost(seconds), ...seconds > 1 ? [now] : []);
  if (seconds > 0) {
    ticking = setTimeout(() => counting(tryAt), 1000);
  }
}

/** @param {string} sentence @param {...Node} more */
function state(sentence, ...more) {
  if (sentence === '') {
    clearTimeout(ticking);
  }
  byId('link-state').replaceChildren(sentence, ' ', ...more);
  byId('link-state').hidden = sentence === '';
  byId('room').classList.toggle('cut', sentence !== '');
}

// ---- alone, and offers

function sitsAlone() {
  card('alone', messages.alone, messages.aloneMore, 'bell',
    [messages.callMe, () => void callMe(), true],
    [messages.invite, invite]);
}

async function callMe() {
  callsMe = true;
  alerts.tune();
  const notes = await alerts.mayNotify();
  if (notes) {
    keep({ notify: true });
  }
  if (!table.alone) {
    return; // somebody came while the browser asked
  }
  card('alone', messages.alone, notes ? messages.willCallNotify : messages.willCall, 'bell', [messages.invite, invite]);
}

/** @param {string} room */
function offer(room) {
  card('offer', messages.offer(visible(room)), '', 'next',
    [messages.goThere, next, true],
    [messages.stay, () => uncard('offer')]);
  alerts.company(messages.somebodySat, false);
}

// ---- what the reader does

function next() {
  moving = line.send({ type: 'next' });
}

function invite() {
  if (code !== '') {
    panels.invite(code);
  } else {
    showsInvite = line.send({ type: 'invite' });
  }
}

function leave() {
  line.send({ type: 'leave' });
  outbox.clear();
  goOut('');
}

/** @param {string} user */
function rename(user) {
  line.send({ type: 'rename', user });
}

/** @param {number} place @param {boolean} muted */
function mute(place, muted) {
  const member = table.at(place);
  if (member !== undefined) {
    member.muted = muted;
    log.mute(place, muted);
    redraw();
  }
}

/** @param {string} text */
function say(text) {
  const [, command, rest] = /^\/([^\s/]*)\s*(.*)$/su.exec(text) ?? [];
  switch (command) {
    case undefined:
      post(text.startsWith('//') ? text.slice(1) : text, false);
      break;
    case 'me':
      if (rest !== '') {
        post(rest, true);
      }
      break;
    case 'nick':
      rename(rest);
      break;
    case 'next':
      next();
      break;
    case 'invite':
      invite();
      break;
    case 'leave':
      leave();
      break;
    case 'help':
      log.note(messages.help);
      break;
    default:
      log.note(messages.unknownCommand(`/${command}`), 'trouble');
  }
}

/** @param {string} text @param {boolean} action */
function post(text, action) {
  const me = table.at(table.me);
  outbox.add(text, action, (made) => log.pending(made, table.me, me?.user ?? wish.user));
  seats.shout(table.me, text);
}

/** @param {import('./outbox.js').Entry | null} one */
function fate(one) {
  if (one !== null) {
    log.fate(one, (again) => outbox.again(again), (drop) => outbox.discard(drop));
  }
  showWaiting();
}

// ---- drawing

function redraw() {
  seats.draw();
  stirred();
}

/** @type {number | undefined} */ let stirring;

/** Who is typing; looked at again when that may be over. */
function stirred() {
  clearTimeout(stirring);
  const typists = table.typists;
  const names = typists.map((one) => visible(one.user));
  byId('typing').textContent = names.length === 0 ? ''
    : names.length === 1 ? messages.typingOne(names[0])
    : names.length === 2 ? messages.typingTwo(names[0], names[1])
    : messages.typingMany;
  seats.draw();
  if (typists.length > 0) {
    const over = Math.min(...typists.map((one) => one.typing)) - performance.now();
    stirring = setTimeout(stirred, Math.max(50, over + 20));
  }
}

function showWaiting() {
  const field = byId('say');
  const room = limit - bytes(field.value);
  const waiting = outbox.waiting;
  byId('say-note').textContent = room < limit / 5 ? (room < 0 ? messages.bytesTooMany(-room) : messages.bytesLeft(room))
    : waiting > 0 ? messages.waiting(waiting)
    : '';
  byId('say-note').classList.toggle('trouble', room < 0);
}

// ---- the field

function grow() {
  const field = byId('say');
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + 2}px`;
}

byId('say').addEventListener('input', () => {
  grow();
  showWaiting();
  const now = performance.now();
  if (byId('say').value.trim() !== '' && now - typedAt > TYPES_EVERY && seated) {
    typedAt = now;
    line.send({ type: 'typing' });
  }
});

byId('say').addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId('composer').requestSubmit();
  }
});

byId('composer').addEventListener('submit', (/** @type {Event} */ event) => {
  event.preventDefault();
  const field = byId('say');
  const text = field.value.trim();
  if (text === '' || bytes(text) > limit) {
    field.focus();
    return;
  }
  field.value = '';
  typedAt = -Infinity;
  grow();
  say(text);
  showWaiting();
  field.focus();
});

// ---- the page

document.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target).closest('[data-do]');
  switch (target?.getAttribute('data-do')) {
    case 'invite':
      invite();
      break;
    case 'next':
      next();
      break;
    case 'leave':
      leave();
      break;
    case 'settings':
      panels.settings();
      break;
    case 'close':
      panels.closeAll();
      break;
    case 'language':
      keep({ language: target?.getAttribute('lang') ?? 'auto' });
      void relabel();
      break;
  }
});

async function relabel() {
  await loadMessages();
  entry.relabel();
  if (table.room !== '') {
    redraw();
    if (table.alone && document.querySelector('.card[data-kind="alone"]') !== null) {
      sitsAlone();
    }
  }
}

panels.relabel = relabel;

addEventListener('pagehide', () => {
  if (mine !== null) {
    try {
      sessionStorage.setItem(SEAT, JSON.stringify({ mine, code, closed, isPrivate: wish.isPrivate }));
    } catch {
      // withheld: a reload is a new guest
    }
  }
});

/** The seat that a reload took along, if this is one. */
function returning() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(SEAT) ?? 'null');
    sessionStorage.removeItem(SEAT);
    return stored;
  } catch {
    return null;
  }
}

await loadMessages();
const invited = /^\/r\/([\w-]{1,64})$/u.exec(location.pathname)?.[1] ?? '';
const back = returning();
if (back?.mine && settings.name !== '' && (invited === '' || invited === back.code)) {
  wish = { user: settings.name, invite: invited, isPrivate: back.isPrivate === true };
  mine = back.mine;
  code = back.code;
  closed = back.closed;
  entry.show('', invited);
  line.start();
} else {
  entry.show('', invited);
}
