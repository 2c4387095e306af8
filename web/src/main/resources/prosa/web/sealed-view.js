// @ts-check
import { hidePrompt, keepPrompt, showPrompt } from './prompts.js';
import { clock } from './clock.js';
import { COMMANDS } from './commands.js';
import { BASE, byId, button, icon, make } from './dom.js';
import { focusPrompt } from './escape.js';
import { laterMessages } from './later.js';
import { isLocal } from './links.js';
import { messages } from './messages.js';
import { alike } from './names.js';
import { SealedRoom, elsewhere, isDamaged, newSecret, secretIn } from './sealed-room.js';
import { visible } from './text.js';

/**
 * Encrypted tables as they are shown: the button and the commands that open one, who can read, the code
 * to compare, the link with its secret, and what is wrong. Loaded after the first view.
 *
 * @typedef {import('./session.js').Session} Session
 * @typedef {import('./session.js').SessionEvent} SessionEvent
 * @typedef {import('./session.js').Request} Request
 * @typedef {import('./session.js').Departure} Departure
 */

/** The pictures of the numbers of a code. */
const PICTURES = ('🐶 🐱 🐴 🐷 🐮 🐘 🐰 🐻 🐸 🐔 🐟 🐢 🦋 🐝 🌻 🌳 🌵 🍄 🌙 ⭐ 🌞 ☁️ 🔥 🌈 🍎 🍌 🍓 🌽 🍞 🧀 🥚 🍇 ⚽ 🎸'
  + ' 🎺 🥁 🔔 🎩 👓 👢 🧦 ☂️ 🔑 🔨 ✂️ 📎 ✏️ 📖 🕯️ 💡 ⏰ ☎️ 🎁 🎈 🏠 🚪 🪑 🚲 🚂 ✈️ 🚀 ⚓ 🏆 🐍').split(' ');

export class SealedView {
  /** The key of the server, which clients that are no page need. */ #serverKey = '';
  #session;
  #connection;
  #view;
  /** The secret that the page was opened with, for the invitation that it was opened with. */
  #given = '';
  #button;
  /** @type {Awaited<ReturnType<typeof laterMessages>> | null} */ #later = null;

  /**
   * @param {Session} session
   * @param {import('./connection.js').Connection} connection
   * @param {import('./room-view.js').RoomView} view
   */
  constructor(session, connection, view) {
    this.#session = session;
    this.#connection = connection;
    this.#view = view;
    this.#button = byId('encrypted');
    this.#button.onclick = () => view.form.go(true, true);
    const after = COMMANDS.findIndex((one) => one.name === 'private') + 1;
    COMMANDS.splice(after, 0, { name: 'encrypted', takes: 'nothing', aliases: ['cifrada', 'cifrado'] },
      { name: 'code', takes: 'nothing', aliases: ['código', 'codigo'] },
      { name: 'newkey', takes: 'nothing', aliases: ['novachave', 'nuevaclave'] });
    document.addEventListener('click', (event) => {
      if (/** @type {Element} */ (event.target).closest('[data-do="about"]') !== null) {
        this.#about();
      }
    });
    void this.label();
  }

  get #room() {
    return this.#connection.filter;
  }

  /** Whether this table is encrypted, and the seat at it is there. */
  get encrypted() {
    return (this.#room?.code.length ?? 0) > 0;
  }

  /**
   * Opens another encrypted table where this one is closed: the label, and what does it. Null if it was not encrypted.
   *
   * @returns {[string, () => void] | null}
   */
  get another() {
    if (!this.encrypted || this.#later === null) {
      return null;
    }
    return [this.#later.newEncryptedRoom, () => {
      this.#filter(newSecret());
      this.#session.goOn({ invite: '', isPrivate: true });
    }];
  }

  /** The next step of who lost a seat at an encrypted table, got one at another, or none at all, is to no other one unnamed. */
  #nameNextStep() {
    const again = document.querySelector('#next-steps button');
    if (again?.textContent === messages.again || again?.textContent === messages.openPrivate) {
      again.replaceWith(button('primary small', this.#button.textContent ?? '', () => this.#button.click()));
    }
  }

  /** Says in the reader's language what is always in sight. */
  async label() {
    const later = await laterMessages();
    this.#later = later;
    Object.assign(messages.refused, later.refused);
    Object.assign(messages.command, later.command);
    this.#button.replaceChildren(icon('lock'), make('span', '', later.openEncrypted));
    this.#button.title = later.newEncryptedRoomHint;
    this.#chip();
  }

  #chip() {
    if (this.encrypted && this.#later !== null) {
      const mark = this.#later.encryptedMark;
      const word = mark.charAt(0).toLocaleUpperCase() + mark.slice(1);
      this.#view.nameKind(word, word);
    }
  }

  // ---- the way in

  /** @param {string} secret empty for none */
  #filter(secret) {
    if (secret !== '' && crypto.subtle === undefined) {
      queueMicrotask(() => void this.#end((later) => later.encryptedNeedsHttps));
    }
    this.#connection.filter?.close();
    hidePrompt('newkey');
    if (secret !== '') {
      void alike(); // it is needed as soon as somebody else sits there
    }
    this.#connection.filter = secret === '' ? null : new SealedRoom(secret, {
      receive: (message) => this.#session.receive(message),
      send: (message) => this.#connection.write(message),
      fault: (fault, user, count) => void this.#fault(fault, user, count),
      key: (news) => void this.#key(news),
      end: () => void this.#end((later) => later.endedNotEncrypted),
      alike,
    }, clock);
  }

  /**
   * A seat is about to be asked for: it is sealed if the table is to be encrypted.
   *
   * @param {Request} request
   * @param {boolean} [encrypted] whether a new table is to be
   */
  request(request, encrypted = false) {
    this.#filter(encrypted ? newSecret() : request.invite === '' ? '' : secretIn(this.#given));
  }

  /**
   * The same of who leaves one table for another.
   *
   * @param {Departure} departure
   */
  departure(departure) {
    if (departure.kind !== 'next' || this.#session.gone) { // else one may come back
      this.#filter(departure.kind === 'join' ? secretIn(departure.given) : '');
    }
  }

  /**
   * Whether it leads to an encrypted table.
   *
   * @param {Departure} departure
   */
  seals(departure) {
    return departure.kind === 'join' && secretIn(departure.given) !== '';
  }

  /**
   * The invitation on the way in, or the seat that is kept over a reload, is that of this link, or of this secret.
   *
   * @param {string} link
   */
  take(link) {
    this.#given = link;
  }

  /**
   * The address of another server that an invitation leads to; empty if it leads to a table of this one. Null if it leads
   * nowhere from here, and the reader is told why: it is this table's own, or this page cannot follow it.
   *
   * @param {Extract<Departure, {kind: 'join'}>} departure
   */
  async leads({ code, given }) {
    let link = elsewhere(given, BASE);
    if (link !== '' && isLocal(BASE.hostname)) {
      link = elsewhere(given, BASE, await this.#hosts());
    }
    if (link !== '') {
      return link;
    }
    const secret = secretIn(given);
    const another = this.encrypted && secret !== '' && secret !== this.#room?.secret; // since the key changed
    if (code === this.#session.code && !another) {
      this.#view.show({ type: 'refused', reason: 'already-seated', sentence: '' });
      return null;
    }
    if (secret !== '' && crypto.subtle === undefined) {
      this.#view.show({ type: 'refused', reason: 'needs-https', sentence: (await laterMessages()).encryptedNeedsHttps });
      return null;
    }
    return '';
  }

  /**
   * What else this server is called, where the page is opened at a name of this computer: what it tells others then.
   *
   * @returns {Promise<string[]>}
   */
  async #hosts() {
    const { link } = this.#session;
    const hosts = await fetch(new URL('addresses', BASE))
      .then((answer) => answer.ok ? answer.json() : [])
      .catch(() => []);
    return [...hosts.map((/** @type {string} */ host) => `${BASE.protocol}//${host}`), ...(link === '' ? [] : [link])]
      .map((address) => new URL(address).host);
  }

  /** The page was opened by a link whose secret is damaged: it leads to no table, and to none without a secret. */
  refuseLink() {
    const name = byId('name').value;
    this.#view.form.show('unknown-invite', '');
    byId('name').value = name || byId('name').value;
    const note = byId('stopped-note').textContent;
    laterMessages().then((later) => {
      if (byId('stopped-note').textContent === note) {
        byId('stopped-note').textContent = later.linkDamaged;
      }
    }, () => {}); // it says then that the invitation has ended
  }

  /** The same of who comes back after a reload. */
  resume() {
    this.#filter(secretIn(this.#given));
  }

  /** @param {(later: Awaited<ReturnType<typeof laterMessages>>) => string} why */
  async #end(why) {
    const later = await laterMessages();
    this.#session.leave();
    this.#view.form.show('not-encrypted-here', why(later));
    this.#nameNextStep();
  }

  // ---- at the table

  /**
   * @param {SessionEvent} event
   * @returns {SessionEvent} what is shown instead
   */
  before(event) {
    if (event.type === 'confirm' && event.departure.kind === 'join') {
      return isDamaged(event.departure.given) ? { type: 'refused', reason: 'damaged-link', sentence: this.#later?.linkDamaged ?? '' } : event;
    }
    if (event.type === 'invited') {
      const [link, key = ''] = event.link.split('#');
      this.#serverKey = key;
      this.#nameSecret(this.encrypted ? `.${this.#room?.secret}` : '');
      queueMicrotask(() => this.#after(event));
      return { ...event, link };
    }
    queueMicrotask(() => this.#after(event));
    return event;
  }

  /**
   * What is behind the # of the link to this table.
   *
   * @param {string} secret with a full stop before it; empty if there is none
   */
  #nameSecret(secret) {
    const behind = this.#serverKey + secret;
    this.#view.dialogs.fragment = behind === '' ? '' : `#${behind}`;
  }

  /** @param {SessionEvent} event that is shown by now */
  #after(event) {
    switch (event.type) {
      case 'out':
        if (this.encrypted || (this.#room?.secret && this.#view.form.invite === '')) { // else the same link is tried again
          this.#nameNextStep();
        }
        break;
      case 'seated':
        this.#chip();
        if (this.encrypted && event.arrival !== 'resumed') {
          void this.#tellReaders();
        }
        break;
      case 'invited':
        void this.#lead();
        break;
      case 'command':
        if (event.name === 'code') {
          void this.#tellReaders();
        } else if (event.name === 'newkey') {
          void this.#newKey();
        } else if (event.name === 'encrypted') {
          void this.#askToLeave();
        }
        break;
    }
  }

  /** @param {Awaited<ReturnType<typeof laterMessages>>} later */
  #code(later) {
    const words = later.safetyWords.split(' ');
    return later.safetyCode((this.#room?.code ?? []).map((number) => `${PICTURES[number]} ${words[number]}`).join('  '));
  }

  async #tellReaders() {
    const later = await laterMessages();
    if (this.encrypted) {
      this.#view.log.note(later.encryptedRoom, '');
      this.#view.log.note(later.encryptedPage, '');
      this.#view.log.note(this.#code(later), 'strong');
    } else {
      this.#view.log.note(later.safetyNone, '');
    }
  }

  async #askToLeave() {
    const later = await laterMessages();
    hidePrompt('no');
    if (crypto.subtle === undefined) {
      this.#view.show({ type: 'refused', reason: 'needs-https', sentence: later.encryptedNeedsHttps });
      return;
    }
    keepPrompt('confirm', async () => {
      const now = await laterMessages();
      showPrompt('confirm', messages.leaveForAnother, this.#session.isPrivate ? messages.leavePrivateNote : messages.leaveNote, 'lock',
        [now.newEncryptedRoom, () => {
          hidePrompt('confirm');
          this.#session.depart({ kind: 'private' }, () => this.#filter(newSecret()), true);
        }, true],
        [messages.stay, () => hidePrompt('confirm'), 'closes']);
      focusPrompt('confirm');
    });
  }

  async #newKey() {
    if (this.encrypted) {
      hidePrompt('newkey');
      this.#room?.newKey();
    } else {
      this.#view.log.note((await laterMessages()).refused['not-encrypted'], '');
    }
  }

  /** @param {import('./sealed-room.js').KeyNews} news of a new key for this table */
  async #key(news) {
    if (news.type === 'changed') {
      const secret = this.#room?.secret ?? '';
      if (this.#view.form.invite === this.#session.code) {
        this.#given = secret; // else the invitation on the way in is another table's, and so is its secret
      }
      this.#nameSecret(`.${secret}`);
      /** @type {HTMLDialogElement} */ (/** @type {unknown} */ (byId('invite-dialog'))).close(); // its link opens nothing any more
    }
    const later = await laterMessages();
    const { log } = this.#view;
    if (news.type === 'asked' && !news.mine) {
      const asked = later.keyAsked(visible(news.user), news.seconds);
      log.note(asked, '');
      /** @param {boolean} yes */
      const answer = (yes) => () => {
        hidePrompt('newkey');
        yes ? this.#room?.newKey() : this.#room?.declineNewKey();
      };
      keepPrompt('newkey', async () => {
        const now = await laterMessages();
        showPrompt('newkey', now.keyAskTitle, now.keyAsked(visible(news.user), news.seconds), 'lock', [now.keyAgree, answer(true), true], [now.keyDecline, answer(false), 'closes']);
      });
      return;
    }
    if (news.type === 'asked') {
      log.note(later.keyAskedByYou(news.seconds), '');
      return;
    }
    hidePrompt('newkey');
    switch (news.type) {
      case 'stays':
        log.note(news.mine ? later.keyAsItWas : stays(later, news.why, visible(news.user)), '');
        break;
      case 'missed':
        log.note(later.keyMissed, 'trouble');
        break;
      case 'changed':
        log.note(news.with.length === 0 ? later.keyChangedAlone : later.keyChanged(news.with.map(visible).join(', ')), 'strong');
        if (news.without.length > 0) {
          log.note(later.keyWithout(news.without.map(visible).join(', ')), '');
        }
        log.note(this.#code(later), 'strong');
        break;
    }
  }

  /** What is said above the link. */
  async #lead() {
    const later = await laterMessages();
    const lead = document.querySelector('#invite-dialog [data-message="inviteLead"]');
    if (lead !== null) {
      lead.textContent = this.encrypted ? `${later.inviteEncrypted} ${later.inviteNoQr}` : messages.inviteLead;
    }
  }

  /** Who can read, where the dialog says who can come. */
  async #about() {
    const later = await laterMessages();
    const readers = document.querySelector('#about-dialog [data-message="aboutReaders"]');
    if (readers !== null) {
      readers.textContent = this.encrypted ? [later.encryptedRoom, later.encryptedPage, this.#code(later)].join('\n\n') : messages.aboutReaders;
      byId('about-line').hidden = this.encrypted && location.protocol !== 'https:'; // who carries it reads nothing
    }
  }

  /**
   * @param {import('./sealed-room.js').Fault} fault
   * @param {string} user
   * @param {number} count
   */
  async #fault(fault, user, count) {
    const later = await laterMessages();
    this.#view.log.note(wrong(later, fault, visible(user), count), 'trouble');
  }
}

/**
 * @param {Awaited<ReturnType<typeof laterMessages>>} messages
 * @param {import('./key-change.js').Why} why
 * @param {string} user
 */
function stays(messages, why, user) {
  return messages.keyStays[why](user);
}

/**
 * @param {Awaited<ReturnType<typeof laterMessages>>} messages
 * @param {import('./sealed-room.js').Fault} fault
 * @param {string} user
 * @param {number} count
 */
function wrong(messages, fault, user, count) {
  return messages.unopened[fault](user, count);
}
