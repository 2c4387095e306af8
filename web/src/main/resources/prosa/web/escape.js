// @ts-check
import { hidePrompt } from './prompts.js';
import { TAKEN_BY_INPUT_METHOD } from './composer.js';
import { byId } from './dom.js';
import { laterMessages } from './later.js';

/**
 * Escape closes a prompt as its *Stay* does, and the keyboard goes back where it was; without a prompt it leads to the field. What is
 * written stays. Dialogs, which the browser closes, and what is completed or answered in the field come first. Loaded after the first view.
 */

/** The prompts that it closes, the most urgent first; the others offer what is not asked for a second time, or end by themselves. */
const CLOSABLE = ['ballot', 'why', 'confirm', 'newkey', 'offer', 'no', 'voted-away', 'report'];

/** @type {Map<string, Element | null>} where the keyboard was before a prompt took it */
const from = new Map();

/** @param {string} kind */
function promptOf(kind) {
  return /** @type {HTMLElement | null} */ (byId('notices').querySelector(`.card[data-kind="${kind}"]`));
}

/**
 * Gives a prompt the keyboard.
 *
 * @param {string} kind
 */
export function focusPrompt(kind) {
  const box = promptOf(kind);
  if (box !== null && !box.contains(document.activeElement)) {
    from.set(kind, document.activeElement);
    box.querySelector('button')?.focus();
  }
}

/**
 * Closes a prompt as its last answer does, which changes nothing: the one with the keyboard, or the most urgent. A vote is
 * closed without a vote.
 *
 * @returns {string} its title; empty if there is nothing to close
 */
function closeCard() {
  const open = CLOSABLE.flatMap((kind) => promptOf(kind) ?? []);
  const box = open.find((one) => one.contains(document.activeElement)) ?? open[0];
  if (box === undefined) {
    return '';
  }
  const kind = box.dataset.kind ?? '';
  const before = box.contains(document.activeElement) ? from.get(kind) : null;
  const closes = /** @type {HTMLElement | null} */ (box.querySelector('.closes'));
  closes === null ? hidePrompt(kind) : closes.click();
  if (before instanceof HTMLElement && before !== document.body && before.isConnected) {
    before.focus(); // nothing happens if it is not to be seen any more
  }
  return box.querySelector('.first')?.textContent ?? '';
}

/**
 * Does so from now on.
 *
 * @param {import('./composer.js').Composer} composer
 */
export function closeByEscape(composer) {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD
      || byId('room').hidden || document.querySelector('dialog[open]') !== null) {
      return;
    }
    const closed = closeCard();
    if (closed === '') {
      composer.focus();
    } else {
      void laterMessages().then((later) => composer.tell(later.promptClosed(closed)));
    }
  });
}
