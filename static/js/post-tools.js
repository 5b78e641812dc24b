// Enhancements of a post's page: the table of contents highlights the current heading, code and formulas have copy
// buttons, images open in a lightbox, and only boxes that scroll are tab stops.
(() => {
  // Labels in the language of the interface are data attributes of the script element.
  const labels = document.currentScript.dataset;
  const prose = document.querySelector(".post .prose");
  const status = createElement("p", { className: "visually-hidden", role: "status" });

  function createElement(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  // Table of contents ----------------------------------------------------------

  function highlightCurrentHeading(contents) {
    const links = [...contents.querySelectorAll("a")];
    const headings = links.map((link) => document.getElementById(link.getAttribute("href").slice(1)));
    const passedHeadings = new Set();
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) passedHeadings[entry.isIntersecting ? "add" : "delete"](entry.target);
        setCurrentLink(contents, links[headings.findLastIndex((heading) => passedHeadings.has(heading))]);
      },
      // Everything above a line in the upper third of the window, however far.
      { rootMargin: "10000000px 0px -70% 0px" },
    );
    for (const heading of headings) if (heading) observer.observe(heading);
  }

  function setCurrentLink(contents, link) {
    contents.querySelector("[aria-current]")?.removeAttribute("aria-current");
    if (!link) return;
    link.setAttribute("aria-current", "location");
    // Don't scroll the contents while the pointer is in them.
    if (contents.matches(":hover")) return;
    contents.scrollTo({ top: link.offsetTop - (contents.clientHeight - link.offsetHeight) / 2 });
  }

  // Links from elsewhere may spell the name of a heading as another program does: compare letters and digits.
  function goToRespelledHeading() {
    const name = foldFragment(readFragment());
    if (!name || document.getElementById(readFragment())) return;
    const headings = [...prose.querySelectorAll(":is(h2, h3, h4, h5, h6)[id]")].filter(({ id }) => foldFragment(id) === name);
    if (headings.length === 1) location.replace(`#${encodeURIComponent(headings[0].id)}`);
  }

  function readFragment() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return "";
    }
  }

  function foldFragment(text) {
    return text.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  }

  function closeOnSelection(contents) {
    contents.addEventListener("click", (event) => {
      if (event.target.closest("a")) contents.open = false;
    });
  }

  // Copying --------------------------------------------------------------------

  async function copyToClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Permission was denied, or the connection is not secure.
      const onCopy = (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        event.clipboardData.setData("text/plain", text);
      };
      addEventListener("copy", onCopy, { capture: true });
      document.execCommand("copy");
      removeEventListener("copy", onCopy, { capture: true });
    }
  }

  function createCopyButton(label, getText) {
    const button = createElement("button", { type: "button", className: "copy-button", textContent: label });
    button.addEventListener("click", async () => {
      await copyToClipboard(getText(button));
      button.textContent = status.textContent = labels.copied;
      setTimeout(() => {
        button.textContent = label;
        status.textContent = "";
      }, 2000);
    });
    return button;
  }

  function addCodeCopyButton(box) {
    box.append(createCopyButton(labels.copy, () => box.querySelector("pre").textContent.replace(/\n$/, "")));
  }

  // One button for all formulas, moved to the one that is hovered, touched or focused.
  function addFormulaCopyButton() {
    const button = createCopyButton(labels.copyTex, () => getTex(button.nextElementSibling));
    button.classList.add("copy-tex");
    const moveButton = (event) => {
      if (event.target === button) return;
      const formula = event.target.closest(".formula");
      if (!formula) button.remove();
      else if (formula.previousElementSibling !== button) formula.before(button);
    };
    document.addEventListener("pointerover", moveButton);
    document.addEventListener("focusin", moveButton);
  }

  function getTex(element) {
    return (element.querySelector("annotation") ?? element).textContent;
  }

  // Browsers copy MathML as meaningless text: copy its TeX instead.
  function copyFormulasAsTex(event) {
    const selection = getSelection();
    if (selection.isCollapsed) return;
    const copied = createElement("div", { className: "visually-hidden" }, cloneWithWholeFormulas(selection.getRangeAt(0)));
    if (!copied.querySelector("math")) return;
    for (const button of copied.querySelectorAll("button")) button.remove();
    for (const link of copied.querySelectorAll("a")) link.href = link.href;
    for (const picture of copied.querySelectorAll("img")) picture.src = picture.src;
    event.preventDefault();
    event.clipboardData.setData("text/html", copied.innerHTML);
    event.clipboardData.setData("text/plain", toPlainText(copied));
  }

  function cloneWithWholeFormulas(range) {
    range = range.cloneRange();
    const ends = [range.startContainer, range.endContainer].map((node) =>
      (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("math"),
    );
    if (ends[0]) range.setStartBefore(ends[0]);
    if (ends[1]) range.setEndAfter(ends[1]);
    return range.cloneContents();
  }

  // innerText has line breaks only for elements that are laid out.
  function toPlainText(copied) {
    for (const math of copied.querySelectorAll("math")) {
      const delimiter = math.getAttribute("display") === "block" ? "$$" : "$";
      const source = createElement("span", { textContent: delimiter + getTex(math) + delimiter });
      source.style.whiteSpace = "pre";
      math.replaceWith(source);
    }
    prose.append(copied);
    const text = copied.innerText;
    copied.remove();
    return text;
  }

  // Lightbox -------------------------------------------------------------------

  function onZoom(event) {
    const link = event.target.closest("a.zoom");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain) return;
    event.preventDefault();
    openLightbox(link);
  }

  function openLightbox(link) {
    const { alt = "" } = link.querySelector("img") ?? {};
    const picture = createElement("img", { src: link.href, alt });
    const sizeButton = createElement("button", { type: "button", textContent: labels.fullSize, hidden: true });
    const closeButton = createElement("button", { type: "button", textContent: labels.close, autofocus: true });
    const dialog = createElement("dialog", { className: "lightbox", ariaLabel: alt || labels.picture }, picture);
    dialog.append(createElement("p", {}, sizeButton, closeButton));
    sizeButton.addEventListener("click", () => {
      sizeButton.textContent = dialog.classList.toggle("full-size") ? labels.fit : labels.fullSize;
    });
    picture.addEventListener("load", () => (sizeButton.hidden = isShownInFull(picture)));
    dialog.addEventListener("click", (click) => click.target !== sizeButton && dialog.close());
    dialog.addEventListener("close", () => closeLightbox(dialog));
    document.body.append(dialog);
    dialog.showModal();
    // So that the back button closes the lightbox instead of leaving the page.
    history.pushState({ lightbox: true }, "");
    addEventListener("popstate", () => dialog.close(), { once: true });
  }

  function isShownInFull(picture) {
    return picture.naturalWidth <= picture.width && picture.naturalHeight <= picture.height;
  }

  function closeLightbox(dialog) {
    dialog.remove();
    if (history.state?.lightbox) history.back();
  }

  // Focus ----------------------------------------------------------------------

  function updateScrollableBoxes() {
    const observer = new ResizeObserver((entries) => {
      for (const { target } of entries) updateScrollable(target.matches("[data-scrollable]") ? target : target.parentElement);
    });
    // On phones a paragraph scrolls too, if a formula in it is wider than the screen.
    const paragraphs = ":is(p, ul, ol, dl):has(math)";
    for (const box of prose.querySelectorAll(`:is(pre, .table, .formula)[tabindex], ${paragraphs}`)) {
      box.dataset.scrollable = "";
      observer.observe(box);
      // A late font widens the content without resizing the box.
      if (box.firstElementChild) observer.observe(box.firstElementChild);
    }
  }

  function updateScrollable(box) {
    if (box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== "visible") {
      box.tabIndex = 0;
      if (!box.matches("ul, ol, dl")) box.role = "group";
      box.ariaLabel = getLabel(box);
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }

  function getLabel(box) {
    if (box.matches("pre")) return box.parentElement.dataset.language ?? labels.code;
    return box.matches(".table") ? labels.table : labels.formula;
  }

  for (const contents of document.querySelectorAll(".toc-sidebar")) highlightCurrentHeading(contents);
  for (const contents of document.querySelectorAll(".toc-inline")) closeOnSelection(contents);
  for (const box of prose.querySelectorAll(".code")) addCodeCopyButton(box);
  addFormulaCopyButton();
  updateScrollableBoxes();
  goToRespelledHeading();
  document.body.append(status);
  document.addEventListener("copy", copyFormulasAsTex);
  prose.addEventListener("click", onZoom);
})();
