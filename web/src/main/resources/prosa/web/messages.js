// @ts-check
import { languages } from './languages.js';
import { language } from './settings.js';

/**
 * The sentences of the page in the reader's language: the only module that knows where they come
 * from. Elements of index.html name their sentence: `data-message` as their text,
 * `data-message-label`, `data-message-title`, `data-message-placeholder` as attributes.
 *
 * The build writes the sentences themselves, `messages-TAG.js`, from the catalogue in messages/.
 *
 * @typedef {typeof import('./messages-en.js').messages} Messages
 */

/** @type {Messages} */
export let messages;

const ATTRIBUTES = /** @type {const} */ ([
  ['label', 'aria-label'],
  ['title', 'title'],
  ['placeholder', 'placeholder'],
]);

/** The languages that are written from right to left. */
const RIGHT_TO_LEFT = /^(?:ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/u;

/** Loads the sentences of the chosen language and puts those of the static page in their places. */
export async function loadMessages() {
  const tag = language();
  const loaded = await import(`./messages-${tag}.js`);
  messages = /** @type {Messages} */ (loaded.messages);
  document.documentElement.lang = tag;
  document.documentElement.dir = RIGHT_TO_LEFT.test(tag) ? 'rtl' : 'ltr';
  listLanguages();
  for (const element of document.querySelectorAll('[data-message]')) {
    element.textContent = sentence(element.getAttribute('data-message'));
  }
  for (const [name, attribute] of ATTRIBUTES) {
    for (const element of document.querySelectorAll(`[data-message-${name}]`)) {
      element.setAttribute(attribute, sentence(element.getAttribute(`data-message-${name}`)));
    }
  }
}

/** Lists the languages by their own names, on the way in and in the settings. */
function listLanguages() {
  for (const id of ['language', 'set-language']) {
    const choice = document.getElementById(id);
    for (const [tag, name] of languages) {
      if (choice !== null && choice.querySelector(`[value="${tag}"]`) === null) {
        const option = new Option(name, tag);
        option.lang = tag;
        choice.append(option);
      }
    }
  }
}

/** @param {string | null | undefined} key */
function sentence(key) {
  const found = /** @type {Record<string, unknown>} */ (messages)[key ?? ''];
  if (typeof found !== 'string') {
    throw new Error(`there is no sentence ${key}`);
  }
  return found;
}

/**
 * What to say for a refusal: our sentence for its code, else the server's.
 *
 * @param {string} reason
 * @param {string} given the server's own, in English
 */
export function refusal(reason, given) {
  return Object.hasOwn(messages.refused, reason) ? messages.refused[reason] : given;
}
