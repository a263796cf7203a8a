// Runs before the first paint, so that the page never flashes in the other theme.
(function () {
  try {
    var saved = localStorage.getItem("theme");
    if (saved === "light" || saved === "dark") {
      document.documentElement.dataset.theme = saved;
    }
  } catch (refused) {
    // Storage is switched off: the system's theme stands.
  }
})();
