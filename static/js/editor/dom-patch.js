// Updates a DOM tree only where it differs, so that a long preview doesn't flicker and isn't laid out anew.

// Replace the children of `element` with those of `source`, whose nodes are moved.
export function patchChildren(element, source) {
  patchNodes(element, [...element.childNodes], [...source.childNodes], null);
}

// Replace `oldNodes`, neighbours in `parent` before `next`, with `newNodes`. Return the nodes that are there then: for
// each of `newNodes` itself, or the old node that equals it or was changed into it.
export function patchNodes(parent, oldNodes, newNodes, next) {
  const shorter = Math.min(oldNodes.length, newNodes.length);
  let begin = 0;
  while (begin < shorter && oldNodes[begin].isEqualNode(newNodes[begin])) begin++;
  let end = 0;
  while (end < shorter - begin && oldNodes.at(-1 - end).isEqualNode(newNodes.at(-1 - end))) end++;
  const removed = oldNodes.slice(begin, oldNodes.length - end);
  const added = newNodes.slice(begin, newNodes.length - end);
  const before = oldNodes.slice(0, begin);
  const after = end ? oldNodes.slice(-end) : [];
  if (removed.length === 1 && added.length === 1 && hasSameTag(removed[0], added[0])) {
    patchChildren(removed[0], added[0]);
    return oldNodes;
  }
  for (const node of added) parent.insertBefore(node, after[0] ?? next);
  for (const node of removed) node.remove();
  return [...before, ...added, ...after];
}

function hasSameTag(one, other) {
  return one.nodeType === Node.ELEMENT_NODE && one.cloneNode().isEqualNode(other.cloneNode());
}
