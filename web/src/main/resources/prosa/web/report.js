// @ts-check
import { hidePrompt, keepPrompt, showPrompt } from './prompts.js';
import { copyText } from './copy.js';
import { BASE, byId } from './dom.js';
import { laterMessages } from './later.js';
import { reportLines } from './log-text.js';
import { messages } from './messages.js';
import { settings } from './settings.js';
import { visible } from './text.js';

/**
 * A report that the reader may send to the host: what this page has shown, from its own log. It is
 * shown and copied here, and sent nowhere. Loaded when it is asked for, with its sentences.
 */

/**
 * Shows the report, and copies it when asked to.
 *
 * @param {import('./roster.js').Roster} roster
 * @param {(text: string, kind: string) => void} tell
 * @param {(sentence: string) => void} say tells for a moment what came of copying
 */
export async function report(roster, tell, say) {
  const later = await laterMessages();
  const seen = reportLines(byId('log'), roster, messages.classic);
  if (seen.length === 0) {
    tell(later.reportNothing, '');
    return;
  }
  const contact = await fetch(new URL('host', BASE)).then((answer) => answer.json()).then((host) => host.contact ?? '').catch(() => '');
  const text = [later.reportHead(byId('room-name').textContent, location.host, visible(roster.self?.user ?? settings.name)), ...seen].join('\n');
  tell(text, 'words');
  keepPrompt('report', async () => {
    const now = await laterMessages();
    showPrompt('report', contact === '' ? now.reportSendUnknown : now.reportSend(visible(contact)), '', 'report',
      [messages.copy, () => void copyText(text).then((done) => say(done ? messages.copied : messages.copyRefused)), true],
      [messages.close, () => hidePrompt('report'), 'closes']);
  });
}
