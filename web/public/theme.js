// Before the first paint, so that nobody sees the wrong colours flash. Kept by web/src/app/appearance.ts.
(function () {
  var kept;
  try {
    kept = JSON.parse(localStorage.getItem('careline.appearance') || '{}');
  } catch {
    kept = {};
  }
  var wantsDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  var theme =
    kept.theme === 'light' || kept.theme === 'dark' ? kept.theme : wantsDark ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
  document.documentElement.dataset.density = kept.density === 'compact' ? 'compact' : 'comfortable';
})();
