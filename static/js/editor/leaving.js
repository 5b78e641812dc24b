// Nothing that was typed leaves the window unsaved and unasked.

// With these the form would come back empty or as somebody else's: it stays in the window.
const HOLDING = { "signed-out": "denied", denied: "denied", unreachable: "unreachable" };
const TELLING = new Set(["other-user", "too-big"]);

// Someone who was signed out while writing would get an empty form back: keep the text, and so
// ask the server, before it leaves the window. A window with unsaved text does not close unasked.
export function guard(room, keeper) {
  const { form } = room;
  let isChanged = Boolean(form.querySelector(".errorlist"));
  let isSaving = false;
  form.addEventListener("input", () => (isChanged = true));
  form.addEventListener("submit", async (event) => {
    // The page of what is unsaved opens beside this window.
    if (isSaving || event.defaultPrevented || event.submitter?.name === "_preview") return;
    event.preventDefault();
    const complaint = complaintOf(await keeper.now(), room.root.dataset);
    room.complain("save", complaint);
    if (complaint) return;
    isSaving = true;
    keeper.stop();
    form.requestSubmit(event.submitter);
  });
  window.addEventListener("pageshow", () => (isSaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (isChanged && !isSaving) event.preventDefault();
  });
}

// What else the server cannot keep it may still be able to save, and says so if not.
function complaintOf(trouble, texts) {
  if (!trouble) return "";
  if (TELLING.has(trouble.reason)) return trouble.message;
  return texts[HOLDING[trouble.reason]] ?? "";
}
