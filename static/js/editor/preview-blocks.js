// The blocks of the preview: the server sends those that changed, and only these are parsed and set.

import { patchChildren, patchNodes } from "./dom-patch.js";

const VOID_TAGS = new Set(["area", "br", "col", "embed", "hr", "img", "input", "source", "track", "wbr"]);
const TAGS_AND_TEXTS = /<(\/?)([a-zA-Z][^\s/>]*)[^>]*?(\/?)>|([^<]+)/g;

// Return the blocks of `article`, which is empty: `getDigests` tells the server what is there, `apply` takes its answer.
export function createPreviewBlocks(article) {
  // Nothing that is parsed in an inert document is loaded.
  const inert = document.implementation.createHTMLDocument();
  let blocks = [];
  // Whether the nodes of each block are known; not where the HTML of one runs into the next, as that of a lone <tr> does.
  let areSeparate = true;

  const parse = (html) => Object.assign(inert.createElement("article"), { innerHTML: html });
  const createBlock = (digest, html) => {
    const holder = parse(html);
    return { digest, html, isSeparate: describeHtml(html) === describeNodes(holder), nodes: [...holder.childNodes] };
  };
  const applySeparately = ({ runs }, next) => {
    for (const run of runs) {
      const isPaired = run.oldBlocks.length === run.newBlocks.length;
      const parts = isPaired ? run.newBlocks.map((block, index) => [[run.oldBlocks[index]], [block]]) : [[run.oldBlocks, run.newBlocks]];
      for (const [olds, news] of parts) {
        const oldNodes = olds.flatMap((block) => block.nodes);
        const anchor = oldNodes.length ? oldNodes.at(-1).nextSibling : (run.next?.nodes[0] ?? next);
        assignNodes(news, patchNodes(article, oldNodes, news.flatMap((block) => block.nodes), anchor));
      }
    }
  };
  // The article was made as a whole: find the nodes of each block again.
  const separate = (all) => {
    for (const block of all) block.nodes = [...parse(block.html).childNodes];
    assignNodes(all, patchNodes(article, [...article.childNodes], all.flatMap((block) => block.nodes), null));
  };

  return {
    getDigests: () => blocks.map((block) => block.digest).join(" "),
    // Return the answer with the HTML of the blocks that are here already, where it is known.
    complete: (answer) => {
      const known = new Map(blocks.map((block) => [block.digest, block.html]));
      return { ...answer, blocks: answer.blocks.map(({ digest, html }) => ({ digest, html: html ?? known.get(digest) ?? null })) };
    },
    // Return whether the answer was applied; it is not where it was made for other blocks than these.
    apply: ({ start, end, blocks: sent }) => {
      const known = new Map(blocks.map((block) => [block.digest, block.html]));
      if (start + end > blocks.length || sent.some(({ digest, html }) => html === null && !known.has(digest))) return false;
      const after = end ? blocks.slice(-end) : [];
      const change = compareBlocks(blocks.slice(start, blocks.length - end), sent, (digest, html) => createBlock(digest, html ?? known.get(digest)));
      const all = [...blocks.slice(0, start), ...change.blocks, ...after];
      const wereSeparate = areSeparate;
      areSeparate = all.every((block) => block.isSeparate);
      blocks = all;
      if (!areSeparate) patchChildren(article, parse(all.map((block) => block.html).join("")));
      else if (wereSeparate) applySeparately(change, after[0]?.nodes[0] ?? null);
      else separate(all);
      return true;
    },
    // Return the number of the block that holds `node`; -1 where it is not known.
    findBlock: (node) => {
      const child = [...article.childNodes].find((one) => one.contains(node));
      return areSeparate ? blocks.findIndex((block) => block.nodes.includes(child)) : -1;
    },
  };
}

// Yield the answer with more and more of its blocks, so that each adds about `partLength` characters to the one
// before.
export function* splitAnswer(answer, partLength) {
  let length = 0;
  for (const [index, { html }] of answer.blocks.entries()) {
    length += html?.length ?? 0;
    if (length < partLength) continue;
    yield { ...answer, blocks: answer.blocks.slice(0, index + 1) };
    length = 0;
  }
  yield answer;
}

// Return the blocks that `sent` describes, of which those that stay in their order are the old ones, and the runs between
// these, in which old blocks are replaced by new ones; `next` is the block behind a run, undefined after the last.
function compareBlocks(oldBlocks, sent, createBlock) {
  const places = new Map();
  oldBlocks.forEach(({ digest }, index) => places.set(digest, [...(places.get(digest) ?? []), index]));
  const change = { blocks: [], runs: [] };
  let begin = 0;
  let newBlocks = [];
  const closeRun = (end) => {
    const run = { oldBlocks: oldBlocks.slice(begin, end), newBlocks, next: oldBlocks[end] };
    if (run.oldBlocks.length || newBlocks.length) change.runs.push(run);
    newBlocks = [];
    begin = end + 1;
  };
  for (const { digest, html } of sent) {
    const place = places.get(digest)?.find((index) => index >= begin);
    if (place !== undefined) closeRun(place);
    else newBlocks.push(createBlock(digest, html));
    change.blocks.push(place === undefined ? newBlocks.at(-1) : oldBlocks[place]);
  }
  closeRun(oldBlocks.length);
  return change;
}

// Give each of `blocks` as many of `nodes` as it has.
function assignNodes(blocks, nodes) {
  let begin = 0;
  for (const block of blocks) block.nodes = nodes.slice(begin, (begin += block.nodes.length));
}

// HTML that means the same wherever it stands has, one by one, the tags and texts of the nodes made of it.
function describeHtml(html) {
  const parts = Array.from(html.matchAll(TAGS_AND_TEXTS), ([, end, name, empty, text]) => {
    if (text !== undefined) return text.trim() && "text ";
    const tag = name.toLowerCase();
    if (VOID_TAGS.has(tag)) return `<${tag} `;
    return end ? `/${tag} ` : `<${tag} ${empty && `/${tag} `}`;
  });
  return parts.join("");
}

function describeNodes(parent) {
  const parts = Array.from(parent.childNodes, (node) => {
    if (node.nodeType !== Node.ELEMENT_NODE) return node.textContent.trim() && "text ";
    const tag = node.localName.toLowerCase();
    return VOID_TAGS.has(tag) ? `<${tag} ` : `<${tag} ${describeNodes(node)}/${tag} `;
  });
  return parts.join("");
}
