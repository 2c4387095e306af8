// @ts-check
import { hideCard, showCard } from './cards.js';
import { messages } from './messages.js';
import { keep, settings } from './settings.js';
import { visible } from './text.js';

/**
 * What the address has behind its `#`, which no browser sends to a server: a seat that waits here, after
 * its table moved from another server, or the secret of an encrypted table. Loaded when there is something.
 *
 * @typedef {import('./session.js').Saved} Saved
 */

/**
 * The table moved to another server: offers to go there, with the seat behind the `#`.
 *
 * @param {{address: string, room: string, seat: string}} to
 */
export function offerToFollow(to) {
  showCard('moved', messages.movedTo(visible(to.address)), '', 'next', [messages.follow, () => {
    const more = to.seat === '' ? '' : `#${new URLSearchParams({ seat: to.seat, user: settings.name })}`;
    location.assign(`${location.protocol}//${to.address}/${more}`);
  }, true]);
}

/**
 * Takes it out of the address.
 *
 * @returns {{saved: Saved | null, secret: string}} the seat; the secret as it is written, which is not looked at here
 */
export function arrival() {
  const { hash } = location;
  history.replaceState(null, '', location.pathname);
  const found = /^#(?:[\w-]{43})?\.([\w-]+)$/u.exec(hash);
  if (found !== null) {
    return { saved: null, secret: found[1] };
  }
  const given = new URLSearchParams(hash.slice(1));
  const secret = given.get('seat');
  const user = given.get('user') ?? '';
  if (secret === null || user === '') {
    return { saved: null, secret: '' };
  }
  keep({ name: user });
  return {
    saved: {
      seat: { room: '', place: 0, member: 0, secret, heard: 0 }, code: '', isPrivate: false, isClosed: false, muted: [],
    },
    secret: '',
  };
}

/**
 * Says that the private table is closed, and offers another.
 *
 * @param {(isPrivate: boolean) => void} goOn
 */
export function offerAnotherTable(goOn) {
  /** @param {boolean} isPrivate */
  const go = (isPrivate) => () => {
    hideCard('table-gone');
    goOn(isPrivate);
  };
  showCard('table-gone', messages.tableClosed, messages.privateGone, 'next',
    [messages.joinStrangers, go(false), true],
    [messages.openPrivate, go(true)]);
}
