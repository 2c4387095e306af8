// @ts-check
import { withMarks } from './chat-log.js';
import { copyText } from './copy.js';
import { button, byId, icon, make } from './dom.js';
import { copyLines } from './log-text.js';
import { messages } from './messages.js';
import { oneLine, shortened } from './text.js';

/**
 * What can be done with a message: answer it, react to it, copy it. Two buttons stand beside the
 * message under the mouse; a finger on it, or Enter on the one that the arrow keys chose, opens all
 * of it. Costs nothing for messages that are not touched.
 *
 * @typedef {{n: number, name: string, classic: boolean, text: string, member: number}} Target
 */

/** What is offered; any other reaction is shown as well. */
export const REACTIONS = ['👍', '❤️', '😂', '😮', '😢', '🙏', '🎉', '👎'];

export class MessageMenu {
  #log = byId('log');
  #bar;
  /** @type {HTMLElement | null} */ #pointed = null;
  /** @type {HTMLElement | null} */ #opened = null;
  #does;

  /**
   * @param {{reply: (target: Target) => void, react: (n: number, reaction: string, off: boolean) => void,
   *   tell: (sentence: string) => void}} does
   */
  constructor(does) {
    this.#does = does;
    const reply = button('', '', () => this.#pointed && this.#reply(this.#pointed));
    const more = button('', '', () => this.#pointed && this.open(this.#pointed));
    reply.append(icon('reply'));
    more.append(icon('smile'));
    reply.tabIndex = more.tabIndex = -1;
    this.#bar = make('div', 'bar-of-message', reply, more);
    this.#bar.setAttribute('aria-hidden', 'true'); // the keyboard has the whole menu
    this.#log.addEventListener('pointerover', (/** @type {PointerEvent} */ event) => {
      if (event.pointerType === 'mouse') {
        const line = targetLine(event.target);
        if (line !== this.#pointed && !this.#bar.contains(/** @type {Node} */ (event.target))) {
          this.#point(line);
          reply.title = messages.reply;
          more.title = messages.react;
        }
      }
    });
    this.#log.addEventListener('pointerleave', () => this.#point(null));
    this.#log.addEventListener('click', (/** @type {PointerEvent} */ event) => {
      const element = /** @type {Element} */ (event.target);
      const bubble = element.closest('.bubble');
      if (bubble !== null && event.pointerType !== 'mouse' && element.closest('a, button') === null
        && getSelection()?.isCollapsed !== false) {
        const line = targetLine(bubble);
        if (line !== null) {
          this.open(line);
        }
      }
    });
    this.#log.addEventListener('copy', (/** @type {ClipboardEvent} */ event) => copyLines(event, this.#log));
    this.#log.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.#key(event));
    byId('message-reactions').replaceChildren(...REACTIONS.map((reaction) => {
      const one = button('reaction-choice', reaction, () => this.#react(reaction));
      one.dataset.reaction = reaction;
      return one;
    }));
    byId('message-reply').onclick = () => {
      const line = this.#opened;
      byId('message-dialog').close();
      if (line !== null) {
        this.#reply(line);
      }
    };
    byId('message-copy').onclick = async () => {
      const done = await copyText(this.#opened?.querySelector('.bubble')?.textContent ?? '');
      byId('message-dialog').close();
      this.#does.tell(done ? messages.copied : messages.copyRefused);
    };
  }

  /** @param {HTMLElement | null} line */
  #point(line) {
    this.#pointed?.classList.remove('pointed');
    this.#pointed = line;
    if (line === null) {
      this.#bar.remove();
    } else {
      line.classList.add('pointed');
      line.append(this.#bar);
    }
  }

  /** Goes to the last message with the keyboard. */
  enter() {
    const lines = this.#lines();
    lines[lines.length - 1]?.focus();
  }

  #lines() {
    const lines = /** @type {HTMLElement[]} */ ([...this.#log.querySelectorAll('.said[data-n]:not(.silenced)')]);
    for (const line of lines.slice(-1)) {
      line.tabIndex = -1;
    }
    return lines;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const line = /** @type {HTMLElement} */ (event.target);
    if (!line.matches('.said')) {
      return;
    }
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (step !== 0) {
      const lines = this.#lines();
      const next = lines[lines.indexOf(line) + step];
      event.preventDefault();
      if (next === undefined && step > 0) {
        byId('say').focus();
      } else if (next !== undefined) {
        next.tabIndex = -1;
        next.focus();
      }
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.open(line);
    } else if (event.key === 'Escape') {
      event.preventDefault(); // a prompt stays open
      byId('say').focus();
    }
  }

  /** @param {HTMLElement} line */
  open(line) {
    const target = describe(line);
    if (target === null) {
      return;
    }
    this.#opened = line;
    byId('message-title').replaceChildren(withMarks(messages.messageOf, { ...target, user: target.name }));
    byId('message-text').textContent = shortened(oneLine(target.text), 200);
    const mine = new Set([...line.querySelectorAll('.reaction[aria-pressed="true"]')]
      .map((one) => one.getAttribute('data-reaction')));
    for (const choice of byId('message-reactions').children) {
      choice.setAttribute('aria-pressed', String(mine.has(choice.dataset.reaction)));
      choice.title = messages.reactWith(choice.dataset.reaction);
    }
    byId('message-dialog').showModal();
  }

  /** @param {string} reaction */
  #react(reaction) {
    const line = this.#opened;
    byId('message-dialog').close();
    if (line !== null) {
      const pressed = [...line.querySelectorAll('.reaction')]
        .some((one) => one.getAttribute('data-reaction') === reaction && one.getAttribute('aria-pressed') === 'true');
      this.#does.react(Number(line.dataset.n), reaction, pressed);
    }
  }

  /** @param {HTMLElement} line */
  #reply(line) {
    const target = describe(line);
    if (target !== null) {
      this.#does.reply(target);
    }
  }
}

/**
 * @param {EventTarget | null} from
 * @returns {HTMLElement | null}
 */
function targetLine(from) {
  return from instanceof Element ? from.closest('.said[data-n]') : null;
}

/**
 * @param {HTMLElement} line
 * @returns {Target | null}
 */
export function describe(line) {
  const n = Number(line.dataset.n ?? 0);
  return n === 0 ? null : {
    n,
    name: line.querySelector('.by bdi')?.textContent ?? '',
    classic: line.querySelector('.by .classic') !== null,
    text: line.querySelector('.bubble')?.textContent ?? '',
    member: Number(line.dataset.member ?? 0),
  };
}
