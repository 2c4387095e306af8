// @ts-check
import { hideCard, showCard } from './cards.js';
import { laterMessages } from './later.js';
import { messages } from './messages.js';
import { visible } from './text.js';

/**
 * Votes about moving a member to another table: the question for the reason, the question to the
 * reader, what came of it. Loaded when there is one, with its sentences.
 *
 * @typedef {{type: string, vote: number, place: number, user: string, reason: string, seconds: number,
 *   ballot?: boolean, moved?: boolean}} Told what the server says, docs/protocol.md
 * @typedef {{told: Told, by: string, mine: boolean}} Vote and who asks
 */

/** As they are offered. */
const REASONS = ['insults', 'spam', 'sexual', 'impersonation', 'other'];

/** @type {any} */ let timer;

/**
 * @param {Awaited<ReturnType<typeof laterMessages>>} messages
 * @param {string} reason
 */
function why(messages, reason) {
  return messages.voteReason[reason] ?? messages.voteReason.other;
}

/**
 * Asks the reader for the reason.
 *
 * @param {string} user who is to be moved away
 * @param {(reason: string) => void} ask
 */
export async function askWhy(user, ask) {
  const later = await laterMessages();
  hideCard('no'); // the answer to an earlier one
  showCard('why', later.voteWhy(visible(user)), later.voteNote, 'next',
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
 * @param {(sentence: string) => void} note
 */
export async function voteCame({ told, by, mine }, cast, note) {
  const later = await laterMessages();
  const name = visible(told.user ?? '');
  if (told.type === 'ballot') {
    note(later.voteCounted);
  } else if (told.type === 'voted') {
    clearTimeout(timer);
    hideCard('ballot');
    note(told.moved ? later.voteMoved(name, why(later, told.reason)) : later.voteFailed(name));
  } else {
    const reason = why(later, told.reason);
    const sentence = mine ? later.voteAskedByYou(name, reason) : later.voteAsked(visible(by), name, reason);
    note(sentence);
    if (told.ballot && !mine) {
      /** @param {boolean} yes */
      const answer = (yes) => () => {
        hideCard('ballot');
        cast(yes);
      };
      showCard('ballot', later.voteTitle(name), sentence, 'bell',
        [later.voteAgree, answer(true), true], [later.voteDisagree, answer(false)]);
      clearTimeout(timer);
      timer = setTimeout(() => hideCard('ballot'), told.seconds * 1000);
    }
  }
}

/**
 * The reader was moved to another table by the others.
 *
 * @param {string} reason
 */
export async function sentAway(reason) {
  const later = await laterMessages();
  showCard('voted-away', later.votedAway, later.votedAwayMore(why(later, reason)), 'next', [messages.close, () => hideCard('voted-away')]);
}
