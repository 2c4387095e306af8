// @ts-check
/** Small tools for the page's nodes. Nothing that a member wrote is ever markup. */

/** The folder above this page's own files: where `talk`, `qr` and invitations are, also behind a
 * proxy that serves them under a path. */
export const BASE = new URL('../../', import.meta.url);

/**
 * A drawing of icons.svg.
 *
 * @param {string} name
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `${new URL('./icons.svg', import.meta.url).pathname}#${name}`);
  svg.append(use);
  return svg;
}

/**
 * An element with a class and content.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} [className]
 * @param {...(string | Node)} content
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, className, ...content) {
  const element = document.createElement(tag);
  if (className) {
    element.className = className;
  }
  element.append(...content);
  return element;
}

/**
 * A button that submits nothing.
 *
 * @param {string} className
 * @param {string} label
 * @param {() => void} act
 */
export function button(className, label, act) {
  const made = make('button', className, label);
  made.type = 'button';
  made.onclick = act;
  return made;
}

/**
 * The element with this id, which the page has.
 *
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) {
    throw new Error(`the page has no ${id}`);
  }
  return element;
}

/**
 * Whether what is typed goes into an element.
 *
 * @param {Element | null} element
 */
export function takesText(element) {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
    || (element instanceof HTMLInputElement && element.type === 'text');
}
