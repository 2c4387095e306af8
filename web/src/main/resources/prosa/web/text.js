/** How a message and a name become nodes: text, and links; nothing that a member wrote is markup. */

const LINK = /https?:\/\/[^\s<>"'`\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/giu;

/** Controls that show nothing or turn the direction of what follows; shown as what they are. */
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The text with controls escaped; lines may break. @param {string} text */
export function visible(text) {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(UNSEEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Fills `element` with a message: text and links. @param {Element} element @param {string} message */
export function write(element, message) {
  let from = 0;
  for (const found of message.matchAll(LINK)) {
    const address = trimmed(found[0]);
    const link = anchor(address);
    if (link === null) {
      continue;
    }
    element.append(visible(message.slice(from, found.index)), link);
    from = found.index + address.length;
  }
  element.append(visible(message.slice(from)));
}

/** Without the punctuation that ends a sentence, or a bracket that was opened before. @param {string} address */
function trimmed(address) {
  let end = address.length;
  while (end > 0 && '.,;:!?)]}…'.includes(address[end - 1])) {
    if (address[end - 1] === ')' && address.slice(0, end).split('(').length
        >= address.slice(0, end).split(')').length) {
      break;
    }
    end--;
  }
  return address.slice(0, end);
}

/** @param {string} address @returns {HTMLAnchorElement | null} */
function anchor(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return null;
  }
  const link = document.createElement('a');
  link.href = url.href;
  link.rel = 'noopener noreferrer nofollow ugc';
  link.target = '_blank';
  link.textContent = visible(address);
  link.title = url.href; // the host as the browser reads it: a look-alike shows as xn--
  return link;
}

const graphemes = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;

/** @param {string} text */
function firstOf(text) {
  return graphemes === null
    ? String.fromCodePoint(text.codePointAt(0) ?? 63)
    : graphemes.segment(text)[Symbol.iterator]().next().value?.segment ?? '?';
}

/** One or two characters that stand for a name. @param {string} name */
export function initials(name) {
  const parts = visible(name).split(/\s+/u).filter((part) => part !== '');
  if (parts.length === 0) {
    return '?';
  }
  const first = firstOf(parts[0]);
  return (parts.length > 1 && /^\p{Letter}/u.test(first)
    ? first + firstOf(parts[parts.length - 1])
    : first).toLocaleUpperCase();
}

/** The hue of a place: neighbours at the table differ most. @param {number} place */
export function hue(place) {
  return Math.round((place * 137.508 + 250) % 360);
}

/** The bytes of UTF-8. @param {string} text */
export function bytes(text) {
  return new TextEncoder().encode(text).length;
}

/** A drawing of icons.svg. @param {string} name */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `${new URL('./icons.svg', import.meta.url).pathname}#${name}`);
  svg.append(use);
  return svg;
}

/** An element with a class and content. @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag @param {string} [className] @param {...(string | Node)} content
 * @returns {HTMLElementTagNameMap[T]} */
export function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...content);
  return element;
}

/** The element with this id, which the page has. @param {string} id @returns {any} */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`the page has no ${id}`);
  }
  return element;
}
