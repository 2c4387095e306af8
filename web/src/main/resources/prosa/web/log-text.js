// @ts-check
import { oneLine } from './text.js';

/**
 * What stands in the log, as text: copied lines, and those of a report. Loaded after the first view.
 *
 * Everything here is linear in what is looked at.
 */

/** The most messages of a report. */
const MOST = 200;

/**
 * Copies several lines as `name: text`.
 *
 * @param {ClipboardEvent} event
 * @param {Element} log
 */
export function copyLines(event, log) {
  const selection = getSelection();
  if (selection === null || selection.rangeCount === 0 || event.clipboardData === null) {
    return;
  }
  const range = selection.getRangeAt(0);
  const lines = [...log.querySelectorAll('.said:not(.silenced)')].filter((line) => range.intersectsNode(line));
  const alone = lines.length === 1 ? lines[0].querySelector('.bubble') : null;
  if (lines.length === 0 || (alone !== null && alone.contains(range.commonAncestorContainer))) {
    return; // a part of one text, as it is
  }
  event.preventDefault();
  event.clipboardData.setData('text/plain', lines.map((line) => {
    const text = line.querySelector('.bubble')?.textContent ?? '';
    return line.classList.contains('action') ? `* ${nameIn(line)} ${text}` : `${nameIn(line)}: ${text}`;
  }).join('\n'));
}

/** @param {Element} line */
function nameIn(line) {
  return oneLine(line.querySelector('.by bdi')?.textContent ?? '');
}

/**
 * What was said and shown at this table, or at the one that was closed, with the time, the place and the name, as far
 * as it is still in the log; also of who was muted then.
 *
 * @param {Element} log
 * @param {import('./roster.js').Roster} roster
 * @param {string} classic the mark of a classic client
 * @returns {string[]}
 */
export function reportLines(log, roster, classic) {
  return [...log.querySelectorAll('.said:not(.past, .pending, .failed):is(.seen, :not(.silenced))')].slice(-MOST).map((line) => {
    const place = roster.withId(Number(line.getAttribute('data-member')))?.place;
    const mark = line.querySelector('.by .classic') === null ? '' : ` (${classic})`;
    const who = `${place === undefined ? '' : `[${place}] `}${nameIn(line)}${mark}`;
    const text = `${line.classList.contains('action') ? '* ' : ''}${oneLine(line.querySelector('.bubble')?.textContent ?? '')}`;
    const time = line.querySelector('time')?.getAttribute('datetime') ?? '';
    return `${time === '' ? '' : `${time}  `}${who}: ${text}`;
  });
}
