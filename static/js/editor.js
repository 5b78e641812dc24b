// The writing room: a live preview beside the text, and pictures by paste, drop or choice.
// Without this script the form is a plain one and loses nothing but these.

const PAUSE = 150; // milliseconds without a key before the preview is asked for

for (const root of document.querySelectorAll(".editor")) {
  const room = enter(root);
  preview(room);
  pictures(room);
  guard(room);
}

function enter(root) {
  const source = root.querySelector("textarea");
  const status = root.querySelector(".editor-status");
  const complaints = new Map();
  const room = {
    root,
    source,
    form: source.form,
    composing: false,
    // Show a complaint about a subject until the next one about it; an empty one takes it back.
    complain: (subject, text) => {
      complaints.set(subject, text);
      status.textContent = [...complaints.values()].filter(Boolean).join("\n");
    },
  };
  // An input method is at work: what stands in the box is not yet what is meant.
  source.addEventListener("compositionstart", () => (room.composing = true));
  source.addEventListener("compositionend", () => (room.composing = false));
  // Signing in in another tab makes a new token; the form must not be refused for its old one.
  room.form.addEventListener("submit", () => (room.form.elements.csrfmiddlewaretoken.value = token(room.form)));
  return room;
}

function token(form) {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

// Send `fields` and return what the server answers; failures are thrown with a text for people.
async function ask(room, address, fields, signal) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  let response;
  try {
    const headers = { "X-CSRFToken": token(room.form) };
    response = await fetch(address, { method: "POST", body, headers, signal });
  } catch (error) {
    throw signal?.aborted ? error : new Error(room.root.dataset.unreachable);
  }
  if (response.status === 403) throw new Error(room.root.dataset.denied);
  const isAnswer = response.ok || response.status === 422;
  const answer = isAnswer ? await response.json() : { error: room.root.dataset.unreachable };
  if (answer.error) throw new Error(answer.error);
  return answer;
}

// Preview ---------------------------------------------------------------------

function preview(room) {
  const frame = room.root.querySelector(".editor-preview");
  const language = room.form.elements.language;
  let timer;
  let request = new AbortController();

  const refresh = async () => {
    request.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const fields = { source: room.source.value, language: language.value };
      const answer = await ask(room, room.source.dataset.markdownxUrlsPath, fields, signal);
      show(room, frame.contentDocument, answer, language.value);
    } catch (error) {
      if (!signal.aborted) room.complain("preview", error.message);
    }
  };
  const later = () => {
    clearTimeout(timer);
    if (!room.composing) timer = setTimeout(refresh, PAUSE);
  };

  room.source.addEventListener("input", later);
  room.source.addEventListener("compositionend", later);
  language.addEventListener("change", refresh);
  frame.addEventListener("load", () => {
    const page = frame.contentDocument;
    if (!page.querySelector("article")) return; // the blank page that every frame begins with
    follow(page);
    followScheme(page);
    refresh();
  });
  frame.srcdoc = frame.dataset.page;
  frame.hidden = false;
}

function show(room, page, { html, warnings }, language) {
  const article = page.querySelector("article");
  article.lang = language;
  article.innerHTML = html;
  const items = warnings.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  room.root.querySelector(".warnings").replaceChildren(...items);
  room.complain("preview", "");
}

// Links within the post move the preview; all others open beside it.
function follow(page) {
  page.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    if (href.startsWith("#")) page.getElementById(decodeURIComponent(href.slice(1)))?.scrollIntoView();
    else window.open(link.href, "_blank", "noopener");
  });
}

// The admin's switch between light and dark holds for the preview too.
function followScheme(page) {
  const root = document.documentElement;
  const apply = () => (page.documentElement.dataset.theme = root.dataset.theme ?? "auto");
  new MutationObserver(apply).observe(root, { attributeFilter: ["data-theme"] });
  apply();
}

// Leaving ---------------------------------------------------------------------

// Someone who was signed out while writing would get an empty form back: ask
// before the text leaves the window. A window with unsaved text does not close unasked.
function guard(room) {
  let isChanged = Boolean(room.form.querySelector(".errorlist"));
  let isSaving = false;
  room.form.addEventListener("input", () => (isChanged = true));
  room.form.addEventListener("submit", async (event) => {
    if (isSaving || event.defaultPrevented) return;
    event.preventDefault();
    try {
      await ask(room, room.source.dataset.markdownxUrlsPath, { source: "" });
      isSaving = true;
      room.form.requestSubmit(event.submitter);
    } catch (error) {
      room.complain("save", error.message);
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isSaving) event.preventDefault();
  });
}

// Pictures --------------------------------------------------------------------

function pictures(room) {
  const tools = room.root.querySelector(".editor-tools");
  const [button, chooser] = tools.querySelectorAll("button, input");
  let pending = 0;

  const send = async (files) => {
    pending += files.length;
    const travels = files.map((file, place) => upload(room, file, place > 0).finally(() => pending--));
    await Promise.all(travels);
  };
  room.source.addEventListener("paste", (event) => {
    // A spreadsheet's cells come as text and as a picture of them: the text is meant.
    if (event.clipboardData.types.includes("text/plain")) return;
    take(event, event.clipboardData, send);
  });
  room.source.addEventListener("drop", (event) => take(event, event.dataTransfer, send));
  room.source.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  });
  button.addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    send([...chooser.files]);
    chooser.value = "";
  });
  room.form.addEventListener("submit", (event) => {
    if (!pending) return;
    event.preventDefault();
    room.complain("picture", room.root.dataset.busy);
  });
  tools.hidden = false;
}

function take(event, { files }, send) {
  if (!files.length) return;
  event.preventDefault();
  send([...files]);
}

// Hold the place with a mark while the picture travels, then write the picture there.
// One that follows another is a paragraph of its own.
async function upload(room, file, isFollowing) {
  const mark = `![${room.root.dataset.uploading} ${file.name} … ${crypto.getRandomValues(new Uint16Array(1))[0]}]()`;
  write(room.source, isFollowing ? `\n\n${mark}` : mark);
  let markdown = "";
  try {
    ({ markdown } = await ask(room, room.source.dataset.markdownxUploadUrlsPath, { image: file }));
    room.complain("picture", "");
  } catch (error) {
    room.complain("picture", `${file.name}: ${error.message}`);
  }
  await composed(room);
  replace(room.source, mark, markdown);
}

function composed(room) {
  if (!room.composing) return Promise.resolve();
  return new Promise((resolve) => room.source.addEventListener("compositionend", () => resolve(), { once: true }));
}

// Write over the selection as if typed, so that undo knows of it.
function write(source, text) {
  source.focus({ preventScroll: true });
  const isDone = document.execCommand(text ? "insertText" : "delete", false, text);
  if (isDone) return;
  source.setRangeText(text, source.selectionStart, source.selectionEnd, "end");
  source.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// Put `text` in the place of `mark`; the cursor, the focus and the view stay where they were.
function replace(source, mark, text) {
  const start = source.value.indexOf(mark);
  if (start < 0) return;
  const focused = document.activeElement;
  const { selectionStart, selectionEnd, scrollTop } = source;
  const end = start + mark.length;
  const moved = (at) => (at <= start ? at : at >= end ? at + text.length - mark.length : start + text.length);
  source.setSelectionRange(start, end);
  write(source, text);
  source.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  source.scrollTop = scrollTop;
  focused?.focus({ preventScroll: true });
}
