// @ts-check
/**
 * A service worker that keeps one page, the one that says that the server cannot be reached, and the
 * files that dress it. Nothing else is kept: no name, no message, and the page itself comes from the
 * server each time.
 */
const OFFLINE = '{base}/offline.html';
const KEPT = [OFFLINE, '{base}/prosa.css', '{base}/prosa.svg', '{base}/theme-boot.js', '{base}/offline.js'];
const NAME = 'prosa-{base}';
const worker = /** @type {any} */ (globalThis);

/** @param {string} path */
const inScope = (path) => new URL(path, worker.registration.scope).href;

worker.addEventListener('install', (/** @type {any} */ event) => {
  event.waitUntil(caches.open(NAME)
    .then((cache) => cache.addAll(KEPT.map(inScope)))
    .then(() => worker.skipWaiting()));
});

worker.addEventListener('activate', (/** @type {any} */ event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names
    .filter((name) => name.startsWith('prosa-') && name !== NAME)
    .map((name) => caches.delete(name)))));
});

worker.addEventListener('fetch', (/** @type {any} */ event) => {
  const { request } = event;
  if (KEPT.some((path) => inScope(path) === request.url)) {
    event.respondWith(caches.match(request).then((found) => found ?? fetch(request)));
  } else if (request.mode === 'navigate') {
    event.respondWith(fetch(request).catch(() => Response.redirect(inScope(OFFLINE))));
  }
});
