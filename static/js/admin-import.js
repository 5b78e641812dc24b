// Imports in the admin: uploads an archive in pieces that can be resumed, and shows how far a job is.

const POLL_MILLISECONDS = 1500;
const MAX_WAIT_MILLISECONDS = 30_000;
// How often the server may ask for bytes that it had already.
const MAX_STEPS_BACK = 5;

class UploadFailure extends Error {}

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function getCsrfToken(form) {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

// Upload -----------------------------------------------------------------------------

function startUpload(form) {
  const input = form.elements.file;
  const button = form.querySelector("[type=submit]");
  const progress = form.querySelector(".import-progress");
  const message = form.querySelector(".import-message");

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return;
    if (!window.crypto?.subtle) {
      // Browsers have it only where the page came by https, or from this machine.
      if (file.size <= Number(form.dataset.maxFormBytes)) return;
      event.preventDefault();
      message.textContent = form.dataset.insecure;
      return;
    }
    event.preventDefault();
    button.disabled = input.disabled = true;
    message.classList.remove("import-error");
    message.textContent = "";
    progress.hidden = false;
    try {
      const page = await sendFile(form, file, (offset) => showUpload(progress, offset, file.size), (text) => {
        message.textContent = text;
      });
      message.textContent = form.dataset.done;
      location.assign(page);
    } catch (error) {
      if (!(error instanceof UploadFailure)) console.error(error);
      message.classList.add("import-error");
      message.textContent = error instanceof UploadFailure ? error.message : form.dataset.failed;
      button.disabled = input.disabled = false;
    }
  });
}

function showUpload(progress, offset, size) {
  const percent = size ? Math.floor((100 * offset) / size) : 100;
  progress.querySelector("progress").value = percent;
  progress.querySelector(".import-progress-text").textContent = `${percent} % · ${formatBytes(offset)} / ${formatBytes(size)}`;
}

function formatBytes(bytes) {
  const options = { maximumFractionDigits: 1 };
  return `${(bytes / 1024 / 1024).toLocaleString(document.documentElement.lang, options)} MB`;
}

// Send the whole file and return the address of its page. Failures that are final are thrown as UploadFailure.
async function sendFile(form, file, onProgress, onMessage) {
  const fields = { name: file.name, size: file.size, modified: file.lastModified };
  const begin = () => ask(form, form.dataset.start, { body: new URLSearchParams(fields) }, onMessage);
  let state = await begin();
  let stepsBack = 0;
  while (state.offset < state.size) {
    onProgress(state.offset);
    const answer = await sendPiece(form, file, state, onMessage);
    if (answer.offset < state.offset && ++stepsBack > MAX_STEPS_BACK) throw new UploadFailure(form.dataset.moving);
    state = { ...state, ...answer };
  }
  onProgress(state.size);
  return state.page;
}

async function sendPiece(form, file, state, onMessage) {
  const piece = await readPiece(form, file, state.offset, state.offset + state.piece_size);
  const digest = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest("SHA-256", piece))));
  const headers = {
    "Content-Digest": `sha-256=:${digest}:`,
    "Content-Type": "application/octet-stream",
    "Upload-Offset": String(state.offset),
  };
  return ask(form, state.pieces, { body: piece, headers }, onMessage);
}

async function readPiece(form, file, start, end) {
  try {
    return await file.slice(start, end).arrayBuffer();
  } catch {
    throw new UploadFailure(form.dataset.changed);
  }
}

// POST until the server answers, and return its JSON. A server that is busy or away is asked again, for as long as the
// page is open; one that refuses throws UploadFailure with its message.
async function ask(form, url, { body, headers = {} }, onMessage) {
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(url, {
      method: "POST",
      body,
      headers: { ...headers, "X-CSRFToken": getCsrfToken(form) },
    }).catch(() => null);
    const isAway = response === null || response.status === 429 || response.status === 408;
    if (!isAway && response.status < 500) {
      onMessage("");
      return readAnswer(form, response);
    }
    // A full disk is no passing state.
    if (response?.status === 507) return readAnswer(form, response);
    onMessage(form.dataset.waiting);
    const asked = 1000 * Number(response?.headers.get("Retry-After") ?? 0);
    await wait(Math.min(MAX_WAIT_MILLISECONDS, Math.max(asked, 500 * 2 ** tries)));
  }
}

async function readAnswer(form, response) {
  const answer = await response.json().catch(() => ({}));
  // Another window has sent this piece: the answer says where to go on.
  if (response.ok || (response.status === 409 && "offset" in answer)) return answer;
  if (response.status === 403) throw new UploadFailure(form.dataset.denied);
  throw new UploadFailure(answer.error ?? form.dataset.failed);
}

// Progress of a job --------------------------------------------------------------------

async function watchJob(box) {
  const bar = box.querySelector("progress");
  const text = box.querySelector(".import-progress-text");
  for (;;) {
    await wait(POLL_MILLISECONDS);
    const answer = await fetch(box.dataset.progress)
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null);
    if (!answer) continue;
    const { status, step, done, total, is_running: isRunning } = answer;
    // The page says each step in words, so it is asked for again where one begins.
    if (!isRunning || status !== box.dataset.status || step !== box.dataset.step) {
      location.reload();
      return;
    }
    bar.max = total || 1;
    bar.value = done;
    text.textContent = total ? `${done} / ${total}` : "";
  }
}

// Choice of posts ------------------------------------------------------------------------

function watchChoice(form) {
  const boxes = [...form.querySelectorAll("[name=items]")];
  for (const box of boxes) {
    box.addEventListener("change", () => (form.querySelector("[name=which][value=chosen]").checked = true));
  }
  // One field for all: the server takes no form with thousands.
  form.addEventListener("formdata", ({ formData }) => {
    if (!boxes.length) return;
    formData.set("chosen", formData.getAll("items").join(","));
    formData.delete("items");
  });
}

const uploadForm = document.querySelector(".import-upload");
if (uploadForm) startUpload(uploadForm);
const runningJob = document.querySelector("[data-progress]");
if (runningJob) watchJob(runningJob);
const choiceForm = document.querySelector(".import-actions");
if (choiceForm) watchChoice(choiceForm);
