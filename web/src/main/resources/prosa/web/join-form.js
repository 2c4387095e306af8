import { keep, settings } from './settings.js';
import { byId } from './text.js';
import { messages } from './messages.js';

/** The way in: one field, and Enter. */
export class JoinForm {
  #invite = '';
  #sitDown;

  /** @param {(wish: {user: string, invite: string, isPrivate: boolean}) => void} sitDown */
  constructor(sitDown) {
    this.#sitDown = sitDown;
    byId('enter').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#go(false);
    });
    byId('private').onclick = () => this.#go(true);
    byId('name').addEventListener('input', () => this.trouble(''));
  }

  /** @param {boolean} isPrivate */
  #go(isPrivate) {
    const field = byId('name');
    const user = field.value.trim();
    if (user === '') {
      this.trouble(messages.nameNeeded);
      field.focus();
      return;
    }
    keep({ name: user });
    this.trouble('');
    this.#sitDown({ user, invite: isPrivate ? '' : this.#invite, isPrivate });
  }

  /** Shows it. @param {string} why a word about why one is here again @param {string} [invite] a code */
  show(why, invite) {
    if (invite !== undefined) {
      this.#invite = invite;
    }
    byId('name').value = settings.name;
    byId('invited').hidden = this.#invite === '';
    byId('entry').hidden = false;
    this.trouble(why);
    byId('name').focus();
    byId('name').select();
  }

  hide() {
    byId('entry').hidden = true;
    this.trouble('');
  }

  /** The invite leads nowhere any more. */
  forgetInvite() {
    this.#invite = '';
    byId('invited').hidden = true;
    history.replaceState(null, '', '/');
  }

  /** Says what is in the way; nothing is, if it is empty. @param {string} sentence */
  trouble(sentence) {
    byId('name-trouble').textContent = sentence;
    byId('name-trouble').classList.remove('calm');
    byId('name').toggleAttribute('aria-invalid', sentence !== '');
  }

  /** The connection is not there yet. @param {number} tryAt */
  connecting(tryAt) {
    const seconds = Math.ceil((tryAt - performance.now()) / 1000);
    this.trouble(tryAt === 0 ? messages.connecting : messages.lost(Math.max(0, seconds)));
    byId('name-trouble').classList.toggle('calm', tryAt === 0);
    byId('name').removeAttribute('aria-invalid');
  }

  /** The words are others now. */
  relabel() {
    this.trouble('');
  }
}
