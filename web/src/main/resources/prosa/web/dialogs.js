// @ts-check
import { mayNotify, notifiable, allowSound } from './alerts.js';
import { BASE, byId } from './dom.js';
import { isLocal } from './links.js';
import { messages } from './messages.js';
import { face } from './seat-map.js';
import { keep, settings } from './settings.js';
import { visible } from './text.js';

/**
 * What opens over the table: the invitation, the settings, a member, who can come and read. All are
 * the browser's own modal dialogs, which keep the focus inside and give it back.
 *
 * @typedef {import('./roster.js').Roster} Roster
 */
export class Dialogs {
  /**
   * Says everything again, in the language that was chosen.
   *
   * @type {() => Promise<void>}
   */
  relabel = async () => {};
  /** What is behind the # of the link: the server's key, a full stop, the secret. */
  fragment = '';
  #does;
  /** Whether the name in the dialog is asked for. */
  #renaming = false;
  /** The member that is shown, by id: another may sit at the same place a moment later. */
  #shown = 0;

  /**
   * @param {{rename: (user: string) => boolean, mute: (id: number, muted: boolean) => void,
   *   vote: (id: number) => void, mention: (user: string) => void}} does
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
    byId(id).scrollTop = 0; // what has the focus may stand below the title
  }

  // ---- the invitation

  /**
   * Shows the link to this table.
   *
   * @param {string} code
   * @param {string} told the link as the server tells it
   */
  invite(code, told) {
    byId('copy-note').textContent = '';
    byId('share').hidden = !('share' in navigator);
    const own = new URL(`r/${code}`, BASE).href;
    const links = [...new Set(isLocal(new URL(own).hostname) ? [told, own] : [own])].filter((link) => link !== '');
    const useful = links.filter((link) => !isLocal(new URL(link).hostname));
    this.#showLink(useful[0] ?? own);
    byId('local-note').hidden = useful.length > 0;
    const choice = byId('invite-choice');
    choice.replaceChildren(...useful.map((link) => new Option(new URL(link).host, link)));
    byId('invite-choice-row').hidden = useful.length < 2;
    this.#open('invite-dialog');
    const box = byId('invite-dialog');
    // Where not all of it fits, it begins with its title.
    (box.scrollHeight > box.clientHeight ? byId('invite-title') : byId('copy')).focus();
    if (useful.length === 0) {
      void fetch(new URL('addresses', BASE))
        .then((answer) => answer.ok ? answer.json() : [])
        .then((hosts) => this.#reachable(code, hosts))
        .catch(() => {}); // then the note stands: this computer only
    }
  }

  /**
   * Other addresses by which this server can be reached.
   *
   * @param {string} code
   * @param {string[]} hosts
   */
  #reachable(code, hosts) {
    if (!byId('invite-dialog').open || hosts.length === 0) {
      return;
    }
    const choice = byId('invite-choice');
    const links = hosts.map((host) => new URL(`r/${code}`, `${location.protocol}//${host}/`).href);
    choice.replaceChildren(...links.map((link) => new Option(new URL(link).host, link)));
    byId('invite-choice-row').hidden = links.length < 2;
    byId('local-note').hidden = true;
    this.#showLink(links[0]);
  }

  /** @param {string} link */
  #showLink(link) {
    byId('invite-link').value = link + this.fragment;
    const qr = byId('qr');
    qr.alt = messages.qrOf;
    qr.hidden = this.fragment.includes('.');
    qr.parentElement.hidden = qr.hidden;
    qr.src = qr.hidden ? '' : new URL(`qr?${encodeURIComponent(link + this.fragment)}`, BASE).href;
  }

  #wireInvite() {
    const field = byId('invite-link');
    field.onfocus = () => field.select();
    byId('invite-choice').onchange = () => this.#showLink(byId('invite-choice').value);
    byId('copy').onclick = async () => {
      const { copyText } = await import('./copy.js'); // it came with what is there after the first view
      const done = await copyText(field.value);
      if (!done) {
        field.focus(); // which selects it
      }
      byId('copy-note').textContent = done ? messages.copied : messages.copyWithheld;
    };
    byId('share').onclick = () => navigator.share({ title: 'Prosa', text: messages.shareText, url: field.value }).catch(() => {});
    byId('invite-dialog').addEventListener('close', () => byId('qr').removeAttribute('src'));
  }

  // ---- who can come, and who can read

  /** @param {boolean} isPrivate */
  about(isPrivate) {
    byId('about-who').textContent = isPrivate ? messages.aboutPrivate : messages.aboutOpen;
    byId('about-line').textContent = location.protocol === 'https:' ? messages.aboutEncrypted : messages.aboutPlain;
    this.#open('about-dialog');
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
    const choice = byId('set-language');
    byId('set-theme').onchange = () => keep({ theme: byId('set-theme').value });
    choice.onchange = async () => {
      keep({ language: choice.value });
      await this.relabel();
      this.#showNotify();
    };
    byId('set-sound').onchange = () => {
      keep({ sound: byId('set-sound').checked });
      allowSound();
    };
    byId('set-notify').onchange = async () => {
      const wanted = byId('set-notify').checked;
      if (wanted && Notification.permission === 'default') {
        byId('notify-note').textContent = messages.notifyAsking;
      }
      keep({ notify: wanted && await mayNotify() });
      this.#showNotify();
    };
  }

  // ---- a member

  /**
   * Shows a member, and what can be done.
   *
   * @param {Roster} roster
   * @param {number} id
   */
  member(roster, id) {
    const member = roster.withId(id);
    if (member === undefined) {
      return;
    }
    this.#shown = id;
    this.#renaming = false;
    const own = member.place === roster.me;
    const circle = face(member);
    byId('member-face').replaceWith(circle);
    circle.id = 'member-face';
    byId('member-title').textContent = visible(member.user);
    byId('member-state').textContent = [
      own ? messages.you : '',
      messages.place(member.place),
      member.state === 'away' ? messages.away : messages.here,
      member.classic ? messages.classic : '',
    ].filter((part) => part !== '').join(' · ');
    byId('classic-note').hidden = !member.classic;
    byId('rename').hidden = !own;
    byId('new-name').value = own ? member.user : '';
    byId('rename').onsubmit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const user = byId('new-name').value.trim();
      if (user === member.user) {
        this.closeAll();
      } else if (this.#does.rename(user)) {
        this.#renaming = true; // it closes with the new name
      } else {
        byId('member-state').textContent = messages.lineLost; // the name stays until it can be asked for
      }
    };
    byId('mute-note').hidden = own;
    const mention = byId('mention');
    mention.hidden = own;
    mention.onclick = () => {
      this.closeAll();
      this.#does.mention(member.user);
    };
    const vote = byId('vote');
    vote.hidden = own;
    vote.onclick = () => {
      this.closeAll();
      this.#does.vote(id);
    };
    const mute = byId('mute');
    mute.hidden = own;
    mute.textContent = member.muted ? messages.unmute : messages.mute;
    mute.onclick = () => {
      this.closeAll();
      this.#does.mute(id, !member.muted);
    };
    this.#open('member-dialog');
  }

  /** The reader has the name that it asked for. */
  renamed() {
    if (this.#renaming && byId('member-dialog').open) {
      byId('member-dialog').close();
    }
    this.#renaming = false;
  }

  /**
   * The name in the dialog is refused: it stays, to be corrected.
   *
   * @param {string} why
   * @returns {boolean} whether it was asked for there
   */
  notRenamed(why) {
    const here = this.#renaming && byId('member-dialog').open;
    this.#renaming = false;
    if (here) {
      byId('member-state').textContent = why;
      byId('new-name').select();
    }
    return here;
  }

  /**
   * Who sits here has changed: what is shown of somebody who left closes.
   *
   * @param {Roster} roster
   */
  peopleChanged(roster) {
    if (byId('member-dialog').open && roster.withId(this.#shown) === undefined) {
      byId('member-dialog').close();
    }
  }
}
