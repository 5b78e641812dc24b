// Searches the index that `manage.py export_site` writes, on sites without a server of their own.
// What a query needs of it is loaded then; the passages come from the pages that are found.
(() => {
  const RESULTS = 12; // shown at a time
  const TAGS = 5; // shown of a post
  const DEBOUNCE = 150; // milliseconds without a key
  const BEFORE = 40; // characters of a passage before the first match,
  const AFTER = 160; // and after it
  const { dataset: labels } = document.currentScript;
  const input = document.querySelector("input[name=q]");
  const results = document.getElementById("_results");
  const base = input.dataset.index;
  const FIELDS = { tag: "tag", 标签: "tag", 標籤: "tag", category: "category", 分类: "category", 分類: "category", author: "author", 作者: "author", year: "year", 年份: "year" };
  const PART = new RegExp(`([-－](?=\\S))?(?:(${Object.keys(FIELDS).join("|")})[:：](?=\\S))?(?:"([^"]*)"?|(?:\\$\\$|\\$(?! )|\\\\[([])([^$]+?)(?:\\$\\$|(?<! )\\$|\\\\[)\\]])|([^\\s"]+))`, "giu");
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const BLOCKS = "p, li, dt, dd, pre, h2, h3, h4, h5, h6, th, td, figcaption, summary";

  const files = new Map();
  let head;
  let forms;
  let han;
  let token;

  function load(name) {
    if (!files.has(name)) {
      const file = fetch(`${base}${name}.json`).then((response) => {
        if (!response.ok) throw new Error(response.status);
        return response.json();
      });
      file.catch(() => files.delete(name)); // to be asked for again
      files.set(name, file);
    }
    return files.get(name);
  }

  async function loadHead() {
    head = await load("index");
    const simplified = [...head.simplified];
    forms = new Map([...head.traditional].map((character, index) => [character, simplified[index]]));
    han = new RegExp(`^[${head.han}]$`, "u");
    const word = "[\\p{L}\\p{N}_]";
    token = new RegExp(`\\\\[a-z]+|[${head.han}]|(?:(?![${head.han}_])${word})+(?:\\+\\+|#(?!${word}))?|\\S`, "gu");
  }

  // The same as the site's own index does with a text, character by character.
  function fold(text) {
    const plain = text.normalize("NFKC").toLowerCase().replaceAll("ß", "ss").replaceAll("ς", "σ");
    const bare = plain.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").normalize("NFC");
    return Array.from(bare, (character) => forms.get(character) ?? character).join("");
  }

  function stem(word) {
    if (word.length <= 3) return word;
    if (/[^ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
    if (/(?:sses|xes|tches|shes)$/.test(word)) return word.slice(0, -2);
    return /[^us]s$/.test(word) ? word.slice(0, -1) : word;
  }

  function normalize(text) {
    if (/^[a-z]+$/.test(text)) return stem(text).slice(0, 64);
    return text.slice(0, 64).replace(/[!-/:-@[-`{-~]/g, (sign) => String.fromCharCode(sign.charCodeAt() + 0xfee0));
  }

  const tokenize = (text) => Array.from(fold(text).matchAll(token), ([found]) => normalize(found));

  function parse(text) {
    const parts = [];
    for (const [, minus, name, phrase, formula, word] of text.replace(/[“”„＂]/g, '"').matchAll(PART)) {
      const value = phrase ?? formula ?? word;
      const field = FIELDS[name?.toLowerCase()];
      const isFilter = field && value.trim() && (field !== "year" || /^[12]\d{3}$/.test(value));
      const tokens = tokenize(field && !isFilter ? `${name}:${value}` : value);
      if (!tokens.length) continue;
      const filters = { author: tokens.map((one) => `author:${one}`), year: [`year:${value}`] };
      if (isFilter) parts.push({ minus, keys: filters[field] ?? [`${field}:${tokens.join(" ")}`] });
      else parts.push({ minus, tokens, keys: listKeys(tokens) });
    }
    return parts;
  }

  // Two Han characters are one key, and one alone is where it has no neighbour.
  function listKeys(tokens) {
    return tokens.flatMap((one, index) => {
      if (!han.test(one)) return [one];
      const isPaired = (other) => other && han.test(other);
      if (isPaired(tokens[index + 1])) return [one + tokens[index + 1]];
      return isPaired(tokens[index - 1]) ? [] : [one];
    });
  }

  function hash(text) {
    let value = 0x811c9dc5;
    for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
    return value;
  }

  function decode(text) {
    const numbers = new Set();
    let number = -1;
    let difference = 0;
    let shift = 0;
    for (const digit of text) {
      const value = DIGITS.indexOf(digit);
      difference += (value & 31) << shift;
      shift += 5;
      if (value >= 32) continue;
      number += difference + 1;
      numbers.add(number);
      difference = shift = 0;
    }
    return numbers;
  }

  // The posts with all keys of a part in the title, in labels, or in the text, each with its rank.
  async function rank({ keys }) {
    const lists = await Promise.all(
      keys.map(async (key) => {
        const shard = await load(String(hash(key) % head.shards));
        return Object.hasOwn(shard, key) ? shard[key].split(".").map(decode) : [];
      }),
    );
    const ranks = new Map();
    for (const place of [2, 1, 0]) {
      const [first = new Set(), ...others] = lists.map((each) => each[place] ?? new Set());
      for (const number of first) if (others.every((other) => other.has(number))) ranks.set(number, 3 - place);
    }
    return ranks;
  }

  async function find(parts) {
    const ranked = await Promise.all(parts.map(rank));
    const wanted = ranked.filter((_, index) => !parts[index].minus);
    const unwanted = ranked.filter((_, index) => parts[index].minus);
    const [first = new Map(), ...others] = wanted;
    const scores = [...first.keys()]
      .filter((number) => others.every((other) => other.has(number)) && !unwanted.some((other) => other.has(number)))
      .map((number) => [number, wanted.reduce((sum, ranks) => sum + ranks.get(number), 0)]);
    return scores.sort((one, other) => other[1] - one[1] || other[0] - one[0]).map(([number]) => number);
  }

  // The tokens of a text with their places in it.
  function locate(text) {
    const places = [];
    let folded = "";
    let place = 0;
    for (const character of text) {
      const form = fold(character);
      for (let index = 0; index < form.length; index++) places.push([place, place + character.length]);
      folded += form;
      place += character.length;
    }
    return Array.from(folded.matchAll(token), (match) => ({
      token: normalize(match[0]),
      start: places[match.index][0],
      end: places[match.index + match[0].length - 1][1],
    }));
  }

  function findSpans(located, tokens) {
    const spans = [];
    for (let start = 0; start + tokens.length <= located.length; start++)
      if (tokens.every((one, index) => located[start + index].token === one))
        spans.push([located[start].start, located[start + tokens.length - 1].end]);
    return spans;
  }

  async function readBlocks(url) {
    const response = await fetch(url);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const prose = page.querySelector(".prose");
    for (const hidden of prose.querySelectorAll(".citation-backref, .citation-number, .footnote-ref, .footnote-backref, .bookmark-host")) hidden.remove();
    for (const formula of prose.querySelectorAll("math")) formula.replaceWith(formula.querySelector("annotation")?.textContent ?? "");
    return Array.from(prose.querySelectorAll(BLOCKS), (block) => (block.querySelector(BLOCKS) ? "" : block.textContent.trim()));
  }

  // The passage of the best block; null where a term of several tokens is nowhere in the post.
  async function readPassage(post, terms) {
    const labels = [post.title, post.category?.[0] ?? "", ...post.tags.map(([name]) => name)].map(locate);
    const missing = new Set(terms.filter(({ tokens }) => tokens.length > 1 && !labels.some((each) => findSpans(each, tokens).length)));
    const blocks = await readBlocks(post.url);
    let best = { count: 0, text: blocks.find(Boolean), spans: [] }; // where only labels match
    for (const text of blocks) {
      const located = locate(text);
      const found = terms.map((term) => [term, findSpans(located, term.tokens)]).filter(([, spans]) => spans.length);
      for (const [term] of found) missing.delete(term);
      if (found.length > best.count) best = { count: found.length, text, spans: found.flatMap(([, spans]) => spans).sort((one, other) => one[0] - other[0]) };
    }
    return missing.size ? null : best;
  }

  function showPassage({ text = "", spans = [] }) {
    const passage = Object.assign(document.createElement("p"), { className: "search-snippet" });
    const [first] = spans[0] ?? [0];
    const begin = Math.max(0, first - BEFORE);
    const end = Math.min(text.length, first + AFTER);
    let place = begin;
    passage.append(begin ? "…" : "");
    for (const [start, stop] of spans) {
      if (start < place || stop > end) continue;
      passage.append(text.slice(place, start), Object.assign(document.createElement("mark"), { textContent: text.slice(start, stop) }));
      place = stop;
    }
    passage.append(text.slice(place, end), end < text.length ? "…" : "");
    return passage;
  }

  function createLink([text, href]) {
    return Object.assign(document.createElement("a"), { textContent: text, href });
  }

  function showResult(post, passage) {
    const card = document.getElementById("_result").content.cloneNode(true);
    card.querySelector("h3").lang = card.querySelector(".excerpt").lang = post.language;
    card.querySelector("h3").append(createLink([post.title, post.url]));
    Object.assign(card.querySelector("time"), { dateTime: post.date, textContent: post.date });
    const tags = card.querySelector(".tags");
    if (post.category) tags.before(createLink(post.category), " ");
    card.querySelector(".excerpt").append(showPassage(passage));
    for (const tag of post.tags.slice(0, TAGS)) {
      const item = document.createElement("li");
      item.append(createLink(tag));
      tags.append(item, " ");
    }
    if (post.tags.length > TAGS) {
      const more = document.createElement("li");
      more.className = "more-tags";
      more.append(createLink([`+${post.tags.length - TAGS}`, `${post.url}#_tags`]));
      tags.append(more);
    }
    if (!post.tags.length) tags.remove();
    return card;
  }

  async function readPost(number) {
    const posts = await load(`posts-${Math.floor(number / head.postsPerFile)}`);
    return posts[number % head.postsPerFile];
  }

  let latest = 0;
  const fill = (label, count) => label.replace("%(count)s", count).replace("%(query)s", input.value.trim());

  async function search() {
    const turn = ++latest;
    const text = input.value.trim().slice(0, 500);
    results.ariaBusy = "true";
    try {
      if (text) {
        if (!head) await loadHead();
        const parts = parse(text);
        const numbers = parts.some(({ minus }) => !minus) ? await find(parts) : [];
        const page = await showPage(numbers, parts.filter(({ minus, tokens }) => tokens && !minus));
        if (turn === latest) results.replaceChildren(...page);
      } else if (turn === latest) results.replaceChildren(document.getElementById("_help").content.cloneNode(true));
    } catch {
      if (turn === latest) results.replaceChildren(createNote(labels.failed));
    }
    if (turn === latest) results.ariaBusy = "false";
  }

  function createNote(text) {
    const note = Object.assign(document.createElement("div"), { className: "empty-state" });
    note.append(Object.assign(document.createElement("h2"), { textContent: text }));
    return note;
  }

  async function showPage(numbers, terms) {
    const cards = Object.assign(document.createElement("div"), { className: "cards" });
    const more = Object.assign(document.createElement("button"), { type: "button", className: "more-results", textContent: labels.more });
    let next = 0;
    let count = numbers.length;
    // Posts that only seemed to match are passed over, until there are enough or none is left.
    async function addResults() {
      const wanted = cards.children.length + RESULTS;
      while (next < numbers.length && cards.children.length < wanted) {
        const batch = numbers.slice(next, next + wanted - cards.children.length);
        next += batch.length;
        const posts = await Promise.all(batch.map(readPost));
        const passages = await Promise.all(posts.map((post) => readPassage(post, terms)));
        for (const [index, passage] of passages.entries())
          if (passage) cards.append(showResult(posts[index], passage));
          else count -= 1;
      }
      more.hidden = next >= numbers.length;
    }
    await addResults();
    more.addEventListener("click", () => addResults().catch(() => more.replaceWith(labels.failed)));
    if (!cards.children.length) return [createNote(fill(labels.none))];
    const heading = Object.assign(document.createElement("h2"), { className: "section-title", textContent: fill(count === 1 ? labels.one : labels.many, count) });
    return [heading, cards, more];
  }

  let timer;
  function schedule(event) {
    clearTimeout(timer);
    if (event.isComposing) return;
    timer = setTimeout(() => {
      history.replaceState(null, "", input.value.trim() ? `?${new URLSearchParams({ q: input.value.trim() })}` : location.pathname);
      search();
    }, DEBOUNCE);
  }

  input.addEventListener("input", schedule);
  input.addEventListener("compositionend", schedule);
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    schedule(event);
  });
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) search();
})();
