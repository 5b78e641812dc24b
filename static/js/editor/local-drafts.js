// Drafts in the browser's localStorage, while the server or the session is gone.

const KEY_PREFIX = "unsaved";

// Return the stored drafts of one editor; those of other editors are never touched.
export function createLocalDrafts(editorId) {
  const key = (uid) => [KEY_PREFIX, editorId, uid].join(" ");
  const getOwnKeys = () => Object.keys(localStorage).filter((name) => name.startsWith(key("")));
  return {
    // Store `text`, the fields of a form as JSON; return true if that worked.
    save: (uid, text) => tryStorage(() => (localStorage.setItem(key(uid), JSON.stringify({ text, at: Date.now() })), true)),
    remove: (uid) => tryStorage(() => localStorage.removeItem(key(uid))),
    getAll: () => tryStorage(() => getOwnKeys().map((name) => ({ uid: name.split(" ")[2], ...JSON.parse(localStorage.getItem(name)) }))) ?? [],
  };
}

// Storage may be full, disabled, or hold values that aren't ours: then return undefined.
function tryStorage(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
