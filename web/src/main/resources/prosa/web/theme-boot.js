// Before the first paint: the theme and the language that were chosen here, so that nothing flashes.
(() => {
  /** @type {{theme?: string, language?: string}} */ let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem('prosa') ?? '{}') ?? {};
  } catch {
    // storage is withheld, or holds something else: the defaults are good
  }
  const root = document.documentElement;
  if (kept.theme === 'light' || kept.theme === 'dark') {
    root.dataset.theme = kept.theme;
  }
  if (typeof kept.language === 'string' && kept.language !== 'auto') {
    root.lang = kept.language;
  }
})();
