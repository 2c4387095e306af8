// @ts-check
import { languages } from './languages.js';

/**
 * What this browser keeps: the name and the settings, under one key, and never a message. Where
 * storage is withheld, they last as long as the page.
 *
 * @typedef {{name: string, theme: string, language: string, sound: boolean, notify: boolean}} Settings
 */

const KEY = 'prosa';

/** @type {Settings} */
const kept = { name: '', theme: 'auto', language: 'auto', sound: false, notify: false };

try {
  const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}');
  for (const field of /** @type {(keyof Settings)[]} */ (Object.keys(kept))) {
    if (typeof stored?.[field] === typeof kept[field]) {
      Object.assign(kept, { [field]: stored[field] });
    }
  }
} catch {
  // withheld, or not ours: the defaults are good
}

/** The settings as they are. */
export const settings = /** @type {Readonly<Settings>} */ (kept);

/**
 * Changes some settings.
 *
 * @param {Partial<Settings>} some
 */
export function keep(some) {
  Object.assign(kept, some);
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // withheld: they last as long as the page
  }
  const root = document.documentElement;
  if (kept.theme === 'auto') {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = kept.theme;
  }
}

/** The tag of the page's language: what was chosen, or the first of the browser's that the page speaks. */
export function language() {
  for (const wanted of [kept.language, ...navigator.languages]) {
    const primary = wanted.toLowerCase().split('-')[0];
    const spoken = languages.find(([tag]) => tag.split('-')[0] === primary);
    if (spoken !== undefined) {
      return spoken[0];
    }
  }
  return 'en';
}
