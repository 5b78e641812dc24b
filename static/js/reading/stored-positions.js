// Where this reader left off, by path. It is stored in this browser only.

const KEY = "reading-positions";
const LIMIT = 100; // posts

// Access to storage throws where the browser forbids it.
function readAll() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function storeAll(positions) {
  const newest = Object.entries(positions).sort(([, one], [, other]) => other.at - one.at);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(newest.slice(0, LIMIT))));
  } catch {
    // Then no position is offered.
  }
}

export const readPosition = () => readAll()[location.pathname];

export const hasReadingPosition = () => Boolean(readPosition());

export function storePosition(position) {
  storeAll({ ...readAll(), [location.pathname]: { ...position, at: Date.now() } });
}

export function forgetPosition() {
  const { [location.pathname]: forgotten, ...others } = readAll();
  if (forgotten) storeAll(others);
}
