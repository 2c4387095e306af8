// @ts-check
import { withMarks } from './chat-log.js';
import { COMMANDS, commandsFor, synopsis } from './commands.js';
import { byId, make, takesText } from './dom.js';
import { completions, fold, mentionAt } from './mentions.js';
import { messages } from './messages.js';
import { bytes, oneLine, shortened, visible } from './text.js';

/**
 * The message field. Enter sends, Shift+Enter begins a line; the Enter that ends an
 * input method's composition does neither. Keys typed elsewhere on the page go to it. A draft is cleared only when it was accepted. Completes commands and mentions.
 *
 * @typedef {import('./session.js').Outcome} Outcome
 * @typedef {{label: string, note: string, insert: () => void}} Choice
 */

/** What keyboards say of a key that an input method has taken. */
export const TAKEN_BY_INPUT_METHOD = 229;
/** Keys that begin a character: a dead key, and any key of an input method. */
const BEGINS = new Set(['Dead', 'Process', 'Unidentified']);
/** How long something is told for a moment. */
const TOLD_MILLIS = 6000;

export class Composer {
  #field = byId('say');
  #note = byId('say-note');
  #list = byId('completion');
  /** @type {Choice[]} */ #choices = [];
  #chosen = 0;
  /** Whether what was typed is complete already: Enter says it then. */
  #exact = false;
  #shift = false;
  #does;
  /** The timer of what is told; zero if what happens meanwhile may take its place. @type {any} */ #telling = 0;
  /** The number of the message that is answered; 0 for none. */
  #re = 0;

  /**
   * @param {{say: (draft: string, re: number) => Outcome, typing: () => void, limit: () => number,
   *   waiting: () => number, others: () => import('./roster.js').Member[],
   *   up: () => void, command: () => void}} does `up` is asked to go to the messages; `command` is told that one is begun
   */
  constructor(does) {
    this.#does = does;
    this.#field.addEventListener('input', () => {
      this.#changed();
      // a command is not said
      if (/^\s*[^\s/\uff0f]/u.test(this.#field.value)) {
        does.typing();
      }
    });
    this.#field.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.#key(event));
    this.#field.addEventListener('beforeinput', (/** @type {InputEvent} */ event) => {
      // Keyboards of phones do not say which key it was, only that a line is to begin.
      if (event.inputType === 'insertLineBreak' && !event.isComposing && !this.#shift) {
        event.preventDefault();
        this.submit();
      }
    });
    // The focus stays in the field while something is chosen with the mouse.
    this.#list.addEventListener('mousedown', (/** @type {Event} */ event) => event.preventDefault());
    this.#field.addEventListener('blur', () => this.#complete([]));
    this.#field.addEventListener('click', () => this.#suggest());
    byId('composer').addEventListener('submit', (/** @type {Event} */ event) => {
      event.preventDefault();
      this.submit();
    });
    byId('reply-cancel').onclick = () => {
      this.answer(null);
      this.focus();
    };
    document.addEventListener('keydown', (event) => this.#catch(event));
    document.addEventListener('paste', (event) => {
      if (this.#isFree() && !takesText(document.activeElement)) {
        event.preventDefault();
        this.#field.focus();
        this.#insert(event.clipboardData?.getData('text/plain') ?? '', this.#field.selectionStart);
      }
    });
  }

  /** The text that is being written. */
  get draft() {
    return this.#field.value;
  }

  /** @param {string} text */
  set draft(text) {
    this.#field.value = text;
    this.#changed();
  }

  focus() {
    this.#field.focus({ preventScroll: true });
  }

  /**
   * The next message answers this one; null for none.
   *
   * @param {import('./message-menu.js').Target | null} target
   */
  answer(target) {
    this.#re = target?.n ?? 0;
    byId('reply').hidden = target === null;
    if (target !== null) {
      byId('reply-to').replaceChildren(withMarks(messages.replyTo, { user: oneLine(target.name), classic: target.classic },
        { user: shortened(oneLine(target.text.slice(0, 400)), 80), classic: false }));
      this.focus();
    }
  }

  /**
   * Puts a mention of somebody at the caret.
   *
   * @param {string} user
   */
  mention(user) {
    const at = this.#field.selectionStart;
    const before = this.#field.value.slice(0, at);
    this.focus();
    this.#insert(`${before === '' || /\s$/u.test(before) ? '' : ' '}@${user} `, at);
  }

  /** Sends the content of the field. */
  submit() {
    const outcome = this.#does.say(this.#field.value, this.#re);
    if (outcome.taken) {
      this.draft = '';
      this.answer(null);
    } else if (outcome.word !== '') {
      this.#hold(outcome.why === 'unknown' ? messages.unknownCommand(outcome.word)
        : outcome.why === 'surplus' ? messages.standsAlone(outcome.word)
        : messages.usage[outcome.name]?.(outcome.word) ?? '', true);
    }
    this.focus();
  }

  /** Shows how much room is left, and how much waits to be sent; not while something else is told. */
  showState() {
    if (this.#telling) {
      return;
    }
    const limit = this.#does.limit();
    const length = this.#field.value.length;
    const room = length * 3 < limit * 0.8 ? limit : limit - bytes(this.#field.value);
    const waiting = this.#does.waiting();
    this.#say(room < limit / 5 ? (room < 0 ? messages.bytesTooMany(-room) : messages.bytesLeft(room)) : waiting > 0 ? messages.waiting(waiting) : '', room < 0);
  }

  /**
   * Gives back a draft that came to nothing, and says why; one that is being written by now stays.
   *
   * @param {string} draft
   * @param {string} sentence
   */
  giveBack(draft, sentence) {
    if (this.#field.value === '') {
      this.draft = draft;
    }
    this.#hold(sentence, true);
  }

  /**
   * Tells something for a moment, or until something is typed.
   *
   * @param {string} sentence
   */
  tell(sentence) {
    this.#hold(sentence, false);
    this.#telling = setTimeout(() => {
      this.#telling = 0;
      this.showState();
    }, TOLD_MILLIS);
  }

  /**
   * Tells something until something is typed.
   *
   * @param {string} sentence
   * @param {boolean} trouble
   */
  #hold(sentence, trouble) {
    clearTimeout(this.#telling);
    this.#telling = -1;
    this.#say(sentence, trouble);
  }

  /**
   * @param {string} sentence
   * @param {boolean} trouble
   */
  #say(sentence, trouble) {
    if (this.#note.textContent !== sentence) {
      this.#note.textContent = sentence;
    }
    this.#note.classList.toggle('trouble', trouble);
    if (trouble) {
      this.#field.setAttribute('aria-invalid', 'true');
    } else {
      this.#field.removeAttribute('aria-invalid');
    }
  }

  /** As high as what is in it; to be called when the field has come into sight. */
  fit() {
    this.#field.style.height = 'auto';
    if (this.#field.scrollHeight > 0) {
      this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
    }
    this.showState();
  }

  #changed() {
    clearTimeout(this.#telling);
    this.#telling = 0;
    this.fit();
    this.#suggest();
  }

  /**
   * @param {string} text
   * @param {number} at
   */
  #insert(text, at) {
    this.#field.setRangeText(text, at, this.#field.selectionEnd, 'end');
    this.#changed();
  }

  // ---- keys

  /** @param {KeyboardEvent} event */
  #key(event) {
    this.#shift = event.shiftKey;
    if (event.isComposing || event.keyCode === TAKEN_BY_INPUT_METHOD) {
      return;
    }
    if (this.#choices.length > 0 && this.#choose(event)) {
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'Escape' && this.#re !== 0) {
      event.preventDefault(); // a prompt stays open
      this.answer(null);
    } else if (event.key === 'ArrowUp' && this.#field.value === '' && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#does.up();
    }
  }

  /** Whether nothing is open that keys belong to. */
  #isFree() {
    return !byId('room').hidden && document.querySelector('dialog[open]') === null;
  }

  /**
   * A key that was pressed elsewhere on the page.
   *
   * @param {KeyboardEvent} event
   */
  #catch(event) {
    const begins = BEGINS.has(event.key);
    const written = (begins || (event.key.length === 1 && event.key !== ' ')) && !event.ctrlKey && !event.metaKey
      && (begins || !event.altKey || event.getModifierState('AltGraph'));
    if (written && this.#isFree() && !takesText(document.activeElement)) {
      this.focus(); // and the key goes on to where the focus is
    }
  }

  // ---- completion

  #suggest() {
    const text = this.#field.value;
    const caret = this.#field.selectionStart;
    if (caret !== this.#field.selectionEnd) {
      this.#complete([]);
      return;
    }
    const commands = text === '/' || caret === text.length ? commandsFor(text) : [];
    const mention = mentionAt(text, caret);
    const others = this.#does.others();
    const names = [...new Set(others.map((one) => one.user))];
    this.#exact = mention !== null && names.some((name) => fold(name) === fold(mention.typed));
    if (commands.length > 0) {
      this.#does.command();
      this.#complete(commands.filter(({ name }) => `/${name}` !== text).map(({ name }) => ({
        label: synopsis(name, messages.takes),
        note: messages.command[name],
        insert: () => {
          this.draft = `/${name}${COMMANDS.find((one) => one.name === name)?.takes === 'nothing' ? '' : ' '}`;
          this.#complete([]);
        },
      })));
    } else if (mention !== null) {
      this.#complete(completions(mention.typed, names).slice(0, 10).map((name) => ({
        label: `@${visible(name)}`,
        note: others.some((one) => one.user === name && one.classic) ? messages.classic : '',
        insert: () => {
          this.#field.setSelectionRange(mention.start, this.#field.selectionStart);
          this.#insert(`@${name} `, mention.start);
        },
      })));
    } else {
      this.#complete([]);
    }
  }

  /** @param {Choice[]} choices */
  #complete(choices) {
    if (choices.length === 0 && this.#choices.length === 0) {
      return;
    }
    this.#choices = choices;
    this.#chosen = 0;
    this.#list.hidden = choices.length === 0;
    this.#list.replaceChildren(...choices.map((choice, at) => {
      const option = make('li', '', make('bdi', '', choice.label), make('span', 'note', choice.note));
      option.id = `choice-${at}`;
      option.setAttribute('role', 'option');
      option.onclick = () => choice.insert();
      return option;
    }));
    this.#showChosen();
  }

  #showChosen() {
    [...this.#list.children].forEach((option, at) => option.setAttribute('aria-selected', String(at === this.#chosen)));
    if (this.#choices.length > 0) {
      this.#field.setAttribute('aria-activedescendant', `choice-${this.#chosen}`);
      this.#list.children[this.#chosen].scrollIntoView({ block: 'nearest' });
    } else {
      this.#field.removeAttribute('aria-activedescendant');
    }
  }

  /**
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was for the list
   */
  #choose(event) {
    const count = this.#choices.length;
    switch (event.key) {
      case 'ArrowDown':
        this.#chosen = (this.#chosen + 1) % count;
        break;
      case 'ArrowUp':
        this.#chosen = (this.#chosen + count - 1) % count;
        break;
      case 'Tab':
      case 'Enter':
        if (event.shiftKey || (event.key === 'Enter' && this.#exact)) {
          return false;
        }
        this.#choices[this.#chosen].insert();
        return true;
      case 'Escape':
        this.#complete([]);
        return true;
      default:
        return false;
    }
    this.#showChosen();
    return true;
  }
}
