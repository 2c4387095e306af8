// @ts-check
import { byId } from './dom.js';
import { findLinks } from './links.js';
import { language } from './settings.js';

/**
 * What the host of this server says, shown before a name is given: what the server is called, a
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
  let from = 0;
  for (const link of findLinks(text)) {
    const anchor = document.createElement('a');
    anchor.href = link.href;
    anchor.textContent = link.shown;
    anchor.rel = 'noopener noreferrer nofollow ugc';
    anchor.target = '_blank';
    element.append(text.slice(from, link.start), anchor);
    from = link.end;
  }
  element.append(text.slice(from));
}
