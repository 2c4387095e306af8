// @ts-check
// Before the first paint: the colours that were chosen here, so that nothing flashes.
(() => {
  try {
    const { theme } = JSON.parse(localStorage.getItem('prosa') ?? '{}') ?? {};
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // storage is withheld, or holds something else: the defaults are good
  }
})();
