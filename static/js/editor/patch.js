// Changing a tree only where it differs, so that a long post neither flickers nor is laid out anew.

// Make the children of `element` those of `fresh`, which is used up by it.
export function patch(element, fresh) {
  const old = [...element.childNodes];
  const now = [...fresh.childNodes];
  const shorter = Math.min(old.length, now.length);
  let begin = 0;
  while (begin < shorter && old[begin].isEqualNode(now[begin])) begin++;
  let end = 0;
  while (end < shorter - begin && old.at(-1 - end).isEqualNode(now.at(-1 - end))) end++;
  const gone = old.slice(begin, old.length - end);
  const come = now.slice(begin, now.length - end);
  if (gone.length === 1 && come.length === 1 && isSameShell(gone[0], come[0])) {
    patch(gone[0], come[0]);
    return;
  }
  const place = old[old.length - end] ?? null;
  for (const node of come) element.insertBefore(node, place);
  for (const node of gone) node.remove();
}

function isSameShell(one, other) {
  return one.nodeType === Node.ELEMENT_NODE && one.cloneNode().isEqualNode(other.cloneNode());
}
