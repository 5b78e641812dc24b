// What a post's page can do beyond being read: its contents follow the reading, code and formulas
// are copied as their source, pictures grow, and boxes that do not scroll do not stop the keyboard.
(() => {
  // The words of the interface, in its language, come with the script's element.
  const words = document.currentScript.dataset;
  const prose = document.querySelector(".post .prose");
  const status = make("p", { className: "announcement", role: "status" });

  function make(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  // Contents -------------------------------------------------------------------

  function followReading(contents) {
    const links = [...contents.querySelectorAll("a")];
    const headings = links.map((link) => document.getElementById(link.getAttribute("href").slice(1)));
    const passed = new Set();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) passed[entry.isIntersecting ? "add" : "delete"](entry.target);
        markCurrent(contents, links[headings.findLastIndex((heading) => passed.has(heading))]);
      },
      // All that is above a line in the window's upper third, however far above.
      { rootMargin: "10000000px 0px -70% 0px" },
    );
    for (const heading of headings) if (heading) observer.observe(heading);
  }

  function markCurrent(contents, link) {
    contents.querySelector("[aria-current]")?.removeAttribute("aria-current");
    if (!link) return;
    link.setAttribute("aria-current", "location");
    // Not while someone looks for another place in them.
    if (contents.matches(":hover")) return;
    contents.scrollTo({ top: link.offsetTop - (contents.clientHeight - link.offsetHeight) / 2 });
  }

  function foldWhenChosen(contents) {
    contents.addEventListener("click", (event) => {
      if (event.target.closest("a")) contents.open = false;
    });
  }

  // Copying --------------------------------------------------------------------

  async function toClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Refused, or not there for want of a secure connection.
      const put = (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        event.clipboardData.setData("text/plain", text);
      };
      addEventListener("copy", put, { capture: true });
      document.execCommand("copy");
      removeEventListener("copy", put, { capture: true });
    }
  }

  function copyButton(label, source) {
    const button = make("button", { type: "button", className: "copy", textContent: label });
    button.addEventListener("click", async () => {
      await toClipboard(source(button));
      button.textContent = status.textContent = words.copied;
      setTimeout(() => {
        button.textContent = label;
        status.textContent = "";
      }, 2000);
    });
    return button;
  }

  function offerCode(box) {
    box.append(copyButton(words.copy, () => box.querySelector("pre").textContent.replace(/\n$/, "")));
  }

  // One button for all formulas: it comes to the one that is pointed at, touched or in focus.
  function offerFormulas() {
    const button = copyButton(words.copyTex, () => tex(button.nextElementSibling));
    button.classList.add("copy-tex");
    const follow = (event) => {
      if (event.target === button) return;
      const formula = event.target.closest(".formula");
      if (!formula) button.remove();
      else if (formula.previousElementSibling !== button) formula.before(button);
    };
    document.addEventListener("pointerover", follow);
    document.addEventListener("focusin", follow);
  }

  function tex(element) {
    return (element.querySelector("annotation") ?? element).textContent;
  }

  // What a browser makes of MathML as text is no formula any more: a selection gives its TeX.
  function copySelection(event) {
    const selection = getSelection();
    if (selection.isCollapsed) return;
    const copied = make("div", { className: "announcement" }, wholeFormulas(selection.getRangeAt(0)));
    if (!copied.querySelector("math")) return;
    for (const button of copied.querySelectorAll("button")) button.remove();
    for (const link of copied.querySelectorAll("a")) link.href = link.href;
    for (const picture of copied.querySelectorAll("img")) picture.src = picture.src;
    event.preventDefault();
    event.clipboardData.setData("text/html", copied.innerHTML);
    event.clipboardData.setData("text/plain", asText(copied));
  }

  function wholeFormulas(range) {
    range = range.cloneRange();
    const ends = [range.startContainer, range.endContainer].map((node) =>
      (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("math"),
    );
    if (ends[0]) range.setStartBefore(ends[0]);
    if (ends[1]) range.setEndAfter(ends[1]);
    return range.cloneContents();
  }

  // Only what is laid out has its text in lines.
  function asText(copied) {
    for (const math of copied.querySelectorAll("math")) {
      const mark = math.getAttribute("display") === "block" ? "$$" : "$";
      const source = make("span", { textContent: mark + tex(math) + mark });
      source.style.whiteSpace = "pre";
      math.replaceWith(source);
    }
    prose.append(copied);
    const text = copied.innerText;
    copied.remove();
    return text;
  }

  // Pictures -------------------------------------------------------------------

  function zoom(event) {
    const link = event.target.closest("a.zoom");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain) return;
    event.preventDefault();
    show(link);
  }

  function show(link) {
    const { alt = "" } = link.querySelector("img") ?? {};
    const picture = make("img", { src: link.href, alt });
    const size = make("button", { type: "button", textContent: words.full, hidden: true });
    const close = make("button", { type: "button", textContent: words.close, autofocus: true });
    const dialog = make("dialog", { className: "viewer", ariaLabel: alt || words.picture }, picture);
    dialog.append(make("p", {}, size, close));
    size.addEventListener("click", () => {
      size.textContent = dialog.classList.toggle("full") ? words.fit : words.full;
    });
    picture.addEventListener("load", () => (size.hidden = fits(picture)));
    dialog.addEventListener("click", (click) => click.target !== size && dialog.close());
    dialog.addEventListener("close", () => leave(dialog));
    document.body.append(dialog);
    dialog.showModal();
    // The button that goes back then closes the picture instead of leaving the page.
    history.pushState({ viewer: true }, "");
    addEventListener("popstate", () => dialog.close(), { once: true });
  }

  function fits(picture) {
    return picture.naturalWidth <= picture.width && picture.naturalHeight <= picture.height;
  }

  function leave(dialog) {
    dialog.remove();
    if (history.state?.viewer) history.back();
  }

  // Focus ----------------------------------------------------------------------

  function stopOnlyWhereItScrolls() {
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) setStop(target.matches("[data-stop]") ? target : target.parentElement);
    });
    // On a phone a paragraph scrolls too, where a formula in it is wider than the screen.
    const paragraphs = ":is(p, ul, ol, dl):has(math)";
    for (const box of prose.querySelectorAll(`:is(pre, .table, .formula)[tabindex], ${paragraphs}`)) {
      box.dataset.stop = "";
      observer.observe(box);
      // A font that comes late widens what is in the box, and not the box.
      if (box.firstElementChild) observer.observe(box.firstElementChild);
    }
  }

  function setStop(box) {
    if (box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== "visible") {
      box.tabIndex = 0;
      if (!box.matches("ul, ol, dl")) box.role = "group";
      box.ariaLabel = nameOf(box);
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }

  function nameOf(box) {
    if (box.matches("pre")) return box.parentElement.dataset.language ?? words.code;
    return box.matches(".table") ? words.table : words.formula;
  }

  for (const contents of document.querySelectorAll(".toc-side")) followReading(contents);
  for (const contents of document.querySelectorAll(".toc-fold")) foldWhenChosen(contents);
  for (const box of prose.querySelectorAll(".code")) offerCode(box);
  offerFormulas();
  stopOnlyWhereItScrolls();
  document.body.append(status);
  document.addEventListener("copy", copySelection);
  prose.addEventListener("click", zoom);
})();
