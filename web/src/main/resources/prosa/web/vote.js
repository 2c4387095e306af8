// @ts-check
import { meant } from './member-reference.js';
import { hidePrompt, keepPrompt, showPrompt } from './prompts.js';
import { withMarks } from './chat-log.js';
import { focusPrompt } from './escape.js';
import { laterMessages } from './later.js';
import { messages } from './messages.js';
import { alike, withPlace } from './names.js';
import { visible } from './text.js';

/**
 * Votes about moving a member away from the table: the question for the reason, the question to the
 * reader, what came of it; whose name does not say whom it means; and who is muted. Loaded when there is one, with its sentences.
 *
 * @typedef {{type: string, vote: number, place: number, user: string, reason: string, seconds: number,
 *   by?: number, ballot?: boolean, moved?: boolean}} Told what the server says, docs/protocol.md
 * @typedef {import('./roster.js').Roster} Roster
 * @typedef {{told: Told, by: string, mine: boolean, classic: boolean, encrypted: boolean, roster: Roster}} Vote who asks,
 *   whether it is about a classic member, whether the table is encrypted, and who sits there
 */

/** As they are offered. */
const REASONS = ['insults', 'spam', 'sexual', 'impersonation', 'other'];

/** @type {any} */ let timer;
/** The vote that was told of last: who comes back to a seat is told of it again. */
let known = '';

/**
 * @param {Awaited<ReturnType<typeof laterMessages>>} messages
 * @param {string} reason
 */
function why(messages, reason) {
  return messages.voteReason[reason] ?? messages.voteReason.other;
}

/**
 * What becomes of a member that is voted away.
 *
 * @param {Awaited<ReturnType<typeof laterMessages>>} later
 * @param {boolean} encrypted whether the table is
 * @param {boolean} classic whether it is a classic member
 */
function leads(later, encrypted, classic) {
  return encrypted ? later.voteLeadsEncrypted : classic ? later.voteLeadsClassic : later.voteLeads;
}

/**
 * A name, with its place if somebody else at the table is called so, or nearly so.
 *
 * @param {Roster} roster
 * @param {number} place
 * @param {string} user
 */
async function distinct(roster, place, user) {
  const members = [...roster.members.values()].map((one) => ({ place: one.place, user: one.user, classic: one.classic })); // as they are now
  return withPlace(members, place, user, members.some((one) => one.classic) ? await alike() : new Map()); // the server tells the others apart
}

/** Loads what tells who is meant, so that whoever is muted is not heard any more from then on. */
export function prepare() {
  void alike();
  void laterMessages();
}

/**
 * Does something to who is called so; says so if that is nobody, or may be several, who are told apart by their places.
 *
 * @param {{name: string, members: import('./roster.js').Member[]}} called as it was written, and who sat there then
 * @param {(member: import('./roster.js').Member) => void} act
 * @param {(sentence: string | Node) => void} note
 */
export async function whoIsMeant({ name, members }, act, note) {
  const all = meant(members, name, await alike());
  if (all.length === 1) {
    act(all[0]);
    return;
  }
  const later = await laterMessages();
  note(all.length === 0 ? later.nobodyCalled(visible(name)) : withMarks((several) => later.severalCalled(visible(name), several),
    all.map(({ place, user, classic }) => ({ user: `${user} [${place}]`, classic }))));
}

/**
 * Says that the reader has muted somebody, or no more.
 *
 * @param {import('./roster.js').Member} member
 * @param {Roster} roster
 * @param {(sentence: Node) => void} note
 */
export async function whoIsMuted({ place, user, classic, muted }, roster, note) {
  const member = { user: await distinct(roster, place, user), classic };
  const later = await laterMessages();
  note(withMarks(muted ? later.nowMuted : later.nowUnmuted, member));
}

/**
 * Asks the reader for the reason.
 *
 * @param {import('./roster.js').Member} member who is to be moved away
 * @param {Roster} roster
 * @param {boolean} encrypted whether the table is
 * @param {(reason: string) => void} ask
 */
export async function askWhy(member, roster, encrypted, ask) {
  hidePrompt('no'); // the answer to an earlier one
  keepPrompt('why', () => void showWhy(member, roster, encrypted, ask));
}

/**
 * @param {import('./roster.js').Member} member
 * @param {Roster} roster
 * @param {boolean} encrypted
 * @param {(reason: string) => void} ask
 */
async function showWhy(member, roster, encrypted, ask) {
  const later = await laterMessages();
  showPrompt('why', withMarks(later.voteWhy, { user: await distinct(roster, member.place, member.user), classic: member.classic }), `${leads(later, encrypted, member.classic)} ${later.voteNote}`, 'next',
    ...REASONS.map((reason) => /** @type {[string, () => void]} */ ([later.voteReason[reason], () => {
      hidePrompt('why');
      ask(reason);
    }])),
    [messages.cancel, () => hidePrompt('why'), 'closes']);
  focusPrompt('why');
}

/**
 * Tells what the server said of a vote.
 *
 * @param {Vote} vote
 * @param {(yes: boolean) => void} cast
 * @param {(sentence: string | Node) => void} note
 */
export async function voteCame({ told, by, mine, classic, encrypted, roster }, cast, note) {
  const member = { user: await distinct(roster, told.place, told.user ?? ''), classic }; // it leaves in a moment
  const later = await laterMessages();
  if (told.type === 'ballot') {
    note(later.voteCounted);
  } else if (told.type === 'voted') {
    clearTimeout(timer);
    timer = undefined;
    hidePrompt('ballot');
    note(withMarks((name) => told.moved ? later.voteMoved(name, why(later, told.reason)) : later.voteFailed(name), member));
  } else {
    const reason = why(later, told.reason);
    const asks = mine ? '' : await distinct(roster, told.by ?? 0, by);
    const sentence = () => mine ? withMarks((name) => later.voteAskedByYou(name, reason), member)
      : withMarks((who, name) => `${later.voteAsked(who, name, reason)} ${leads(later, encrypted, classic)}`,
        { user: asks, classic: false }, member);
    const about = `${told.vote} ${told.place} ${told.reason}`;
    if (about !== known || timer === undefined) {
      note(sentence());
    }
    known = about;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      hidePrompt('ballot');
    }, told.seconds * 1000);
    if (told.ballot && !mine) {
      /** @param {boolean} yes */
      const answer = (yes) => () => {
        hidePrompt('ballot');
        cast(yes);
      };
      keepPrompt('ballot', async () => {
        const now = await laterMessages();
        const known = why(now, told.reason);
        if (timer !== undefined) {
          showPrompt('ballot', withMarks(now.voteTitle, member), withMarks((who, name) => `${now.voteAsked(who, name, known)} ${leads(now, encrypted, classic)}`,
            { user: asks, classic: false }, member), 'bell', [now.voteAgree, answer(true), true], [now.voteDisagree, answer(false)]);
        }
      });
    }
  }
}

/**
 * The reader was moved away by the others.
 *
 * @param {string} reason
 */
export async function sentAway(reason) {
  keepPrompt('voted-away', async () => {
    const later = await laterMessages();
    showPrompt('voted-away', later.votedAway, later.votedAwayMore(why(later, reason)), 'next', [messages.close, () => hidePrompt('voted-away'), 'closes']);
  });
}
