// @ts-check
import { hideCard, showCard } from './cards.js';
import { withMarks } from './chat-log.js';
import { laterMessages } from './later.js';
import { messages } from './messages.js';

/**
 * Votes about moving a member away from the table: the question for the reason, the question to the
 * reader, what came of it. Loaded when there is one, with its sentences.
 *
 * @typedef {{type: string, vote: number, place: number, user: string, reason: string, seconds: number,
 *   ballot?: boolean, moved?: boolean}} Told what the server says, docs/protocol.md
 * @typedef {{told: Told, by: string, mine: boolean, classic: boolean, encrypted: boolean}} Vote who asks, whether it is
 *   about a classic member, and whether the table is encrypted
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
 */
function leads(later, encrypted) {
  return encrypted ? later.voteLeadsEncrypted : later.voteLeads;
}

/**
 * Asks the reader for the reason.
 *
 * @param {import('./chat-log.js').Named} member who is to be moved away
 * @param {boolean} encrypted whether the table is
 * @param {(reason: string) => void} ask
 */
export async function askWhy(member, encrypted, ask) {
  const later = await laterMessages();
  hideCard('no'); // the answer to an earlier one
  showCard('why', withMarks(later.voteWhy, member), `${leads(later, encrypted)} ${later.voteNote}`, 'next',
    ...REASONS.map((reason) => /** @type {[string, () => void]} */ ([later.voteReason[reason], () => {
      hideCard('why');
      ask(reason);
    }])),
    [messages.cancel, () => hideCard('why')]);
  /** @type {HTMLElement | null} */ (document.querySelector('.card[data-kind="why"] button'))?.focus();
}

/**
 * Tells what the server said of a vote.
 *
 * @param {Vote} vote
 * @param {(yes: boolean) => void} cast
 * @param {(sentence: string | Node) => void} note
 */
export async function voteCame({ told, by, mine, classic, encrypted }, cast, note) {
  const later = await laterMessages();
  const member = { user: told.user ?? '', classic };
  if (told.type === 'ballot') {
    note(later.voteCounted);
  } else if (told.type === 'voted') {
    clearTimeout(timer);
    timer = undefined;
    hideCard('ballot');
    note(withMarks((name) => told.moved ? later.voteMoved(name, why(later, told.reason)) : later.voteFailed(name), member));
  } else {
    const reason = why(later, told.reason);
    const sentence = () => mine ? withMarks((name) => later.voteAskedByYou(name, reason), member)
      : withMarks((who, name) => `${later.voteAsked(who, name, reason)} ${leads(later, encrypted)}`, { user: by, classic: false }, member);
    const about = `${told.vote} ${told.place} ${told.reason}`;
    if (about !== known || timer === undefined) {
      note(sentence());
    }
    known = about;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      hideCard('ballot');
    }, told.seconds * 1000);
    if (told.ballot && !mine) {
      /** @param {boolean} yes */
      const answer = (yes) => () => {
        hideCard('ballot');
        cast(yes);
      };
      showCard('ballot', withMarks(later.voteTitle, member), sentence(), 'bell',
        [later.voteAgree, answer(true), true], [later.voteDisagree, answer(false)]);
    }
  }
}

/**
 * The reader was moved away by the others.
 *
 * @param {string} reason
 */
export async function sentAway(reason) {
  const later = await laterMessages();
  showCard('voted-away', later.votedAway, later.votedAwayMore(why(later, reason)), 'next', [messages.close, () => hideCard('voted-away')]);
}
