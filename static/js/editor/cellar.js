// The browser's own storage: where a text waits while the server or the session is gone.

const MARK = "unsaved";

// The texts of one editor; another's are never touched.
export function cellar(editor) {
  const key = (uid) => [MARK, editor, uid].join(" ");
  const own = () => Object.keys(localStorage).filter((name) => name.startsWith(key("")));
  return {
    // Whether `text`, the fields of a form as JSON, is stored now.
    store: (uid, text) => within(() => (localStorage.setItem(key(uid), JSON.stringify({ text, at: Date.now() })), true)),
    drop: (uid) => within(() => localStorage.removeItem(key(uid))),
    all: () => within(() => own().map((name) => ({ uid: name.split(" ")[2], ...JSON.parse(localStorage.getItem(name)) }))) ?? [],
  };
}

// Storage may be full, closed by the browser's settings, or hold what nobody can read.
function within(act) {
  try {
    return act();
  } catch {
    return undefined;
  }
}
