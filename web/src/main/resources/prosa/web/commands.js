// @ts-check
import { blank, tidy } from './text.js';

/**
 * The commands that can be typed: one list for the field's completion, the help and the session. A command is never sent as a message, and other input is never lost.
 *
 * @typedef {'me' | 'nick' | 'next' | 'back' | 'invite' | 'join' | 'private' | 'encrypted' | 'code' | 'newkey' | 'who' | 'mute' | 'unmute' | 'vote' | 'report'
 *   | 'about' | 'clear' | 'help' | 'quit'} CommandName
 * @typedef {{name: CommandName, takes: 'nothing' | 'text' | 'name' | 'code', aliases: string[]}} Command
 *
 * What a draft turns out to be. `incomplete`, `surplus` and `unknown` stay in the field; `word` is the
 * word that was written, with its slash.
 * @typedef {{kind: 'nothing'}
 *   | {kind: 'say', text: string, action: boolean}
 *   | {kind: 'command', name: Exclude<CommandName, 'me'>, about: string, word: string}
 *   | {kind: 'incomplete', name: CommandName, word: string}
 *   | {kind: 'surplus', name: CommandName, word: string}
 *   | {kind: 'unknown', word: string}} Parsed
 */

/**
 * The same commands, and the same other words for them, as in the other front ends. Every word works
 * in every language.
 *
 * @type {Command[]}
 */
export const COMMANDS = [
  { name: 'me', takes: 'text', aliases: [] },
  { name: 'nick', takes: 'text', aliases: ['name', 'nome', 'apelido', 'nombre', 'apodo'] },
  { name: 'next', takes: 'nothing', aliases: ['n', 'outra', 'otra'] },
  { name: 'back', takes: 'nothing', aliases: ['voltar', 'volver'] },
  { name: 'invite', takes: 'nothing', aliases: ['i', 'convidar', 'convite', 'invitar'] },
  { name: 'join', takes: 'code', aliases: ['j', 'entrar'] },
  { name: 'private', takes: 'nothing', aliases: ['privada', 'privado'] },
  { name: 'who', takes: 'nothing', aliases: ['w', 'names', 'quem', 'quien', 'quién'] },
  { name: 'mute', takes: 'name', aliases: ['ignore', 'silenciar', 'ignorar'] },
  { name: 'unmute', takes: 'name', aliases: ['unignore', 'ouvir', 'oir', 'oír'] },
  { name: 'vote', takes: 'name', aliases: ['votar'] },
  { name: 'report', takes: 'nothing', aliases: ['denunciar'] },
  { name: 'about', takes: 'nothing', aliases: ['host', 'sobre', 'acerca'] },
  { name: 'clear', takes: 'nothing', aliases: ['limpar', 'limpiar'] },
  { name: 'help', takes: 'nothing', aliases: ['h', '?', 'ajuda', 'ayuda'] },
  { name: 'quit', takes: 'nothing', aliases: ['q', 'exit', 'leave', 'sair', 'salir'] },
];

/**
 * A slash and a word that ends there, behind nothing that is seen: `/usr/bin` is none. Input methods write slash and word
 * in full width.
 */
const LOOKS_LIKE = /^[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*([/\uff0f])([\p{L}?\uff1f][\p{L}\p{M}\p{N}_-]*?)(?=[\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]|$)/u;

/**
 * Parses a draft. `//x` sends `/x`.
 *
 * @param {string} draft
 * @returns {Parsed}
 */
export function parse(draft) {
  if (blank(draft)) {
    return { kind: 'nothing' };
  }
  const word = LOOKS_LIKE.exec(draft.slice(0, 200));
  if (word === null) {
    const text = tidy(draft);
    return { kind: 'say', text: /^[/\uff0f]{2}/u.test(text) ? text.slice(1) : text, action: false };
  }
  const command = named(word[2]);
  const written = word[1] + word[2];
  if (command === undefined) {
    return { kind: 'unknown', word: written };
  }
  const about = draft.slice(word[0].length).trim();
  if (command.takes === 'nothing') {
    return !blank(about) ? { kind: 'surplus', name: command.name, word: written } : done(command.name, '', written);
  }
  if (blank(about)) {
    return { kind: 'incomplete', name: command.name, word: written };
  }
  return command.name === 'me'
    ? { kind: 'say', text: about, action: true }
    : done(command.name, about, written);
}

/**
 * @param {CommandName} name
 * @param {string} about
 * @param {string} word
 * @returns {Parsed}
 */
function done(name, about, word) {
  return { kind: 'command', name: /** @type {Exclude<CommandName, 'me'>} */ (name), about, word };
}

/** @param {string} word */
function named(word) {
  const wanted = word.normalize('NFKC').toLowerCase(); // an accent may come as a letter of its own
  return COMMANDS.find((one) => one.name === wanted || one.aliases.includes(wanted));
}

/**
 * The commands that what was typed may become; none if it is no beginning of one.
 *
 * @param {string} draft
 * @returns {Command[]}
 */
export function commandsFor(draft) {
  const typed = /^[/\uff0f]([\p{Letter}]*)$/u.exec(draft.slice(0, 40))?.[1]?.normalize('NFKC').toLowerCase();
  return typed === undefined || draft.length > 40 ? [] : COMMANDS.filter((one) => one.name.startsWith(typed));
}

/**
 * A command with what follows it, as it is listed.
 *
 * @param {string} name
 * @param {Record<string, string>} takes what follows each command that is not alone, in the reader's language
 */
export function synopsis(name, takes) {
  return name in takes ? `/${name} ${takes[name]}` : `/${name}`;
}

/**
 * The code in an invitation as people pass it on: the link, with or without its scheme, alone or in
 * a sentence, escaped in another link, or the code alone, in brackets or with a full stop after it.
 * Empty if there is none. A link with a damaged secret is none either, as `isDamaged` tells.
 *
 * @param {string} text
 */
export function inviteCode(text) {
  const given = copied(text);
  return /(?:\/|%2F)r(?:\/|%2F)([\w-]{8,64})/iu.exec(given)?.[1]
    ?? /\/r\/([\w-]{1,64})\/?$/u.exec(given)?.[1]
    ?? /^[<([{"'`*“‘«「『（【]*([\w-]{8,64})[>)\]}"'`*”’»」』）】.,;:!?。，！？…]*$/u.exec(given)?.[1]
    ?? '';
}

/**
 * What was copied, without what nobody sees.
 *
 * @param {string} text
 */
export function copied(text) {
  return text.slice(0, 2000).replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '').trim();
}
