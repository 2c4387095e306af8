// @ts-check
import { SEAT } from './connection.js';

/**
 * A seat in another room, which is asked for over a connection of its own, so that the present one is kept until there is
 * another. Who has the seat's secret takes it over, which closes that connection. Loaded when somebody leaves.
 *
 * @typedef {import('./clock.js').Clock} Clock
 * @typedef {import('./connection.js').Socket} Socket
 * @typedef {{answer: any, giveBack: () => void}} Answer what the server says, `seated` or `refused`, and what gives the
 *   seat back if it is not wanted any more
 * @typedef {{seat?: import('./session.js').Seat | null, refused?: {type: 'refused', reason: string, sentence: string}}} Found what
 *   waits at the other room, null if that is asked for when this one is left, or why nothing does; nothing of both if it is not wanted any more
 */

/**
 * Asks for a seat in another room. Who has no connection, or comes to the same room with its new key, leaves first: the
 * first cannot ask, and the other is not seated twice. Who asks for this room without knowing it keeps the seat that it has.
 *
 * @param {() => Socket} open opens a socket
 * @param {Clock} clock
 * @param {{phase: string, code: string, seat: {room: string} | null}} session where this member is
 * @param {import('./session.js').Request} to
 * @param {boolean} encrypted whether that room is
 * @param {() => boolean} wanted whether it still is, when it is asked for and when there is an answer
 * @returns {Promise<Found>}
 */
export async function seek(open, clock, session, to, encrypted, wanted) {
  if (!wanted()) {
    return {};
  }
  if (session.phase !== 'seated' || (!to.isPrivate && to.invite === session.code)) {
    return { seat: null };
  }
  const { answer, giveBack } = await askForSeat(open, {
    type: 'enter',
    user: encrypted ? 'Guest' : to.user,
    ...(to.isPrivate ? { private: true } : { invite: to.invite }),
    ...(encrypted ? { encrypted } : {}),
  }, clock);
  if (!wanted()) {
    giveBack();
    return {};
  }
  const here = session.seat?.room ?? '';
  if (answer.type === 'seated' && (answer.room === here || answer.formerly?.includes?.(here))) {
    giveBack(); // the code of this room was not known
    return { refused: { type: 'refused', reason: 'already-seated', sentence: '' } };
  }
  return answer.type === 'seated' ? { seat: { room: '', place: 0, member: 0, secret: answer.seat, heard: answer.n } }
    : { refused: { type: 'refused', reason: answer.reason, sentence: answer.message } };
}

/**
 * @param {() => Socket} open opens a socket
 * @param {object} enter what is asked for
 * @param {Clock} clock
 * @returns {Promise<Answer>} within {@link SEAT}: without an answer it is a refusal
 */
export function askForSeat(open, enter, clock) {
  return new Promise((resolve) => {
    const socket = open();
    const none = () => answered({ type: 'refused', reason: 'no-answer', message: '' });
    const late = clock.after(SEAT, none);
    /** @param {any} answer */
    const answered = (answer) => {
      clock.cancel(late);
      socket.onmessage = null;
      socket.onclose = null;
      const leave = () => {
        if (socket.readyState === 1) {
          socket.send(JSON.stringify({ type: 'leave' }));
        }
        socket.close(1000);
      };
      if (answer.type === 'seated') {
        clock.after(SEAT, () => socket.close(1000)); // it was taken over long ago, or is given up
      } else {
        leave(); // a seat that comes too late is none
      }
      resolve({ answer, giveBack: leave });
    };
    socket.onclose = none;
    socket.onmessage = ({ data }) => {
      let said;
      try {
        said = JSON.parse(data);
      } catch {
        return; // nothing that this page knows
      }
      if (said.type === 'hello') {
        socket.send(JSON.stringify(enter));
      } else if (said.type === 'seated' || said.type === 'refused') {
        answered(said);
      }
    };
  });
}
