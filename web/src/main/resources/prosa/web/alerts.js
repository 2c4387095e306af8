// @ts-check
import { byId } from './dom.js';
import { settings } from './settings.js';

/**
 * Alerts the reader while the page is not visible: by the tab's title and icon, a sound and a notification, the latter two only if enabled. None of them contains a text or a name.
 */

let unread = 0;
let mentions = 0;
let name = 'Prosa';
let news = '';
/** @type {AudioContext | null} */ let audio = null;
const icons = { plain: '', unread: '' };

/** Whether the page is being looked at. */
export function inSight() {
  return !document.hidden && document.hasFocus();
}

function seen() {
  if (inSight() && (unread > 0 || news !== '')) {
    forget();
  }
}

/** Clears the alerts. */
export function forget() {
  unread = 0;
  mentions = 0;
  news = '';
  show();
}

addEventListener('focus', seen);
document.addEventListener('visibilitychange', seen);
// A browser plays a sound only after a gesture, and again after each load.
for (const gesture of ['pointerdown', 'keydown']) {
  addEventListener(gesture, () => settings.sound && allowSound(), { passive: true, capture: true });
}

function show() {
  const count = unread > 99 ? '99+' : String(unread);
  document.title = (unread > 0 ? `(${count}${mentions > 0 ? ` @${mentions}` : ''}) ` : '')
    + (news === '' ? '' : `${news} · `) + name;
  const link = byId('icon');
  icons.plain ||= link.href;
  icons.unread ||= link.dataset.unread ?? link.href;
  const wanted = unread > 0 || news !== '' ? icons.unread : icons.plain;
  if (link.href !== wanted) {
    link.href = wanted;
  }
}

/**
 * What the tab is called while nothing is unread.
 *
 * @param {string} text
 */
export function setTitle(text) {
  name = text;
  show();
}

/**
 * A message came: counted, and called out if the page is not in sight.
 *
 * @param {string} sentence
 * @param {boolean} mentionsMe
 */
export function messageCame(sentence, mentionsMe) {
  if (!inSight()) {
    unread++;
    mentions += mentionsMe ? 1 : 0;
    show();
    if (unread === 1 || (mentionsMe && mentions === 1)) {
      chime();
      notify(sentence);
    }
  }
}

/**
 * Somebody joined a reader who was alone.
 *
 * @param {string} sentence
 * @param {boolean} asked
 */
export function companyCame(sentence, asked) {
  if (asked) {
    chime(true);
  }
  if (!inSight() && asked) {
    news = `● ${sentence}`;
    show();
    notify(sentence);
  }
}

/** Whether this browser would show notifications at all here. */
export function notifiable() {
  return isSecureContext && 'Notification' in window;
}

/**
 * Asks the browser for the right to notify; it may never answer.
 *
 * @returns {Promise<boolean>}
 */
export async function mayNotify() {
  return notifiable() && await Notification.requestPermission() === 'granted';
}

/** @param {string} sentence */
function notify(sentence) {
  if (!settings.notify || !notifiable() || Notification.permission !== 'granted') {
    return;
  }
  try {
    const note = new Notification('Prosa', { body: sentence, tag: 'prosa' });
    note.onclick = () => {
      window.focus();
      note.close();
    };
  } catch {
    // phones that notify only through a service worker: the title and the sound have to do
  }
}

/** To be called from a gesture, before the first sound. */
export function allowSound() {
  if (audio === null && 'AudioContext' in window) {
    audio = new AudioContext();
  }
  void audio?.resume();
}

/**
 * Two soft notes.
 *
 * @param {boolean} [always] though sound is off: it was asked for this once
 */
function chime(always = false) {
  if (audio === null || !(settings.sound || always)) {
    return;
  }
  const now = audio.currentTime;
  for (const [at, pitch] of [[0, 587.33], [0.14, 880]]) {
    const tone = audio.createOscillator();
    const level = audio.createGain();
    tone.type = 'sine';
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0, now + at);
    level.gain.linearRampToValueAtTime(0.12, now + at + 0.015);
    level.gain.exponentialRampToValueAtTime(0.0005, now + at + 0.45);
    tone.connect(level).connect(audio.destination);
    tone.start(now + at);
    tone.stop(now + at + 0.5);
  }
}
