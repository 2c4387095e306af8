// @ts-check
import { language } from './settings.js';

/** The sentences that are needed seldom, in the reader's language. Loaded with what needs them. */
export async function laterMessages() {
  const loaded = await import(`./later-${language()}.js`);
  return /** @type {typeof import('./later-en.js').messages} */ (loaded.messages);
}
