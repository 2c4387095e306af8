// @ts-check
import * as alerts from './alerts.js';
import { hasPrompt, hidePrompt, keepPrompt, relabelPrompts, showPrompt } from './prompts.js';
import { ChatLog, withMarks } from './chat-log.js';
import { COMMANDS, synopsis } from './commands.js';
import { Composer } from './composer.js';
import { Dialogs } from './dialogs.js';
import { BASE, byId, make } from './dom.js';
import { Batch } from './frames.js';
import { JoinForm } from './join-form.js';
import { messages, refusal } from './messages.js';
import { SeatMap } from './seat-map.js';
import { keep } from './settings.js';
import { blank, visible } from './text.js';

/** How often who types and who speaks is drawn, in milliseconds. */
const ACTIVITY_MILLIS = 250;
/** How long what was said at the table that was left is kept, if the server does not tell. */
const WAY_BACK = 2000;

/**
 * Shows a session: turns each of its events into what is seen and heard, and what is clicked into
 * calls of the session. Decides nothing about seats or messages.
 *
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('./session.js').SessionEvent} SessionEvent
 * @typedef {import('./session.js').Note} Note
 * @typedef {import('./session.js').Departure} Departure
 */
export class RoomView {
  /** @type {Composer} */ composer;
  /** Whether the field had the focus before a reload. */
  refocus = false;
  /** @type {import('./sealed-view.js').SealedView | null} comes after the first view */ sealed = null;
  form;
  dialogs;
  #log;
  #seats;
  #session;
  /** @type {import('./message-menu.js').MessageMenu | null} comes after the first view */ #menu = null;
  #callMe = false;
  #activity = new Batch(() => this.#refreshActivity(), ACTIVITY_MILLIS);
  /** @type {any} */ #typingTimer;
  /** @type {any} */ #countdown;
  /** @type {any} */ #wayBackTimer;
  /** Why the others moved the reader away, until the next seat. */ #sentAway = '';

  /**
   * @param {Session} session
   * @param {() => void} tryNow tries to connect at once
   */
  constructor(session, tryNow) {
    this.#session = session;
    this.#log = new ChatLog(() => ({
      all: [...session.roster.members.values()].map((one) => one.user),
      own: session.roster.self?.user ?? '',
    }));
    this.composer = new Composer({
      say: (draft, re) => session.say(draft, re),
      typing: () => session.typing(),
      limit: () => session.textLimit,
      waiting: () => session.outbox.waiting,
      others: () => session.roster.others,
      up: () => this.#menu?.enter(),
      // where it cannot be loaded, that is told when the command is given
      command: () => void import('./vote.js').then(({ prepare }) => prepare(), () => {}),
    });
    this.#log.react = (n, reaction, off) => session.react(n, reaction, off);
    const more = make('link');
    more.rel = 'stylesheet';
    more.href = new URL('./later.css', import.meta.url).pathname;
    document.head.append(more);
    void import('./escape.js').then(({ closeByEscape }) => closeByEscape(this.composer));
    void import('./message-menu.js').then(({ MessageMenu }) => {
      this.#menu = new MessageMenu({
        reply: (target) => this.composer.answer(target),
        react: (n, reaction, off) => session.react(n, reaction, off),
        tell: (sentence) => this.composer.tell(sentence),
      });
    });
    this.dialogs = new Dialogs({
      rename: (user) => session.rename(user),
      mute: (id, muted) => session.mute(id, muted),
      vote: (id) => this.#askWhy(session.roster.withId(id)),
      mention: (user) => this.composer.mention(user),
    });
    this.form = new JoinForm({
      join: (request, encrypted) => {
        keep({ name: request.user });
        alerts.allowSound();
        this.sealed?.request(request, encrypted);
        session.join(request);
      },
      tryNow,
      cancel: () => session.leave(),
      forgetInvite: () => showPath(''),
    });
    this.#seats = new SeatMap(session.roster, (member) => this.dialogs.member(session.roster, member.id));
    byId('log').addEventListener('click', (/** @type {Event} */ event) => {
      const line = /** @type {Element} */ (event.target).closest('.by bdi, .said > .face')?.closest('.said');
      if (line) {
        this.dialogs.member(session.roster, Number(line.getAttribute('data-member')));
      }
    });
    byId('try-now').onclick = () => {
      tryNow();
      byId('try-now').focus();
    };
  }

  /** @param {SessionEvent} came */
  show(came) {
    const event = this.sealed?.before(came) ?? came;
    switch (event.type) {
      case 'connecting':
        this.#connecting(event.retryAt);
        break;
      case 'waiting':
        clearTimeout(this.#countdown);
        this.form.waiting(refusal(event.reason, event.sentence));
        break;
      case 'out':
        this.#out(event.reason, event.sentence);
        break;
      case 'seated':
        this.#seated(event);
        break;
      case 'lost':
        this.#lost(event.retryAt);
        break;
      case 'room-gone':
        this.#roomGone();
        break;
      case 'people':
        this.#seats.draw();
        this.dialogs.peopleChanged(this.#session.roster);
        this.#activity.ask();
        break;
      case 'typing':
        this.#activity.ask();
        break;
      case 'company':
        alerts.companyCame(messages.somebodySat, this.#callMe);
        this.#callMe = false;
        break;
      case 'alone':
        this.#alone(event.alone);
        break;
      case 'note':
        this.#note(event.note);
        break;
      case 'said':
        this.#said(event.line);
        break;
      case 'pending':
        this.#log.pending(event.entry, event.line);
        this.#seats.speech(event.line.place, '');
        this.#activity.ask();
        break;
      case 'confirmed':
        this.#log.confirm(event.id, event.n);
        break;
      case 'reacted':
        this.#log.reacted(event.reaction);
        break;
      case 'way-back':
        this.#wayBack(event.room, event.until);
        break;
      case 'no-way-back':
        this.#log.note(messages.noWayBack, 'trouble');
        break;
      case 'send-state':
        if (event.entry !== null) {
          this.#log.showSendState(event.entry, (entry) => this.#session.outbox.again(entry), (entry) => this.#session.outbox.discard(entry));
        }
        this.composer.showState();
        break;
      case 'muted':
        this.#log.mute(event.member.id, event.member.muted);
        void import('./vote.js').then(({ whoIsMuted }) => whoIsMuted(event.member, this.#session.roster, (sentence) => this.#log.note(sentence)));
        break;
      case 'invited':
        this.#invited(event.code, event.link, event.asked);
        break;
      case 'offer':
        void import('./arrival.js').then(({ offerRoom }) => offerRoom(event.room, this.#session));
        alerts.companyCame(messages.somebodySat, false);
        break;
      case 'confirm':
        this.#confirm(event.departure);
        break;
      case 'refused':
        hidePrompt('confirm');
        keepPrompt('no', () => showPrompt('no', refusal(event.reason, event.sentence), '', 'bell', [messages.close, () => hidePrompt('no'), 'closes']));
        break;
      case 'not-renamed':
        if (!this.dialogs.notRenamed(refusal(event.reason, event.sentence))) {
          this.composer.giveBack(event.draft, refusal(event.reason, event.sentence));
        }
        break;
      case 'command':
        this.#command(event.name);
        break;
      case 'why-vote':
        this.#askWhy(event.member);
        break;
      case 'vote':
        this.#vote(event);
        break;
      case 'called':
        void import('./vote.js').then(({ whoIsMeant }) => whoIsMeant(event, (member) => this.#session.toMember(event.command, member),
          (sentence) => this.#log.note(sentence, 'trouble')));
        break;
      case 'not-sent':
        this.composer.tell(this.#session.gone ? messages.roomClosed : messages.lineLost);
        break;
      case 'moved':
        void import('./arrival.js').then(({ offerToFollow }) => offerToFollow(event));
        break;
      case 'new-version':
        void import('./arrival.js').then(({ tellOfVersion }) => tellOfVersion());
        break;
    }
  }

  // ---- on the way in

  /** @param {number} retryAt */
  #connecting(retryAt) {
    clearTimeout(this.#countdown);
    this.form.connecting(retryAt === 0);
    this.#count(retryAt, byId('join-countdown'));
  }

  /**
   * @param {string} reason
   * @param {string} sentence
   */
  #out(reason, sentence) {
    clearTimeout(this.#countdown);
    clearTimeout(this.#typingTimer);
    this.#callMe = false;
    this.dialogs.closeAll();
    hidePrompt();
    if (reason === '') {
      this.#log.clear();
    } else {
      this.#leaveBehind();
      this.#log.forgetAside();
    }
    this.#seats.clearSpeech();
    if (!this.#session.departing) {
      this.composer.draft = '';
    }
    this.composer.answer(null);
    clearTimeout(this.#wayBackTimer);
    byId('room').hidden = true;
    this.#lineState(false);
    alerts.forget();
    alerts.setTitle('Prosa');
    showPath(this.form.invite === '' ? '' : `r/${this.form.invite}`);
    this.form.show(reason, sentence, this.#session.isClosed);
  }

  #leaveBehind() {
    this.#log.leaveBehind(() => this.#log.clearPast());
  }

  // ---- at the table

  /** @param {Extract<SessionEvent, {type: 'seated'}>} event */
  #seated({ arrival, room, user, missed }) {
    const session = this.#session;
    clearTimeout(this.#countdown);
    this.form.hide();
    byId('room').hidden = false;
    byId('room-name').textContent = visible(room);
    this.composer.fit();
    this.labelRoom();
    this.#lineState(false);
    hidePrompt('confirm');
    hidePrompt('offer');
    hidePrompt('moved');
    alerts.setTitle(`Prosa · ${visible(room)}`);
    showPath(session.isPrivate && session.code !== '' ? `r/${session.code}` : '');
    const names = /** @type {const} */ ([visible(room), visible(user)]);
    switch (arrival) {
      case 'first':
        this.#log.note(messages.youSit(...names), 'strong');
        this.composer.focus();
        break;
      case 'moved':
        this.#log.putAside();
        this.#seats.clearSpeech();
        this.composer.answer(null);
        this.form.invite = '';
        hidePrompt();
        this.#log.note(messages.youMoved(...names), 'strong');
        clearTimeout(this.#wayBackTimer);
        this.#wayBackTimer = setTimeout(() => this.#log.forgetAside(), WAY_BACK);
        break;
      case 'returned':
        clearTimeout(this.#wayBackTimer);
        this.#log.bringBack();
        this.#seats.clearSpeech();
        this.composer.answer(null);
        hidePrompt();
        this.#log.note(messages.backAtRoom(...names), 'strong');
        break;
      case 'resumed':
        this.#log.note(messages.backAtSeat);
        break;
      case 'reloaded':
        this.#log.note(messages.reloaded(...names), 'strong');
        if (this.refocus) {
          this.composer.focus();
        }
        break;
      case 'reseated':
        this.#log.divide(missed > 0 ? messages.wereAwayMissed(missed) : messages.wereAway);
        this.#log.note(messages.seatGone(...names), 'strong');
        break;
      case 'continued':
        this.#log.forgetNumbers();
        this.composer.answer(null);
        this.#log.note(messages.roomGoesOn(...names), 'strong');
        break;
      case 'elsewhere':
        this.#leaveBehind();
        this.#seats.clearSpeech();
        hidePrompt();
        this.#log.divide(messages.wereAway);
        this.#log.note(messages.seatGone(...names), 'strong');
        break;
    }
    const reason = this.#sentAway;
    if (reason !== '') {
      this.#sentAway = '';
      void import('./vote.js').then(({ sentAway }) => sentAway(reason));
    }
  }

  /** Who can come in, always in sight. */
  labelRoom() {
    const isPrivate = this.#session.isPrivate;
    this.nameKind(isPrivate ? messages.privateWord : messages.openRoom, isPrivate ? messages.privateWord : messages.openWord);
    byId('room-kind').classList.toggle('is-private', isPrivate);
  }

  /**
   * @param {string} name
   * @param {string} word the same where there is little room
   */
  nameKind(name, word) {
    byId('room-kind-name').textContent = name;
    byId('room-word').textContent = word;
  }

  /** @param {number} retryAt */
  #lost(retryAt) {
    const hold = this.#session.holdSeconds;
    byId('link-sentence').textContent = `${messages.lineLost} ${this.#session.seat === null ? '' : hold > 0 ? messages.seatHeldFor(hold) : messages.seatHeld}`;
    this.#lineState(true);
    this.composer.showState();
    clearTimeout(this.#countdown);
    this.#count(retryAt, byId('link-countdown'));
  }

  /** The table is closed: the talk stays, and the reader is asked where to go on. */
  #roomGone() {
    clearTimeout(this.#countdown);
    this.dialogs.closeAll();
    hidePrompt();
    this.#seats.clearSpeech();
    this.#lineState(false);
    this.composer.answer(null);
    this.composer.showState();
    this.form.invite = '';
    showPath('');
    this.nameKind(messages.roomClosed, messages.closedWord);
    void import('./arrival.js').then(({ offerAnotherRoom }) => offerAnotherRoom((isPrivate) => {
      this.sealed?.request({ user: '', invite: '', isPrivate });
      this.#session.goOn({ invite: '', isPrivate });
    }, () => this.sealed?.another ?? null));
  }

  /**
   * Shows the seconds until the next attempt; only to the eye: a screen reader is told once.
   *
   * @param {number} retryAt
   * @param {HTMLElement} element
   */
  #count(retryAt, element) {
    const seconds = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
    element.textContent = seconds > 0 ? messages.nextTry(seconds) : messages.trying;
    if (seconds > 0) {
      this.#countdown = setTimeout(() => this.#count(retryAt, element), 1000);
    }
  }

  /** @param {boolean} lost */
  #lineState(lost) {
    const focused = document.activeElement === byId('try-now');
    byId('link-state').hidden = !lost;
    byId('room').classList.toggle('cut', lost);
    if (!lost && focused) {
      this.composer.focus();
    }
  }

  /** @param {Note} note */
  #note(note) {
    switch (note.kind) {
      case 'joined':
        this.#log.presence(withMarks(messages.satDown, note), 'in');
        break;
      case 'left':
        this.#log.presence(withMarks(messages.rose, note), 'out');
        break;
      case 'away':
        this.#log.presence(withMarks(messages.wentAway, note), 'out');
        break;
      case 'elsewhere':
        this.#log.presence(withMarks(messages.wentElsewhere, note), 'out');
        break;
      case 'back':
        this.#log.presence(withMarks(messages.cameBack, note), 'in');
        break;
      case 'passed':
        this.#log.presence('', 'out', note.count);
        break;
      case 'renamed':
        this.#log.presence(withMarks(messages.renamed, note, { ...note, user: note.to }), 'in');
        if (this.#session.roster.self?.user === note.to) {
          this.dialogs.renamed();
          keep({ name: note.to });
        }
        break;
      case 'missed':
        this.#log.divide(messages.missed(note.count));
        break;
      case 'newcomer-links':
        this.#log.note(messages.newcomerLinks);
        break;
      case 'draining':
        this.#log.note(messages.draining(note.seconds), 'trouble');
        break;
      case 'open':
        this.#log.note(messages.staysOpen);
        break;
    }
  }

  /** @param {import('./session.js').Line} line */
  #said(line) {
    this.#log.said(line);
    if (!line.own && !line.muted) {
      alerts.messageCame(line.mentionsMe ? messages.somebodyMentioned : messages.somebodySpoke, line.mentionsMe);
      this.#seats.speech(line.place, blank(line.text) ? '' : line.text);
      this.#activity.ask();
    }
  }

  // ---- prompts

  /** @param {boolean} alone */
  #alone(alone) {
    if (!alone) {
      hidePrompt('alone');
      hidePrompt('offer');
    } else if (this.#session.isPrivate) {
      showPrompt('alone', messages.alone, messages.alonePrivate, 'lock', [messages.invite, () => this.#session.invite(), true],
        [messages.notifyMe, () => void this.#notifyMe()]);
    } else {
      showPrompt('alone', messages.alone, messages.aloneMore, 'bell', [messages.notifyMe, () => void this.#notifyMe(), true],
        [messages.invite, () => this.#session.invite()]);
    }
  }

  /**
   * The seat that was just left is held: for a while there is a way back to it.
   *
   * @param {string} room
   * @param {number} until by the clock
   */
  #wayBack(room, until) {
    void import('./arrival.js').then(({ offerWayBack }) => offerWayBack(room, until, this.#session));
    clearTimeout(this.#wayBackTimer);
    this.#wayBackTimer = setTimeout(() => {
      hidePrompt('way-back');
      this.#log.forgetAside();
    }, Math.max(0, until - performance.now()));
  }

  async #notifyMe() {
    this.#callMe = true;
    alerts.allowSound();
    const invite = /** @type {[string, () => void]} */ ([messages.invite, () => this.#session.invite()]);
    // The browser's question may stand for long, or never be answered: the rest works already.
    showPrompt('alone', messages.alone, alerts.notifiable() && Notification.permission === 'default'
      ? `${messages.willCall} ${messages.notifyAsking}` : messages.willCall, 'bell', invite);
    const notes = await alerts.mayNotify();
    if (notes) {
      keep({ notify: true });
    }
    if (hasPrompt('alone') && this.#callMe) {
      showPrompt('alone', messages.alone, notes ? messages.willCallNotify : messages.willCall, 'bell', invite);
    }
  }

  /** @param {Departure} departure */
  #confirm(departure) {
    const go = () => this.#session.depart(departure, () => this.sealed?.departure(departure), this.sealed?.seals(departure));
    void import('./arrival.js').then(({ confirmDeparture }) => confirmDeparture(departure, this.#session, this.sealed, go),
      () => this.composer.tell(messages.lineLost));
  }

  /**
   * @param {string} code
   * @param {string} link
   * @param {boolean} asked
   */
  #invited(code, link, asked) {
    if (this.#session.isPrivate) {
      showPath(`r/${code}`);
    }
    if (asked) {
      this.dialogs.invite(code, link);
    }
  }

  /** @param {Extract<SessionEvent, {type: 'command'}>['name']} name */
  #command(name) {
    switch (name) {
      case 'help':
        for (const one of COMMANDS) {
          this.#log.note(messages.spoken(synopsis(one.name, messages.takes), messages.command[one.name]), 'listed');
        }
        break;
      case 'who':
        this.#log.note(withMarks(messages.company, [...this.#session.roster.members.values()]));
        break;
      case 'report':
        void import('./report.js').then(({ report }) => report(
          this.#session.roster, (text, kind) => this.#log.note(text, kind), (sentence) => this.composer.tell(sentence)),
        () => this.#log.note(messages.lineLost, 'trouble'));
        break;
      case 'about':
        void import('./host.js').then(({ tellHost }) => tellHost((part, kind) => this.#log.note(part, kind)),
          () => this.#log.note(messages.lineLost, 'trouble'));
        break;
      case 'clear':
        this.#log.clearSaid();
        break;
    }
  }

  /** @param {import('./roster.js').Member | undefined} member */
  #askWhy(member) {
    if (member !== undefined) {
      void import('./vote.js').then(({ askWhy }) => askWhy(member, this.#session.roster, this.sealed?.encrypted === true, (reason) => this.#session.vote(member, reason)));
    }
  }

  /** @param {Extract<SessionEvent, {type: 'vote'}>} event */
  #vote(event) {
    const { told, me } = event;
    if (me && told.moved === true) {
      this.#sentAway = told.reason; // said at the next table
    } else {
      void import('./vote.js').then(({ voteCame }) => voteCame({ ...event, roster: this.#session.roster, encrypted: this.sealed?.encrypted === true }, (yes) => this.#session.ballot(told.vote, yes),
        (sentence) => this.#log.note(sentence)));
    }
  }

  // ---- what changes all the time, a few times a second

  #refreshActivity() {
    clearTimeout(this.#typingTimer);
    const now = performance.now();
    const typists = this.#session.roster.typists(now);
    const sentence = withMarks(typists.length === 0 ? () => ''
      : typists.length === 1 ? messages.typingOne
      : typists.length === 2 ? messages.typingTwo
      : () => messages.typingMany, ...typists);
    if (byId('typing').textContent !== sentence.textContent) {
      byId('typing').replaceChildren(sentence);
    }
    const change = this.#seats.refreshActivity();
    if (change < Infinity) {
      this.#typingTimer = setTimeout(() => this.#refreshActivity(), Math.max(50, change - now + 20));
    }
  }

  get log() {
    return this.#log;
  }

  /** Says everything again, in another language. */
  relabel() {
    this.form.relabel();
    void Promise.resolve(this.sealed?.label()).then(relabelPrompts);
    if (this.#session.roster.room !== '') {
      this.#seats.draw();
      this.#refreshActivity();
      this.labelRoom();
      this.composer.showState();
      if (hasPrompt('alone')) {
        this.#alone(true);
      }
    }
  }
}

/**
 * What the address bar shows: the page, or the invitation to this table.
 *
 * @param {string} path below the page's folder
 */
function showPath(path) {
  const url = new URL(path, BASE);
  if (location.pathname !== url.pathname) {
    history.replaceState(null, '', url.pathname);
  }
}
