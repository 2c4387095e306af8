import { settings } from './settings.js';

/**
 * How the reader is called when the page is not in sight: the tab's title, a sound and a
 * notification, the latter two only if asked for. None of them says what was said, or by whom.
 */

let unread = 0;
let name = 'Prosa';
let news = '';
/** @type {AudioContext | null} */ let audio = null;

/** Whether the page is being looked at. */
export function inSight() {
  return !document.hidden && document.hasFocus();
}

function seen() {
  if (inSight() && (unread > 0 || news !== '')) {
    unread = 0;
    news = '';
    title();
  }
}

addEventListener('focus', seen);
document.addEventListener('visibilitychange', seen);

function title() {
  document.title = (unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : '')
    + (news === '' ? '' : `${news} · `) + name;
}

/** What the tab is called while nothing is unread. @param {string} text */
export function call(text) {
  name = text;
  title();
}

/** A message came: counted, and called out if the page is not in sight. @param {string} sentence */
export function said(sentence) {
  if (!inSight()) {
    unread++;
    title();
    if (unread === 1) {
      chime();
      notify(sentence);
    }
  }
}

/** Somebody sat down where one sat alone. @param {string} sentence @param {boolean} asked */
export function company(sentence, asked) {
  if (asked) {
    chime(true);
  }
  if (!inSight() && asked) {
    news = `● ${sentence}`;
    title();
    notify(sentence);
  }
}

/** Whether this browser would show notifications at all here. */
export function notifiable() {
  return isSecureContext && 'Notification' in window;
}

/** Asks the browser for the right to notify. @returns {Promise<boolean>} */
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

/** A browser plays a sound only after a gesture; to be called from one. */
export function tune() {
  if (audio === null && 'AudioContext' in window) {
    audio = new AudioContext();
  }
  void audio?.resume();
}

/** Two soft notes. @param {boolean} [always] though sound is off: it was asked for this once */
export function chime(always = false) {
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
