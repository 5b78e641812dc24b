// What every part of the writing room shares: the text box, its form, the server.

export function enter(root) {
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

export function token(form) {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="));
  return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
}

// Send `fields` and return what the server answers; failures are thrown with a text for people.
export async function ask(room, address, fields, signal) {
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
