// @ts-check
import { showCard, hideCard } from './cards.js';
import { copyText } from './copy.js';
import { BASE, byId } from './dom.js';
import { laterMessages } from './later.js';
import { messages } from './messages.js';
import { settings } from './settings.js';
import { oneLine, visible } from './text.js';

/**
 * A report that the reader may send to the host: what this page has shown, from its own log. It is
 * shown and copied here, and sent nowhere. Loaded when it is asked for, with its sentences.
 */

const MOST = 200;

/**
 * Shows the report, and copies it when asked to.
 *
 * @param {import('./roster.js').Roster} roster
 * @param {(text: string, kind: string) => void} tell
 * @param {(sentence: string) => void} say tells for a moment what came of copying
 */
export async function report(roster, tell, say) {
  const later = await laterMessages();
  const seen = lines(byId('log'), roster);
  if (seen.length === 0) {
    tell(later.reportNothing, '');
    return;
  }
  const contact = await fetch(new URL('host', BASE)).then((answer) => answer.json()).then((host) => host.contact ?? '').catch(() => '');
  const text = [later.reportHead(byId('room-name').textContent, location.host, visible(roster.self?.user ?? settings.name)), ...seen].join('\n');
  tell(text, 'words');
  showCard('report', contact === '' ? later.reportSendUnknown : later.reportSend(visible(contact)), '', 'invite',
    [messages.copy, () => void copyText(text).then((done) => say(done ? messages.copied : messages.copyRefused)), true],
    [messages.close, () => hideCard('report')]);
}

/**
 * What was said and shown at this table, or at the one that was closed, with the time, the place and the name, as far
 * as it is still in the log.
 *
 * @param {Element} log
 * @param {import('./roster.js').Roster} roster
 * @returns {string[]}
 */
export function lines(log, roster) {
  /** @type {string[]} */ const found = [];
  for (const line of log.querySelectorAll('.said:not(.past, .pending, .failed, .silenced)')) {
    const place = roster.withId(Number(line.getAttribute('data-member')))?.place;
    const name = line.querySelector('.by bdi')?.textContent ?? '';
    const mark = line.querySelector('.by .classic') === null ? '' : ` (${messages.classic})`;
    const who = `${place === undefined ? '' : `[${place}] `}${oneLine(name)}${mark}`;
    const text = `${line.classList.contains('action') ? '* ' : ''}${oneLine(line.querySelector('.bubble')?.textContent ?? '')}`;
    const time = line.querySelector('time')?.getAttribute('datetime') ?? '';
    found.push(`${time === '' ? '' : `${time}  `}${who}: ${text}`);
  }
  return found.slice(-MOST);
}
