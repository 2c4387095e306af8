// @ts-check
// The page that is shown without a server goes back as soon as there is one.
const back = new URL('../../', import.meta.url);

async function look() {
  try {
    if ((await fetch(new URL('healthz', back), { cache: 'no-store' })).ok) {
      location.replace(back);
    }
  } catch {
    // not yet
  }
}

addEventListener('online', () => void look());
setInterval(() => void look(), 5000);
/** @type {HTMLElement} */ (document.getElementById('again')).onclick = () => location.replace(back);
