// Drafts in the browser: what is typed is stored here at once, until the server has it. IndexedDB writes to the disk
// before it says so; localStorage may wait a minute, but takes what is written while the page closes.

const KEY_PREFIX = "unsaved";
const STORE = "drafts";

// Return the stored drafts of one editor; those of other editors are never touched. A draft is {uid, text, seq, at}: the
// window that wrote it, the fields of its form as JSON, how many times the window had written, and the time.
export function createLocalDrafts(editorId) {
  const key = (uid) => [KEY_PREFIX, editorId, uid].join(" ");
  const isOwn = (name) => name.startsWith(key(""));
  const getAllAtOnce = () =>
    tryStorage(() => Object.keys(localStorage).filter(isOwn).map((name) => ({ uid: name.split(" ")[2], seq: 0, ...JSON.parse(localStorage.getItem(name)) }))) ?? [];
  const saveAtOnce = (uid, text, seq) => tryStorage(() => (localStorage.setItem(key(uid), JSON.stringify({ text, seq, at: Date.now() })), true)) ?? false;
  return {
    // Store `text`; return whether that worked.
    save: async (uid, text, seq) => {
      const isStored = await changeStore((store) => store.put({ uid, text, seq, at: Date.now() }, key(uid)));
      return isStored || saveAtOnce(uid, text, seq);
    },
    saveAtOnce,
    // Remove what `uid` had stored up to its `seq`: another window may have stored more meanwhile.
    remove: async (uid, seq) => {
      const older = getAllAtOnce().filter((draft) => draft.uid === uid && draft.seq <= seq);
      if (older.length) tryStorage(() => localStorage.removeItem(key(uid)));
      await changeStore((store) => {
        const request = store.get(key(uid));
        request.onsuccess = () => request.result && request.result.seq <= seq && store.delete(key(uid));
      });
    },
    // Return all drafts, of each window the newest.
    getAll: async () => {
      const newest = new Map();
      for (const draft of [...(await readStore(isOwn)), ...getAllAtOnce()]) {
        if (!(newest.get(draft.uid)?.seq > draft.seq)) newest.set(draft.uid, draft);
      }
      return [...newest.values()];
    },
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

let opening;

function openDatabase() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("editor", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

// Do `action` with the store; return whether it is on the disk.
async function changeStore(action) {
  try {
    const database = await openDatabase();
    return await new Promise((resolve) => {
      const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = transaction.onerror = () => resolve(false);
      action(transaction.objectStore(STORE));
    });
  } catch {
    return false;
  }
}

async function readStore(isOwn) {
  try {
    const database = await openDatabase();
    return await new Promise((resolve) => {
      const store = database.transaction(STORE).objectStore(STORE);
      const keys = store.getAllKeys();
      const values = store.getAll();
      values.onsuccess = () => resolve(values.result.filter((_, index) => isOwn(keys.result[index])));
      values.onerror = () => resolve([]);
    });
  } catch {
    return [];
  }
}
