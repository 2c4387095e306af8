// @ts-check
import { hidePrompt, keepPrompt, showPrompt } from './prompts.js';
import { focusPrompt } from './escape.js';
import { messages } from './messages.js';
import { isDamaged, secretIn } from './sealed-room.js';
import { keep, settings } from './settings.js';
import { visible } from './text.js';

/**
 * What a reload took along, and what the address has behind its `#`, which no browser sends to a server: a seat that waits
 * here, after its table moved from another server, or the secret of an encrypted table. And the questions
 * of who leaves one table for another. Loaded when there is something, or somebody leaves.
 *
 * @typedef {import('./session.js').Saved} Saved
 * @typedef {Saved & {secret?: string, draft: string, focus: string, title: string}} Tab
 */

/**
 * Comes in with what there is: to a seat, with an invitation, or as everybody does.
 *
 * @param {string | null} kept what a reload took along
 * @param {string} invited the code in the address, if it is an invitation
 * @param {import('./session.js').Session} session
 * @param {import('./room-view.js').RoomView} view
 * @param {Promise<void>} sealing when the part of the page that seals is there
 */
export async function arrive(kept, invited, session, view, sealing) {
  const back = tabOf(kept);
  const arrived = location.hash === '' ? null : arrival(invited);
  let waiting = /** @type {Saved | null} */ (back?.seat ? back : arrived?.saved ?? null);
  if (invited !== '' && invited !== waiting?.code) {
    waiting = null; // it is a seat at another table, with the secret of that
  }
  if (back !== null) {
    view.composer.draft = back.draft ?? '';
    session.departing = waiting === null;
    session.outbox.unsaid = back.unsaid ?? [];
  }
  const secret = (waiting === null ? arrived?.secret : back?.secret) ?? '';
  if (secret !== '' || arrived?.damaged) {
    await sealing;
    view.sealed?.take(secret);
  }
  if (waiting !== null && settings.name !== '') {
    view.form.show('', '');
    if (back !== null) {
      view.refocus = back.focus === 'say';
      document.title = back.title || document.title;
    }
    view.sealed?.resume();
    session.resume(settings.name, waiting);
  } else if (arrived?.damaged) {
    view.sealed?.refuseLink();
  } else {
    view.form.show('', '');
  }
}

/**
 * @param {string | null} kept
 * @returns {Tab | null}
 */
function tabOf(kept) {
  try {
    const tab = JSON.parse(kept ?? 'null');
    return typeof tab?.draft === 'string' ? tab : null;
  } catch {
    return null;
  }
}

/**
 * Somebody sits alone at another table, as the reader does here.
 *
 * @param {string} room
 * @param {import('./session.js').Session} session
 */
export function offerRoom(room, session) {
  if (session.roster.alone) {
    keepPrompt('offer', () => showPrompt('offer', messages.offer(visible(room)), '', 'next',
      [messages.goThere, () => session.depart({ kind: 'next' }), true],
      [messages.stay, () => hidePrompt('offer'), 'closes']));
  }
}

/**
 * The seat that was left a moment ago is held.
 *
 * @param {string} room
 * @param {number} until by the clock
 * @param {import('./session.js').Session} session
 */
export function offerWayBack(room, until, session) {
  if (performance.now() < until) {
    keepPrompt('way-back', () => showPrompt('way-back', messages.youLeftRoom(visible(room)), '', 'back', [messages.goBack, () => {
      hidePrompt('way-back');
      session.goBack();
    }, true]));
  }
}

/** The page is older than its server. */
export function tellOfVersion() {
  keepPrompt('newer', () => showPrompt('newer', messages.newer, '', 'next', [messages.reload, () => location.reload(), true]));
}

/**
 * The table moved to another server: offers to go there, with the seat behind the `#`.
 *
 * @param {{address: string, room: string, seat: string}} to
 */
export function offerToFollow(to) {
  keepPrompt('moved', () => showPrompt('moved', messages.movedTo(visible(to.address)), '', 'next', [messages.follow, () => {
    const more = to.seat === '' ? '' : `#${new URLSearchParams({ seat: to.seat, user: settings.name })}`;
    location.assign(`${location.protocol}//${to.address}/${more}`);
  }, true]));
}

/**
 * Takes it out of the address.
 *
 * @param {string} invited the code in the address, if it is an invitation
 * @returns {{saved: Saved | null, secret: string, damaged: boolean}} the seat; the link with the secret; whether
 *   that is a secret without a table, or not whole
 */
function arrival(invited) {
  const { hash } = location;
  history.replaceState(null, '', location.pathname);
  const given = secretBehind(invited, hash);
  if (given.secret !== '' || given.damaged) {
    return { saved: null, ...given };
  }
  const more = new URLSearchParams(hash.slice(1));
  const secret = more.get('seat');
  const user = more.get('user') ?? '';
  if (secret === null || user === '') {
    return { saved: null, secret: '', damaged: false };
  }
  keep({ name: user });
  return {
    saved: {
      seat: { room: '', place: 0, member: 0, secret, heard: 0 }, code: '', isPrivate: false, isClosed: false, muted: [],
    },
    secret: '',
    damaged: false,
  };
}

/**
 * @param {string} invited the code in the address
 * @param {string} hash
 * @returns {{secret: string, damaged: boolean}} the link with the secret
 */
function secretBehind(invited, hash) {
  const link = `/r/${invited || 'none'}${hash}`;
  const damaged = isDamaged(link) || /^#[\w-]*\.$/u.test(hash) || (invited === '' && secretIn(link) !== '');
  return { secret: damaged || secretIn(link) === '' ? '' : link, damaged };
}

/**
 * Offers what `/join` would with the link, which is out of the address by now. At the way in it is as if the page had
 * been opened by it; what was written stays.
 *
 * @param {string} hash what came behind the # of the page's address
 * @param {import('./session.js').Session} session
 * @param {import('./room-view.js').RoomView} view
 */
export function follow(hash, session, view) {
  const invited = /\/r\/([\w-]{1,64})$/u.exec(location.pathname)?.[1] ?? '';
  const { secret, damaged } = secretBehind(invited, hash);
  if (secret === '' && !damaged) {
    return;
  }
  if (session.phase === 'joining') {
    setTimeout(() => follow(hash, session, view), 300); // until it is known where the reader is
  } else if (session.phase !== 'out') {
    session.say(`/join ${damaged ? '/r/no-table#.' : secret}`); // eight characters, as a code has at least
  } else if (damaged) {
    view.sealed?.refuseLink();
  } else {
    view.form.invite = invited;
    view.sealed?.take(secret);
  }
}

/**
 * Asks whether to leave, if somebody would be left or only an invitation leads back, and always before another server.
 *
 * @param {import('./session.js').Departure} departure
 * @param {import('./session.js').Session} session
 * @param {import('./sealed-view.js').SealedView | null} sealed knows where links lead
 * @param {() => void} go leaves
 */
export async function confirmDeparture(departure, session, sealed, go) {
  hidePrompt('no'); // the answer to an earlier one
  const label = () => departure.kind === 'private' ? messages.openPrivate : departure.kind === 'join' ? messages.goThere : messages.nextRoom;
  const link = departure.kind === 'join' && sealed !== null ? await sealed.leads(departure) : '';
  if (link === null) {
    return; // the reader is told why
  }
  if (link === '' && !session.asksFirst) {
    go();
    return;
  }
  keepPrompt('confirm', () => showPrompt('confirm', messages.leaveForAnother, session.isPrivate ? messages.leavePrivateNote : messages.leaveNote, 'next',
    [link === '' ? label() : messages.spoken(label(), new URL(link).host), () => {
      hidePrompt('confirm');
      if (link === '') {
        go();
      } else {
        location.assign(link); // the seat here is held for who comes back at once
      }
    }, true],
    [messages.stay, () => hidePrompt('confirm'), 'closes']));
  focusPrompt('confirm');
}

/**
 * Says that the private table is closed, and offers another: an encrypted one in place of an encrypted one.
 *
 * @param {(isPrivate: boolean) => void} goOn
 * @param {() => [string, () => void] | null} encrypted the label of that, and what opens it; null if the table was none
 */
export function offerAnotherRoom(goOn, encrypted) {
  /** @param {boolean} isPrivate */
  const go = (isPrivate) => () => {
    hidePrompt('room-gone');
    goOn(isPrivate);
  };
  keepPrompt('room-gone', () => showRoomGone(go, encrypted));
}

/**
 * @param {(isPrivate: boolean) => () => void} go
 * @param {() => [string, () => void] | null} encrypted
 */
function showRoomGone(go, encrypted) {
  const strangers = /** @type {[string, () => void]} */ ([messages.joinStrangers, go(false)]);
  const another = encrypted();
  if (another === null) {
    showPrompt('room-gone', messages.roomClosed, messages.privateGone, 'next', [...strangers, true], [messages.openPrivate, go(true)]);
  } else {
    const [label, open] = another;
    showPrompt('room-gone', messages.roomClosed, messages.privateGone, 'lock', [label, () => {
      hidePrompt('room-gone');
      open();
    }, true], strangers);
  }
}
