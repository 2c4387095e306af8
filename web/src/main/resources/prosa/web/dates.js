// @ts-check
/**
 * Times and days in the language of the page, with the 12 or 24 hours of the reader's own locale,
 * which is often another: an English page is read in Berlin.
 */

/** @type {Map<string, {time: Intl.DateTimeFormat, day: Intl.DateTimeFormat}>} */
const made = new Map();

/**
 * @param {string} language
 * @param {string} [locale] the reader's; the browser's own if absent
 */
function formats(language, locale) {
  const key = `${language} ${locale ?? ''}`;
  let found = made.get(key);
  if (found === undefined) {
    const own = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions();
    found = {
      time: new Intl.DateTimeFormat(language, { hour: own.hour12 ? 'numeric' : '2-digit', minute: '2-digit', hourCycle: own.hour12 ? 'h12' : 'h23' }),
      day: new Intl.DateTimeFormat(language, { dateStyle: 'full' }),
    };
    made.set(key, found);
  }
  return found;
}

/**
 * The time of day.
 *
 * @param {number} at
 * @param {string} language
 * @param {string} [locale]
 */
export function timeOfDay(at, language, locale) {
  return formats(language, locale).time.format(at);
}

/**
 * The day.
 *
 * @param {number} at
 * @param {string} language
 */
export function day(at, language) {
  return formats(language).day.format(at);
}

/**
 * Whether two moments are on different days here.
 *
 * @param {number} one
 * @param {number} other
 */
export function otherDay(one, other) {
  return new Date(one).toDateString() !== new Date(other).toDateString();
}
