// @ts-check
import { make } from './dom.js';

/** Copying a text. Loaded with what copies. */

/**
 * Copies a text. On a page opened over plain http browsers withhold the clipboard: there the text is
 * selected in a field that nobody sees, and copied from it. To be called from a gesture.
 *
 * @param {string} text
 * @returns {Promise<boolean>} whether it is copied
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

/** @param {string} text */
function copySelected(text) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = make('textarea', 'unseen');
  field.value = text;
  field.readOnly = true; // no keyboard comes up
  // Behind an open dialog nothing can be selected.
  (document.querySelector('dialog[open]') ?? document.body).append(field);
  field.focus({ preventScroll: true });
  field.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    before?.focus({ preventScroll: true });
  }
}
