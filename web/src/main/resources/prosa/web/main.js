// @ts-check
import { clock } from './clock.js';
import { Connection } from './connection.js';
import { BASE, byId } from './dom.js';
import { loadMessages } from './messages.js';
import { RoomView } from './room-view.js';
import { Session } from './session.js';
import { keep, language } from './settings.js';

/**
 * Wires the page: the connection to the session, the session to its view, the browser's events to
 * both; and what a reload takes along in the tab's session storage, from which it is taken out at
 * once, so that a copy of the tab has no copy of the seat.
 */

const TAB = 'prosa.seat';

const address = new URL('talk', BASE);
address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

await loadMessages();

/** @type {Session} */ let session;
const connection = new Connection(() => new WebSocket(address), {
  text: (message) => session.receive(message),
  lost: (retryAt) => session.disconnected(retryAt),
}, clock);
/** @type {RoomView} */ let view;
session = new Session(connection, (event) => view.show(event), clock, location.host,
  (to, encrypted, wanted) => import('./leaving.js').then(({ seek }) => seek(() => new WebSocket(address), clock, session, to, encrypted, wanted)));
view = new RoomView(session, () => connection.again());

// ---- the line: it may have died while nobody looked

for (const woken of ['online', 'focus', 'pageshow', 'resume']) {
  addEventListener(woken, () => connection.wake());
}
document.addEventListener('visibilitychange', () => document.hidden || connection.wake());
// Phones cut the connection of a page that is out of sight.
if (matchMedia('(pointer: coarse)').matches) {
  document.addEventListener('visibilitychange', () => session.background(document.hidden));
}
addEventListener('offline', () => connection.drop());

// ---- buttons

document.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target).closest('[data-do]');
  switch (target?.getAttribute('data-do')) {
    case 'invite':
      session.invite();
      break;
    case 'next':
      session.askNext();
      break;
    case 'leave':
      session.leave();
      break;
    case 'settings':
      view.dialogs.settings();
      break;
    case 'about':
      view.dialogs.about(session.isPrivate);
      break;
    case 'close':
      view.dialogs.closeAll();
      break;
  }
});

const choice = byId('language');
choice.value = language();
choice.onchange = () => {
  keep({ language: choice.value });
  void relabel();
};

async function relabel() {
  await loadMessages();
  choice.value = language();
  view.relabel();
}

view.dialogs.relabel = relabel;

void import('./register.js').then(({ registerWorker }) => registerWorker(), () => {}); // without it a browser's own page has to do

// ---- a reload

addEventListener('pagehide', () => {
  const saved = session.saved();
  const { draft } = view.composer;
  if (saved.seat || draft || saved.unsaid?.length) {
    try {
      const focus = document.activeElement?.id ?? '';
      sessionStorage.setItem(TAB, JSON.stringify({ ...saved, secret: connection.filter?.secret, draft, focus, title: document.title }));
    } catch {
      // withheld: a reload is a new member
    }
  }
});

/** What the host says is asked for, and shown if there is something. */
async function hearHost() {
  const answer = await fetch(new URL('host', BASE), { cache: 'no-store' });
  const words = answer.ok ? await answer.json() : {};
  if (Object.values(words).some((/** @type {any} */ one) => Object.keys(one).length > 0)) {
    (await import('./host.js')).showHost(words);
  }
}

void hearHost().catch(() => {}); // without a server the page says so where it matters
const invited = /\/r\/([\w-]{1,64})$/u.exec(location.pathname)?.[1] ?? '';
/** @type {string | null} */ let kept = null;
try {
  kept = sessionStorage.getItem(TAB);
  sessionStorage.removeItem(TAB);
} catch {
  // withheld, as above
}
const sealing = import('./sealed-view.js').then(({ SealedView }) => {
  view.sealed = new SealedView(session, connection, view);
});
view.form.invite = invited;
if (kept === null && location.hash === '') {
  view.form.show('', '');
} else {
  const ready = import('./arrival.js').then(({ arrive }) => arrive(kept, invited, session, view, sealing));
  ready.catch(() => { // nobody is let in who could not be sealed
    view.form.ready = ready;
    view.form.show('', '');
  });
}

// ---- a link that is put into the address of the open page, which loads nothing

addEventListener('hashchange', () => {
  const { hash } = location;
  if (hash !== '' && hash !== '#say') {
    history.replaceState(null, '', location.pathname);
    view.form.ready = sealing.then(() => import('./arrival.js'))
      .then(({ follow }) => follow(hash, session, view)); // whoever is quicker than a network waits for it
    const known = () => {
      view.form.ready = null;
    };
    view.form.ready.then(known, known);
  }
});
