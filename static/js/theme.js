// The reader's colour scheme and size of text, applied before the first paint. Django's admin stores its own scheme under
// the same key and values, so that one choice serves both.
(() => {
  const KEY = "theme";
  const SIZE_KEY = "text-size";
  const root = document.documentElement;
  const systemDark = matchMedia("(prefers-color-scheme: dark)");

  // Access to storage throws where the browser forbids it.
  function readStored(key = KEY) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  function store(key, value) {
    try {
      localStorage.setItem(key, value);
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
    store(KEY, theme);
    applyTheme(theme);
  }

  function applySize(size) {
    root.dataset.textSize = size ?? "medium";
  }

  applyTheme(readStored());
  applySize(readStored(SIZE_KEY));
  document.addEventListener("DOMContentLoaded", labelButton);
  document.addEventListener("click", (event) => {
    if (event.target.closest(".theme-toggle")) chooseTheme(getNextTheme(root.dataset.theme));
  });
  // Here, since the choice opens without a script: somebody may choose before others are loaded.
  document.addEventListener("change", ({ target }) => {
    if (target.name !== SIZE_KEY) return;
    store(SIZE_KEY, target.value);
    applySize(target.value);
  });
  addEventListener("storage", ({ key, newValue }) => {
    if (key === KEY) applyTheme(newValue);
    if (key === SIZE_KEY) applySize(newValue);
  });
  // A page restored from the back/forward cache has missed storage events.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    applyTheme(readStored());
    applySize(readStored(SIZE_KEY));
  });
})();
