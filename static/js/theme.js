// The reader's colour scheme, applied before the first paint. Django's admin stores its own under the same key and
// values, so that one choice serves both.
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");

  // Access to storage throws where the browser forbids it.
  function readStored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function storeTheme(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Then the choice lasts for this page only.
    }
  }

  function applyTheme(theme) {
    const chosen = ["light", "dark"].includes(theme);
    root.dataset.theme = chosen ? theme : "auto";
    document.querySelector("meta[name=color-scheme]").content = chosen ? theme : "light dark";
    labelButton();
  }

  function labelButton() {
    const button = document.querySelector(".theme-toggle");
    if (button) button.title = button.ariaLabel = button.dataset[root.dataset.theme];
  }

  // First to the scheme that the system doesn't use: a click that changes nothing would seem broken.
  function getNextTheme(theme) {
    const order = systemDark.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    return order[(order.indexOf(theme) + 1) % order.length];
  }

  function chooseTheme(theme) {
    storeTheme(theme);
    applyTheme(theme);
  }

  applyTheme(readStored());
  document.addEventListener("DOMContentLoaded", labelButton);
  document.addEventListener("click", (event) => {
    if (event.target.closest(".theme-toggle")) chooseTheme(getNextTheme(root.dataset.theme));
  });
  addEventListener("storage", (event) => event.key === KEY && applyTheme(event.newValue));
  // A page restored from the back/forward cache has missed storage events.
  addEventListener("pageshow", (event) => event.persisted && applyTheme(readStored()));
})();
