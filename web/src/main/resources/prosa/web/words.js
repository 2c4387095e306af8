import { language } from './settings.js';

/**
 * The words of the page in the language of the reader. Elements say which of them they show:
 * `data-w` as their text, `data-w-label`, `data-w-title`, `data-w-placeholder` as attributes.
 *
 * @typedef {typeof import('./words-en.js').words} Words
 */

/** @type {Words} */
export let w;

const PLACES = /** @type {const} */ ([
  ['label', 'aria-label'],
  ['title', 'title'],
  ['placeholder', 'placeholder'],
]);

/** Fetches the words, if they are not there yet, and puts them where they belong. */
export async function speak() {
  const tongue = language();
  const { words } = tongue === 'pt-BR' ? await import('./words-pt.js') : await import('./words-en.js');
  w = /** @type {Words} */ (words);
  document.documentElement.lang = tongue;
  for (const element of document.querySelectorAll('[data-w]')) {
    element.textContent = text(/** @type {HTMLElement} */ (element).dataset.w);
  }
  for (const [name, attribute] of PLACES) {
    for (const element of document.querySelectorAll(`[data-w-${name}]`)) {
      element.setAttribute(attribute, text(element.getAttribute(`data-w-${name}`)));
    }
  }
  const other = document.querySelector('[data-w="otherLanguage"]');
  other?.setAttribute('lang', tongue === 'en' ? 'pt-BR' : 'en');
}

/** @param {string | null | undefined} key */
function text(key) {
  const found = /** @type {Record<string, unknown>} */ (w)[key ?? ''];
  if (typeof found !== 'string') {
    throw new Error(`no words for ${key}`);
  }
  return found;
}

/** What to say for a refusal: our words for its code, else the server's sentence.
 * @param {string} reason @param {string} sentence */
export function refusal(reason, sentence) {
  return Object.hasOwn(w.refused, reason) ? w.refused[reason] : sentence;
}
