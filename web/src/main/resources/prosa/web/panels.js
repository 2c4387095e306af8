import { mayNotify, notifiable, tune } from './alerts.js';
import { face } from './seats.js';
import { keep, settings } from './settings.js';
import { byId, visible } from './text.js';
import { messages } from './messages.js';

/**
 * What opens over the table: the invitation, the settings, a member. All are the browser's own modal
 * dialogs, which keep the focus inside and give it back.
 */
export class Panels {
  /** Says everything again, in the language that was chosen. @type {() => Promise<void>} */
  relabel = async () => {};
  #does;

  /**
   * @param {{rename: (user: string) => void, mute: (place: number, muted: boolean) => void,
   *   invite: () => void, redraw: () => void}} does
   */
  constructor(does) {
    this.#does = does;
    this.#wireInvite();
    this.#wireSettings();
    for (const dialog of document.querySelectorAll('dialog')) {
      dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
    }
  }

  closeAll() {
    for (const dialog of document.querySelectorAll('dialog')) {
      dialog.close();
    }
  }

  /** @param {string} id */
  #open(id) {
    this.closeAll();
    byId(id).showModal();
  }

  // ---- the invitation

  /** Shows the link to this table. @param {string} code */
  invite(code) {
    const link = `${location.origin}/r/${code}`;
    byId('invite-link').value = link;
    byId('copy-note').textContent = '';
    byId('share').hidden = !('share' in navigator);
    const qr = byId('qr');
    qr.alt = messages.qrOf;
    qr.src = `/qr?${encodeURIComponent(link)}`;
    qr.hidden = false;
    this.#open('invite-dialog');
    byId('copy').focus();
  }

  #wireInvite() {
    const field = byId('invite-link');
    field.onfocus = () => field.select();
    byId('copy').onclick = async () => {
      try {
        await navigator.clipboard.writeText(field.value); // withheld on plain http
        byId('copy-note').textContent = messages.copied;
      } catch {
        field.focus();
        field.select();
        byId('copy-note').textContent = messages.copyWithheld;
      }
    };
    byId('share').onclick = () => navigator.share({ title: 'Prosa', url: field.value }).catch(() => {});
    byId('invite-dialog').addEventListener('close', () => byId('qr').removeAttribute('src'));
  }

  // ---- the settings

  settings() {
    byId('set-theme').value = settings.theme;
    byId('set-language').value = settings.language;
    byId('set-sound').checked = settings.sound;
    this.#showNotify();
    this.#open('settings-dialog');
  }

  #showNotify() {
    const able = notifiable();
    const denied = able && Notification.permission === 'denied';
    byId('set-notify').disabled = !able || denied;
    byId('set-notify').checked = able && settings.notify && Notification.permission === 'granted';
    byId('notify-note').textContent = able ? denied ? messages.notifyDenied : messages.notifyNote : messages.notifyWithheld;
  }

  #wireSettings() {
    byId('set-theme').onchange = () => keep({ theme: byId('set-theme').value });
    byId('set-language').onchange = async () => {
      keep({ language: byId('set-language').value });
      await this.relabel();
      this.#showNotify();
    };
    byId('set-sound').onchange = () => {
      keep({ sound: byId('set-sound').checked });
      tune();
    };
    byId('set-notify').onchange = async () => {
      const wanted = byId('set-notify').checked;
      keep({ notify: wanted && await mayNotify() });
      this.#showNotify();
    };
  }

  // ---- a member

  /** Shows a member, and what can be done. @param {import('./roster.js').Roster} table @param {number} place */
  member(table, place) {
    const member = table.at(place);
    if (member === undefined) {
      return;
    }
    const own = place === table.me;
    const circle = face(member);
    byId('member-face').replaceWith(circle);
    circle.id = 'member-face';
    byId('member-title').textContent = visible(member.user);
    byId('member-state').textContent = [
      own ? messages.you : '',
      messages.place(place),
      member.state === 'away' ? messages.away : messages.here,
      member.classic ? messages.classic : '',
    ].filter((part) => part !== '').join(' · ');
    byId('rename').hidden = !own;
    byId('new-name').value = own ? member.user : '';
    byId('rename').onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#does.rename(byId('new-name').value.trim());
      this.closeAll();
    };
    byId('mute-note').hidden = own;
    const mute = byId('mute');
    mute.hidden = own;
    mute.textContent = member.muted ? messages.unmute : messages.mute;
    mute.onclick = () => {
      this.closeAll();
      this.#does.mute(place, !member.muted);
    };
    this.#open('member-dialog');
  }
}
