// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { meant } from '../../main/resources/prosa/web/member-reference.js';
import { commandsFor, inviteCode, parse } from '../../main/resources/prosa/web/commands.js';
import { day, otherDay, timeOfDay } from '../../main/resources/prosa/web/dates.js';
import { findLinks } from '../../main/resources/prosa/web/links.js';
import { reportLines } from '../../main/resources/prosa/web/log-text.js';
import { completions, findMentions, fold, mentionAt, mentionsName } from '../../main/resources/prosa/web/mentions.js';
import { distinct, keys, prototypes } from '../../main/resources/prosa/web/names.js';
import { Roster } from '../../main/resources/prosa/web/roster.js';
import { isDamaged, secretIn, tidyName } from '../../main/resources/prosa/web/sealed-room.js';
import { blank, bytes, hue, initials, oneLine, shortened, tidy, visible } from '../../main/resources/prosa/web/text.js';
import { shared } from './shared-examples.js';

/** The page's own examples, beyond those that all front ends share. */
const examples = JSON.parse(readFileSync(new URL('./text-examples.json', import.meta.url), 'utf8'));

/**
 * What a draft turns out to be, as the shared table says it.
 *
 * @param {string} draft
 */
function understood(draft) {
  const parsed = parse(draft);
  switch (parsed.kind) {
    case 'say':
      return `${parsed.action ? 'me' : 'say'} ${parsed.text}`;
    case 'command':
      return `${parsed.name} ${parsed.about}`.trim();
    case 'incomplete':
      return `missing ${parsed.word}`;
    case 'surplus':
      return `surplus ${parsed.word}`;
    case 'unknown':
      return `unknown ${parsed.word}`;
    default:
      return parsed.kind;
  }
}

const TABLE = ['Ana', 'Ana 2', 'Ana Luísa', 'Bia', 'José', '李雷', '李雷雷', '민수', 'Fê 🌻', 'D\'Ávila', 'علی\u200cرضا'];

describe('the examples of all front ends', () => {
  for (const [kind, text, expected] of shared) {
    test(`${kind} ${JSON.stringify(text)}`, () => {
      switch (kind) {
        case 'link':
          assert.equal(findLinks(text).map((link) => text.slice(link.start, link.end)).join(' '), expected);
          break;
        case 'target':
          assert.equal(findLinks(text).map((link) => link.href).join(' '), expected);
          break;
        case 'day': {
          const [language, date] = text.split(' ');
          assert.equal(day(new Date(`${date}T12:00`).getTime(), language), expected);
          break;
        }
        case 'time': {
          const [locale, language, time] = text.split(' ');
          assert.equal(timeOfDay(new Date(`2026-11-05T${time}`).getTime(), language, locale).replaceAll(/\s/gu, ' '), expected);
          break;
        }
        case 'command':
          assert.equal(understood(text), expected);
          break;
        case 'invisible':
          assert.equal(blank(text), expected === 'true');
          break;
        case 'show':
          assert.equal(visible(text), expected);
          break;
        case 'mention':
          assert.equal(findMentions(text, TABLE).map((one) => one.name).join('|'), expected);
          break;
        case 'secret':
          assert.equal(secretIn(text), expected);
          break;
        case 'invitation':
          assert.equal(isDamaged(text) ? '' : inviteCode(text), expected);
          break;
        case 'called': {
          const [, others, given] = /^([^:]*):(.*)$/u.exec(text) ?? [];
          const roster = new Roster();
          const members = others.split(',').map((one) => ({ place: Number(one.split('=')[0]), user: one.split('=')[1] }));
          roster.seat({ room: 'Chat0', user: 'Eva', place: 9, capacity: 10, members });
          const placed = roster.placed(given);
          assert.equal((placed ? [placed] : meant(roster.others, given, ALIKE)).map((one) => one.place).join(' '), expected);
          break;
        }
        default: // the session's, the server's, and the browser's own affair: TextDirectionTest tries it in one
          assert.ok(['newcomer', 'direction', 'name', 'mute'].includes(kind));
      }
    });
  }
});

describe('links', () => {
  for (const { text, links } of examples.links) {
    test(JSON.stringify(text), () => {
      assert.deepEqual(findLinks(text).map((link) => link.shown), links);
    });
  }

  test('leads where it says', () => {
    const [link] = findLinks('see https://\u0430pple.com/login now');
    assert.equal(new URL(link.href).host, new URL(link.shown).host);
    assert.equal('see https://\u0430pple.com/login now'.slice(link.start, link.end), 'https://\u0430pple.com/login');
  });

  test('at most 64 of one text', () => {
    assert.equal(findLinks('http://a.example '.repeat(500)).length, 64);
  });

  test('one that is too long is none', () => {
    assert.deepEqual(findLinks(`https://a.example/${'x'.repeat(3000)}`), []);
  });
});

describe('the secret in a link', () => {
  const link = 'https://chat.example.org/r/Zr4x1N0bQ5eW9oYk2LhS3g';
  const secret = 'b3VyIGZpeGVkIHNlY3JldCBmb3IgdGhlIGV4YW1wbGU';

  test('is damaged however little of it is left', () => {
    for (let length = 0; length < secret.length; length++) {
      assert.ok(isDamaged(`${link}#.${secret.slice(0, length)}`), `${length}`);
    }
    for (const given of [`#.${secret.slice(0, 9)} ${secret.slice(9)}`, `#.${secret.replace('V', '%')}`, `?from=mail#.${secret.slice(2)}`]) {
      assert.ok(isDamaged(link + given), given);
    }
  });

  test('is not what other fragments have', () => {
    for (const behind of ['', '#', '#say', '#v1.2', '?a=b#y', `#.${secret}`, `#.${secret}.`, `#${secret}`, `#seat=${secret}&user=Ana`]) {
      assert.ok(!isDamaged(link + behind), behind);
    }
  });

  test('is read behind what others put before it', () => {
    assert.equal(secretIn(`${link}?from=mail#.${secret}`), secret);
    assert.equal(inviteCode(`${link}?from=mail#.${secret}`), 'Zr4x1N0bQ5eW9oYk2LhS3g');
  });
});

describe('drafts', () => {
  for (const { draft, is, text, command } of examples.drafts) {
    test(JSON.stringify(draft), () => {
      const parsed = parse(draft);
      const kind = parsed.kind === 'say' && parsed.action ? 'act' : parsed.kind;
      assert.equal(kind, is);
      if (text !== undefined) {
        assert.equal(parsed.kind === 'say' ? parsed.text : parsed.kind === 'command' ? parsed.about : '', text);
      }
      if (command !== undefined) {
        assert.equal('name' in parsed ? parsed.name : 'word' in parsed ? parsed.word.slice(1) : '', command);
      }
    });
  }

  test('a slash shows all commands, and letters those that begin so', () => {
    assert.equal(commandsFor('/').length, 16);
    assert.deepEqual(commandsFor('/n').map((one) => one.name), ['nick', 'next']);
    assert.deepEqual(commandsFor('／Ｎ').map((one) => one.name), ['nick', 'next']);
    assert.deepEqual(commandsFor('/me waves'), []);
    assert.deepEqual(commandsFor('hello'), []);
  });
});

describe('invitations as people pass them on', () => {
  for (const { text, code } of examples.invitations) {
    test(JSON.stringify(text), () => assert.equal(inviteCode(text), code));
  }
});

describe('mentions', () => {
  for (const { text, names, mentions } of examples.mentions) {
    test(JSON.stringify(text), () => {
      assert.deepEqual(findMentions(text, names).map((one) => one.name), mentions);
    });
  }

  test('cost no more for each name at the table', () => {
    const text = `@${'á '.repeat(15)}\n`.repeat(256);
    const [few, many] = [9, 900].map((count) => {
      const names = Array.from({ length: count }, (_, i) => `${'á'.repeat(20)}${i}`);
      let times = 0;
      const { normalize } = String.prototype;
      String.prototype.normalize = function counted(/** @type {string} */ form) {
        times++;
        return normalize.call(this, form);
      };
      try {
        findMentions(text, names);
      } finally {
        String.prototype.normalize = normalize;
      }
      return times;
    });
    assert.ok(many < few + 10 * 900, `${few} for 9 names, ${many} for 900`);
  });

  test('of oneself', () => {
    assert.ok(mentionsName('hello @Ana', 'Ana', ['Bia']));
    assert.ok(!mentionsName('hello @Ana 2', 'Ana', ['Ana 2']));
    assert.ok(!mentionsName('hello Ana', 'Ana', []));
    assert.ok(!mentionsName('hello', '', []));
  });

  test('are completed from what stands before the caret', () => {
    assert.deepEqual(mentionAt('oi @An', 6), { start: 3, typed: 'An' });
    assert.equal(mentionAt('oi An', 5), null);
    assert.equal(mentionAt('mail ana@x', 10), null);
    assert.deepEqual(completions('Bob Dylan ', ['Bob Dylan']), [], 'it is complete');
    assert.deepEqual(completions('Bob ', ['Bob Dylan', 'Bob']), ['Bob Dylan']);
    assert.deepEqual(completions('a', ['Bia', 'Ana', 'Caio Alves']), ['Ana', 'Caio Alves']);
  });
});

test('the hue of a place is the same in every front end', () => { // see PlaceHueTest
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(hue), [28, 165, 303, 80, 218, 355, 133, 270, 48, 185]);
});

describe('what is shown', () => {
  for (const { text, shown } of examples.shown) {
    test(JSON.stringify(text), () => assert.equal(visible(text), shown));
  }

  test('initials of names in any script', () => {
    assert.deepEqual(['Ana', 'Dora Reis', '李雷', '👍🏽 ok', '', '1 2'].map(initials), ['A', 'DR', '李', '👍🏽', '?', '1']);
  });

  test('one line, shortened by characters', () => {
    assert.equal(oneLine(' a\n\tb '), 'a b');
    assert.equal(shortened('🌻🌻🌻', 2), '🌻🌻…');
    assert.equal(shortened('abc', 3), 'abc');
    assert.equal(bytes('é🌻'), 6);
  });

  test('the day, and where it changes', () => {
    const night = new Date(2026, 2, 1, 23, 59).getTime();
    const morning = new Date(2026, 2, 2, 0, 1).getTime();
    assert.ok(otherDay(night, morning));
    assert.ok(!otherDay(morning, new Date(2026, 2, 2, 23, 59).getTime()));
    assert.ok(otherDay(night, new Date(2027, 2, 1, 23, 59).getTime()), 'a year later');
  });
});

/** Whatever a member can write, up to what a frame holds and beyond. */
const HOSTILE = {
  'closing brackets after an address': (/** @type {number} */ n) => `https://a/${')'.repeat(n)}`,
  'opening brackets after an address': (/** @type {number} */ n) => `https://a/${'('.repeat(n)}`,
  'brackets by turns': (/** @type {number} */ n) => `https://a/${'()'.repeat(n / 2)}`,
  'full stops': (/** @type {number} */ n) => `https://a/${'.'.repeat(n)}`,
  'schemes only': (/** @type {number} */ n) => 'https://'.repeat(n / 8),
  'many addresses': (/** @type {number} */ n) => 'http://a.b '.repeat(n / 11),
  'many addresses in brackets': (/** @type {number} */ n) => '(http://a.b) '.repeat(n / 13),
  'h only': (/** @type {number} */ n) => 'h'.repeat(n),
  'at signs': (/** @type {number} */ n) => '@'.repeat(n),
  'halves of mentions': (/** @type {number} */ n) => '@An'.repeat(n / 3),
  'mentions': (/** @type {number} */ n) => '@Ana '.repeat(n / 5),
  'blanks': (/** @type {number} */ n) => ' '.repeat(n),
  'blanks and a word': (/** @type {number} */ n) => `${' '.repeat(n)}x`,
  'a word between blanks': (/** @type {number} */ n) => `x${' '.repeat(n)}y`,
  'line breaks': (/** @type {number} */ n) => '\n'.repeat(n),
  'carriage returns': (/** @type {number} */ n) => '\r'.repeat(n),
  'a command and blanks': (/** @type {number} */ n) => `/me${' '.repeat(n)}`,
  'slashes': (/** @type {number} */ n) => '/'.repeat(n),
  'nothing to see': (/** @type {number} */ n) => `${'\u200b'.repeat(n)}x`,
  'combining marks': (/** @type {number} */ n) => `a${'\u0301'.repeat(n)}`,
  'joiners': (/** @type {number} */ n) => '👩\u200d'.repeat(n / 3),
  'controls': (/** @type {number} */ n) => '\u202e'.repeat(n),
};

const ALIKE = prototypes(readFileSync(new URL('../../../../protocol/src/main/resources/prosa/protocol/confusables.txt', import.meta.url), 'utf8'));

/**
 * A log with a line for each text, as the page draws it.
 *
 * @param {string[]} texts
 * @returns {any}
 */
function logOf(texts) {
  const looked = { times: 0 };
  const lines = texts.map((text) => ({
    classList: { contains: () => false },
    getAttribute: () => '12',
    querySelector: (/** @type {string} */ part) => {
      looked.times++;
      return { '.by bdi': { textContent: 'Bia' }, '.bubble': { textContent: text } }[part] ?? null;
    },
  }));
  return { looked, querySelectorAll: () => lines };
}

const FUNCTIONS = {
  findLinks,
  reportLines: (/** @type {string} */ text) => reportLines(logOf([text, ...text.split(/(?<=\))|(?<=\s)/u)]), new Roster(), ''),
  findMentions: (/** @type {string} */ text) => findMentions(text, ['Ana', 'Ana 2', 'Bia', 'Caio', '@', 'h']),
  parse, visible, blank, tidy, oneLine, initials, bytes, inviteCode, isDamaged, commandsFor,
  shortened: (/** @type {string} */ text) => shortened(text, 40),
  mentionAt: (/** @type {string} */ text) => mentionAt(text, text.length),
  mentionsName: (/** @type {string} */ text) => mentionsName(text, 'Ana', ['Ana 2', '@', 'h']),
  completions: (/** @type {string} */ text) => completions(text, ['Ana', 'Ana 2', 'h']),
  fold, secretIn, tidyName,
  keys: (/** @type {string} */ text) => keys(text, ALIKE),
  distinct: (/** @type {string} */ text) => {
    const taken = new Set(keys(text, ALIKE));
    return distinct(text, (key) => taken.has(key), ALIKE);
  },
};

describe('a report', () => {
  const roster = new Roster();
  roster.seat({ room: 'Chat0', user: 'Ana', place: 1, member: 11, capacity: 10, members: [{ place: 2, user: 'Bia', member: 12 }] });

  test('has the latest 200 messages, a line each', () => {
    const lines = reportLines(logOf(Array.from({ length: 300 }, (_, i) => `so\n${i}`)), roster, 'classic client');
    assert.equal(lines.length, 200);
    assert.equal(lines[0], '[2] Bia: so 100');
    assert.equal(lines[199], '[2] Bia: so 299');
  });

  test('looks at those alone, however long the talk is', () => {
    const [short, long] = [200, 3000].map((length) => logOf(Array.from({ length }, () => 'oi')));
    reportLines(short, roster, '');
    reportLines(long, roster, '');
    assert.equal(long.looked.times, short.looked.times);
  });
});

describe('64 KiB of anything costs twice 32 KiB at most', () => {
  /** In milliseconds. */
  const NOT_JUDGED = 200;

  /**
   * The shortest of some runs, in milliseconds.
   *
   * @param {() => void} run
   * @param {number} times
   */
  function time(run, times) {
    let best = Infinity;
    for (let i = 0; i < times; i++) {
      const begin = performance.now();
      run();
      best = Math.min(best, performance.now() - begin);
    }
    return best;
  }

  for (const [name, call] of Object.entries(FUNCTIONS)) {
    test(name, () => {
      for (const [what, made] of Object.entries(HOSTILE)) {
        // Twice, and as much again for a busy machine; what takes no time at all is not judged: what
        // grows with the square takes seconds here, and four times as long however often it is tried.
        const half = () => void call(made(32 * 1024));
        const whole = () => void call(made(64 * 1024));
        for (let tries = 1; time(whole, 1) >= NOT_JUDGED; tries++) {
          const [some, twice] = [time(half, 5), time(whole, 5)];
          if (twice < NOT_JUDGED || twice < 3 * some) {
            break;
          }
          assert.ok(tries < 6, `${what}: ${some.toFixed(2)} ms, then ${twice.toFixed(2)} ms`);
        }
      }
    });
  }
});
