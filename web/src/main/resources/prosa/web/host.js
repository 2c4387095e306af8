// @ts-check
import { BASE, byId } from './dom.js';
import { findLinks } from './links.js';
import { messages } from './messages.js';
import { language } from './settings.js';
import { visible } from './text.js';

/**
 * What the host of this server says, shown before a name is given and by `/about`: what the server is called, a
 * welcome, how to reach the host, and terms. Plain text; web addresses in it become links.
 *
 * @typedef {{name: string, contact: string, welcome: Record<string, string>, terms: Record<string, string>}} Words
 */

/**
 * Shows what there is.
 *
 * @param {Words} words
 */
export function showHost(words) {
  const welcome = chosen(words.welcome);
  const terms = chosen(words.terms);
  fill('host-name', words.name);
  fill('host-welcome', welcome);
  fill('host-contact', words.contact);
  byId('host-contact-line').hidden = words.contact === '';
  fill('host-terms-text', terms);
  byId('host-terms').hidden = terms === '';
  byId('host').hidden = words.name === '' && welcome === '' && words.contact === '' && terms === '';
}

/**
 * Asks again what the host says, and tells it part by part, or why it cannot be told.
 *
 * @param {(part: string | Node, kind: string) => void} tell
 */
export async function tellHost(tell) {
  try {
    const answer = await fetch(new URL('host', BASE), { cache: 'no-store' });
    if (!answer.ok) {
      throw new Error(`the server answered ${answer.status}`);
    }
    for (const part of partsOf(await answer.json())) {
      const text = document.createElement('span');
      write(text, part);
      tell(text, 'words');
    }
  } catch {
    tell(messages.lineLost, 'trouble');
  }
}

/**
 * What there is of it, for the eye and the ear one after the other.
 *
 * @param {Words} words
 * @returns {string[]}
 */
function partsOf(words) {
  const terms = chosen(words.terms);
  const parts = [
    words.name,
    chosen(words.welcome),
    words.contact === '' ? '' : `${messages.hostContact} ${words.contact}`,
    terms === '' ? '' : `${messages.hostTerms}:\n${terms}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? [messages.hostSilent] : parts;
}

/** @param {Record<string, string>} texts */
function chosen(texts) {
  return texts[language()] ?? texts[''] ?? '';
}

/**
 * @param {string} id
 * @param {string} text
 */
function fill(id, text) {
  const element = byId(id);
  element.replaceChildren();
  element.hidden = text === '';
  write(element, text);
}

/**
 * Plain text, and links.
 *
 * @param {Element} element
 * @param {string} text
 */
function write(element, text) {
  let from = 0;
  for (const link of findLinks(text)) {
    const anchor = document.createElement('a');
    anchor.href = link.href;
    anchor.textContent = visible(link.shown);
    anchor.rel = 'noopener noreferrer nofollow ugc';
    anchor.target = '_blank';
    element.append(visible(text.slice(from, link.start)), anchor);
    from = link.end;
  }
  element.append(visible(text.slice(from)));
}
