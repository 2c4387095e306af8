// @ts-check
import { BASE } from './dom.js';

/** Without a server: a page that says so, and keeps nothing that was said. Loaded after the first view. */
export function registerWorker() {
  if ('serviceWorker' in navigator && isSecureContext) {
    const path = new URL('worker.js', BASE).href;
    const types = /** @type {any} */ (globalThis).trustedTypes;
    const script = types === undefined ? path
      : types.createPolicy('prosa-worker', { createScriptURL: () => path }).createScriptURL('');
    navigator.serviceWorker.register(script, { updateViaCache: 'none' }).catch(() => {}); // withheld: a browser's own page has to do
  }
}
