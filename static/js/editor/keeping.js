// Autosave: what stands in the form is kept on the server while one types; in the browser while
// the server or the session is gone. The post itself is never touched.

import { cellar } from "./cellar.js";
import { offer } from "./offers.js";
import { token } from "./room.js";

const LONGEST_PAUSE = 8; // rounds between two tries while nothing can be kept
const PATIENCE = 15000; // milliseconds that an answer may take

// A text is not kept: `reason` is the server's word for why.
class Trouble extends Error {
  constructor(reason, text) {
    super(text);
    this.reason = reason;
  }
}

export function keeping(room) {
  const page = document.getElementById("keeping");
  const { form } = room;
  const uid = form.elements._window.value;
  const store = cellar(form.elements._editor.value);
  const bar = status(room, page.dataset);
  let kept = "unsaved" in page.dataset || !isAsSent(form) ? "" : typed(form);
  let pause = 0; // rounds to wait before the next try
  let pauses = 1;
  let sending = null;
  let isStopped = false;

  const say = (trouble, text) => {
    if (store.store(uid, text)) bar.local(trouble);
    else bar.nowhere(trouble);
  };
  const send = async (options) => {
    const text = typed(form);
    try {
      const { at, news } = await post(room, page.dataset, text, options);
      kept = text;
      pauses = 1;
      store.drop(uid);
      bar.kept(at, news);
      return null;
    } catch (trouble) {
      pause = pauses;
      pauses = Math.min(pauses * 2, LONGEST_PAUSE);
      say(trouble, text);
      return trouble;
    }
  };
  // Keep what stands in the form now; return what troubles, if anything.
  const now = async () => {
    while (sending) await sending;
    sending = send();
    const trouble = await sending;
    sending = null;
    return trouble;
  };
  const look = async ({ isUrgent = false } = {}) => {
    if (isStopped || sending || room.composing) return;
    const text = typed(form);
    if (text === kept) return;
    if (pause > 0 && !isUrgent) {
      pause -= 1;
      if (bar.trouble) say(bar.trouble, text);
      return;
    }
    await now();
  };

  setInterval(look, Number(page.dataset.every));
  for (const news of ["focus", "online"]) window.addEventListener(news, () => look({ isUrgent: true }));
  document.addEventListener("visibilitychange", () => look({ isUrgent: true }));
  window.addEventListener("pagehide", () => {
    const text = typed(form);
    if (isStopped || text === kept) return;
    // Whether the last letter arrives, no one will be here to see.
    store.store(uid, text);
    post(room, page.dataset, text, { keepalive: true }).then(() => store.drop(uid), () => {});
  });
  window.addEventListener("pageshow", () => (isStopped = false));
  offer({ page, store, uid, form, send: (text) => post(room, page.dataset, text) });

  return { now, stop: () => (isStopped = true), isKept: () => typed(form) === kept };
}

// The fields of the form as JSON, without its files and its token.
function typed(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  return JSON.stringify(fields);
}

// Whether the form holds what the server sent; a browser may have put back what was typed before.
function isAsSent(form) {
  return [...form.elements].every((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
    if (field.options) return ![...field.options].some((option) => option.defaultSelected) || [...field.options].every((option) => option.selected === option.defaultSelected);
    return field.type === "hidden" || field.defaultValue === undefined || field.value === field.defaultValue;
  });
}

async function post(room, texts, text, options = {}) {
  const body = new FormData();
  for (const [name, value] of JSON.parse(text)) body.append(name, value);
  let response;
  try {
    const headers = { "X-CSRFToken": token(room.form) };
    const signal = AbortSignal.timeout(PATIENCE);
    response = await fetch(texts.keep, { method: "POST", body, headers, signal, ...options });
  } catch {
    throw new Trouble("unreachable", texts.unreachable);
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Trouble(answer.reason ?? "failing", answer.error ?? texts.failing);
  return answer;
}

// The line below the text. Only what changes in kind is said aloud, not every time something is kept.
function status(room, texts) {
  const line = room.root.querySelector(".keeping");
  const [state, time, signIn] = [".keeping-state", ".keeping-time", ".keeping-sign-in"].map((name) => line.querySelector(name));
  const set = (element, text) => element.textContent === text || (element.textContent = text);
  const bar = {
    trouble: null,
    said: "",
    kept: (at, said) => {
      bar.trouble = null;
      show(texts.kept, at);
      // Above the text, in sight wherever in it one is.
      if (said !== bar.said) room.complain("news", said);
      bar.said = said;
    },
    local: (trouble) => complain(trouble, texts.local),
    nowhere: (trouble) => complain(trouble, texts.nowhere),
  };
  const show = (text, at = "") => {
    set(state, text);
    set(time, at);
    line.classList.toggle("is-troubled", Boolean(bar.trouble));
    signIn.hidden = bar.trouble?.reason !== "signed-out";
  };
  const complain = (trouble, text) => {
    bar.trouble = trouble;
    show(`${text}: ${trouble.message}`);
  };
  return bar;
}
