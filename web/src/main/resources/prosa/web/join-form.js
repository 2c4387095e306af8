// @ts-check
import { BASE, button, byId } from './dom.js';
import { messages, refusal } from './messages.js';
import { keep, settings } from './settings.js';

/** How often the number of people is asked for, in milliseconds. */
const COMPANY = 15000;

/**
 * The way in: one field, and Enter. Says what is in the way, and what can be done about it.
 *
 * @typedef {import('./session.js').Request} Request
 */
export class JoinForm {
  #invite = '';
  #does;
  /** @type {Promise<unknown> | null} until then it is not known what the way in is */ ready = null;
  /** @type {any} */ #companyTimer;

  /** @param {{join: (request: Request, encrypted: boolean) => void, tryNow: () => void, cancel: () => void, forgetInvite: () => void}} does */
  constructor(does) {
    this.#does = does;
    byId('enter').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.go(false);
    });
    byId('private').onclick = () => this.go(true);
    byId('name').addEventListener('input', () => this.trouble(''));
    byId('name').addEventListener('blur', () => byId('name').setAttribute('aria-describedby', 'name-trouble'));
    byId('join-now').onclick = () => does.tryNow();
    byId('join-cancel').onclick = () => {
      does.cancel();
      byId('name').focus();
    };
  }

  /**
   * Asks for a seat, if there is a name.
   *
   * @param {boolean} isPrivate
   * @param {boolean} [encrypted] whether the private table is
   */
  go(isPrivate, encrypted = false) {
    const field = byId('name');
    const user = field.value.trim();
    if (user === '') {
      this.trouble(messages.nameNeeded);
      byId('name').setAttribute('aria-invalid', 'true');
      field.focus();
      return;
    }
    keep({ name: user });
    this.trouble('');
    this.#goOn();
    const join = () => this.#does.join({ user, invite: isPrivate ? '' : this.#invite, isPrivate }, encrypted);
    if (this.ready === null) {
      join();
    } else {
      void this.ready.then(join, () => this.trouble(messages.lineLost));
    }
  }

  /** Says how many people are there, while the form is shown; nothing where that is not known. */
  async #company() {
    clearTimeout(this.#companyTimer);
    if (byId('entry').hidden) {
      return;
    }
    try {
      if (!document.hidden) {
        const answer = await fetch(new URL('people', BASE), { cache: 'no-store' });
        const { people, tables } = answer.ok ? await answer.json() : { people: -1, tables: 0 };
        byId('company').textContent = people > 0 && tables > 0 ? messages.peopleAtRooms(people, messages.roomsCounted(tables))
          : people === 0 ? messages.nobodyYet : '';
      }
    } catch {
      byId('company').textContent = '';
    }
    this.#companyTimer = setTimeout(() => void this.#company(), COMPANY);
  }

  /** The code that the page was opened with. */
  get invite() {
    return this.#invite;
  }

  /** @param {string} code */
  set invite(code) {
    this.#invite = code;
    this.#goOn();
  }

  /**
   * Shows it.
   *
   * @param {string} reason a code about why one is here again; empty for none
   * @param {string} sentence
   * @param {boolean} [isClosed] whether one is not to be put among strangers unasked
   */
  show(reason, sentence, isClosed = false) {
    byId('name').value = settings.name;
    byId('entry').hidden = false;
    void this.#company();
    this.#idle();
    this.#goOn();
    this.#explain(reason, sentence, isClosed);
    byId('name').focus();
    byId('name').select();
    byId(byId('stopped').hidden ? 'name-trouble' : 'stopped').scrollIntoView({ block: 'nearest' });
  }

  /**
   * Says why, and offers what can be done.
   *
   * @param {string} reason
   * @param {string} sentence
   * @param {boolean} isClosed
   */
  #explain(reason, sentence, isClosed) {
    switch (reason) {
      case '':
        this.trouble('');
        break;
      case 'unknown-invite':
        this.invite = '';
        this.#does.forgetInvite();
        this.#stop(messages.inviteEnded, messages.inviteEndedNote, this.#elsewhere('primary small'));
        break;
      case 'table-full':
        byId('invited').hidden = true;
        this.#stop(messages.fullRoom, messages.fullRoomNote, this.#again(isClosed), this.#elsewhere('quiet small'));
        break;
      case 'private-gone':
        this.invite = '';
        this.#does.forgetInvite();
        this.#stop(messages.roomClosed, messages.privateGone, this.#elsewhere('primary small'));
        break;
      case 'bad-name':
        this.trouble(refusal(reason, sentence));
        byId('name').setAttribute('aria-invalid', 'true');
        break;
      case 'room-closed':
      case 'voted-away': // its invitation would meet the same refusal
        this.invite = '';
        this.#does.forgetInvite();
        // falls through
      default:
        this.#stop(messages.notSeated, refusal(reason, sentence), this.#again(isClosed));
    }
  }

  /**
   * The same again: a private table is named where no invitation says which one it is.
   *
   * @param {boolean} isClosed
   */
  #again(isClosed) {
    const isPrivate = isClosed && this.#invite === '';
    return button('primary small', isPrivate ? messages.openPrivate : messages.again, () => this.go(isPrivate));
  }

  /** @param {string} className */
  #elsewhere(className) {
    return button(className, messages.joinStrangers, () => {
      this.invite = '';
      this.#does.forgetInvite();
      this.go(false);
    });
  }

  /**
   * Says why there is no seat, and what the next step is.
   *
   * @param {string} title
   * @param {string} note
   * @param {...HTMLElement} steps
   */
  #stop(title, note, ...steps) {
    this.trouble('');
    byId('stopped-title').textContent = title;
    byId('stopped-note').textContent = note;
    byId('next-steps').replaceChildren(...steps);
    byId('stopped').hidden = false;
    byId('entry').classList.add('no-seat'); // room for it, instead of the welcome
  }

  hide() {
    byId('entry').hidden = true;
    this.trouble('');
    this.#goOn();
    this.#idle();
  }

  /**
   * Says what is in the way; nothing is, if it is empty. A screen reader is told at once, and by the
   * field's description only when it comes to the field again: otherwise it would hear it twice.
   *
   * @param {string} sentence
   */
  trouble(sentence) {
    byId('name').removeAttribute('aria-describedby');
    byId('name-trouble').textContent = sentence;
    byId('name').removeAttribute('aria-invalid');
  }

  /** Nothing stops anybody any more. */
  #goOn() {
    byId('stopped').hidden = true;
    byId('entry').classList.remove('no-seat');
    byId('next-steps').replaceChildren();
    byId('invited').hidden = this.#invite === '';
  }

  #idle() {
    byId('join-state').hidden = true;
    byId('enter').classList.remove('busy');
  }

  /**
   * The connection is not there yet.
   *
   * @param {boolean} now whether it is being tried
   */
  connecting(now) {
    this.#busy(now ? messages.connecting : messages.unreachable);
    byId('join-now').hidden = now;
  }

  /**
   * No seat is free at the moment; it is tried again.
   *
   * @param {string} sentence
   */
  waiting(sentence) {
    this.#busy(`${sentence} ${messages.keepsAsking}`);
    byId('join-now').hidden = true;
    byId('join-countdown').textContent = '';
  }

  /** @param {string} sentence */
  #busy(sentence) {
    byId('name-trouble').textContent = '';
    this.#goOn();
    byId('join-state').hidden = false;
    byId('enter').classList.add('busy');
    if (byId('join-sentence').textContent !== sentence) {
      byId('join-sentence').textContent = sentence;
      byId('join-state').scrollIntoView({ block: 'nearest' });
    }
  }

  /** The language is another. */
  relabel() {
    this.trouble('');
    this.#goOn();
    void this.#company();
  }
}
