// @ts-check
import { button, byId, icon, make } from './dom.js';

/** The prompts above the field: each asks or tells something, with its buttons; one of a kind at a time. */

/**
 * Shows a prompt.
 *
 * @param {string} kind
 * @param {string | Node} sentence
 * @param {string | Node} more
 * @param {string} drawing
 * @param {...[string, () => void, (boolean | 'closes')?]} buttons label, what it does, whether it is the main one, or what
 *   Escape does, too
 */
export function showPrompt(kind, sentence, more, drawing, ...buttons) {
  const box = make('div', 'card', icon(drawing));
  box.dataset.kind = kind;
  const says = make('div', 'says', make('p', 'first', sentence));
  if (more !== '') {
    says.append(make('p', 'note', more));
  }
  const acts = make('div', 'acts');
  for (const [label, act, is] of buttons) {
    const made = button(is === true ? 'primary small' : 'quiet small', label, act);
    made.classList.toggle('closes', is === 'closes');
    acts.append(made);
  }
  box.append(says, acts);
  const before = byId('notices').querySelector(`.card[data-kind="${kind}"]`);
  if (before === null) {
    byId('notices').append(box);
  } else {
    const focused = before.contains(document.activeElement);
    before.replaceWith(box);
    if (focused) {
      /** @type {HTMLElement | null} */ (box.querySelector('button'))?.focus();
    }
  }
}

/** @type {Map<string, () => void>} what shows a prompt again, in the language of now */
const again = new Map();

/**
 * Shows a prompt, and shows it again when the language has changed.
 *
 * @param {string} kind
 * @param {() => void} show
 */
export function keepPrompt(kind, show) {
  again.set(kind, show);
  show();
}

/** Says all prompts again, in the language that was chosen. */
export function relabelPrompts() {
  for (const [kind, show] of again) {
    if (hasPrompt(kind)) {
      show();
    } else {
      again.delete(kind);
    }
  }
}

/**
 * Whether one of a kind is shown.
 *
 * @param {string} kind
 */
export function hasPrompt(kind) {
  return byId('notices').querySelector(`.card[data-kind="${kind}"]`) !== null;
}

/**
 * Removes a prompt.
 *
 * @param {string} [kind] every prompt, if not given
 */
export function hidePrompt(kind) {
  for (const box of byId('notices').querySelectorAll(kind === undefined ? '.card' : `.card[data-kind="${kind}"]`)) {
    const focused = box.contains(document.activeElement);
    box.remove();
    if (focused) {
      byId('say').focus();
    }
  }
}
