// The colour scheme a reader chose, set before anything is painted.
// Django's admin keeps its own choice in the same place and words, so that one switch serves both.
(() => {
  const KEY = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");

  // A browser may refuse its storage, and does so by an error.
  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  }

  function store(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Then the choice holds for this page.
    }
  }

  function apply(theme) {
    const chosen = ["light", "dark"].includes(theme);
    root.dataset.theme = chosen ? theme : "auto";
    document.querySelector("meta[name=color-scheme]").content = chosen ? theme : "light dark";
    nameButton();
  }

  function nameButton() {
    const button = document.querySelector(".scheme");
    if (button) button.title = button.ariaLabel = button.dataset[root.dataset.theme];
  }

  // From the system's scheme to the other one first: a press that changes nothing would seem broken.
  function following(theme) {
    const order = system.matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
    return order[(order.indexOf(theme) + 1) % order.length];
  }

  function choose(theme) {
    store(theme);
    apply(theme);
  }

  apply(stored());
  document.addEventListener("DOMContentLoaded", nameButton);
  document.addEventListener("click", (event) => {
    if (event.target.closest(".scheme")) choose(following(root.dataset.theme));
  });
  addEventListener("storage", (event) => event.key === KEY && apply(event.newValue));
  // A page that comes back out of the browser's memory slept through the change.
  addEventListener("pageshow", (event) => event.persisted && apply(stored()));
})();
