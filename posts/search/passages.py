"""The passage of a post around the first match of a query, with matches marked and formulas whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import chain

from posts.indexing.query import SearchTerm
from posts.indexing.tokens import INDEX_TOKEN, fold_text, is_han_token, is_word_token, normalize_token
from posts.rendering.plain_text import BLOCK_TAGS
from posts.rendering.tree import Element, Node, OpaqueNode, parse_html

IN_WORD = re.compile(r"[a-zA-Z0-9]{2}")
CHARACTERS_BEFORE, CHARACTERS_AFTER = 40, 160  # around the first match
# Classes of elements that are not part of a post's text.
SKIPPED_CLASSES = frozenset(
    {"bookmark-host", "citation-backref", "citation-number", "footnote-backref", "footnote-ref"}
)


@dataclass(frozen=True, slots=True)
class PassageFragment:
    """A part of a block: text, or a formula, which has `html` and is never cut."""

    text: str
    html: str = ""


Span = tuple[int, int]


class FoldedCharacters(dict[int, str]):
    """The folded forms of characters by code point, each computed once, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_text(chr(code))
        return self[code]


FOLDED_CHARACTERS = FoldedCharacters()


def extract_passage(html: str, terms: Sequence[SearchTerm]) -> str:
    """Return the block of `html` that contains most of `terms`, cut to the text around the first of them.

    The result is HTML; "" if no block contains any of the terms.
    """
    best: tuple[int, list[PassageFragment], list[Span]] = (0, [], [])
    for fragments in find_blocks(parse_html(html)):
        text = "".join(fragment.text for fragment in fragments)
        # Tokenizing is slow, and most blocks contain none of the terms.
        candidates = [term for term in terms if may_contain(text.translate(FOLDED_CHARACTERS), term)]
        if len(candidates) <= best[0]:
            continue
        tokens = list(locate_tokens(text))
        matches = [spans for term in candidates if (spans := find_spans(tokens, term))]
        if len(matches) > best[0]:
            best = (len(matches), fragments, sorted(chain.from_iterable(matches)))
        if len(matches) == len(terms):
            break
    return cut_passage(best[1], best[2]) if best[0] else ""


def find_blocks(element: Element) -> Iterator[list[PassageFragment]]:
    """Yield the fragments of each block below `element` that contains no other block."""
    inline_nodes: list[Node] = []
    for child in element.children:
        if isinstance(child, Element) and (child.tag in BLOCK_TAGS or contains_block(child)):
            yield from find_blocks(child)
        else:
            inline_nodes.append(child)
    if fragments := list(collect_fragments(inline_nodes)):
        yield fragments


def contains_block(element: Element) -> bool:
    return any(inner.tag in BLOCK_TAGS for inner in element.iter_elements())


def collect_fragments(nodes: Iterable[Node]) -> Iterator[PassageFragment]:
    for node in nodes:
        if isinstance(node, str):
            yield PassageFragment(node)
        elif isinstance(node, OpaqueNode):
            # In a passage every formula is inline.
            yield PassageFragment(node.text, node.html.replace(' display="block"', "", 1))
        elif node.attributes.get("class") in SKIPPED_CLASSES:
            continue
        elif node.tag == "img":
            yield PassageFragment(node.attributes.get("alt", ""))
        else:
            yield from collect_fragments(node.children)


def may_contain(text: str, term: SearchTerm) -> bool:
    """Whether the folded `text` has the literal part of each token of `term`."""
    return all(get_literal_part(token) in text for token in term.tokens)


@lru_cache(maxsize=1_024)
def get_literal_part(token: str) -> str:
    """Return a part of `token` that every text has from which it was made: a plural may end differently."""
    if is_word_token(token) and token.isalnum():
        return token.removesuffix("y")
    return token if is_han_token(token) else ""


def find_spans(located_tokens: Sequence[tuple[str, Span]], term: SearchTerm) -> list[Span]:
    """Return where `term` occurs among the tokens of a text, by the same rules as the index."""
    tokens = [token for token, _ in located_tokens]
    length = len(term.tokens)
    return [
        (located_tokens[start][1][0], located_tokens[start + length - 1][1][1])
        for start in range(len(tokens) - length + 1)
        if is_match(tokens[start : start + length], term)
    ]


def is_match(tokens: Sequence[str], term: SearchTerm) -> bool:
    if not term.is_formula:
        return tuple(tokens) == term.tokens
    first, last = term.tokens[0], term.tokens[-1]
    starts = tokens[0].endswith(first) if is_word_token(first) else tokens[0] == first
    ends = tokens[-1].startswith(last) if is_word_token(last) else tokens[-1] == last
    return starts and ends and tuple(tokens[1:-1]) == term.tokens[1:-1]


def locate_tokens(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the tokens of `text` as the index stores them, and the position of each in `text` itself."""
    forms = [FOLDED_CHARACTERS[ord(character)] for character in text]
    positions = [position for position, form in enumerate(forms) for _ in form]
    for match in INDEX_TOKEN.finditer("".join(forms)):
        yield normalize_token(match[0]), (positions[match.start()], positions[match.end() - 1] + 1)


def cut_passage(fragments: Sequence[PassageFragment], spans: Sequence[Span]) -> str:
    """Return `fragments` as HTML with `spans` of their text marked, cut to what is near the first span."""
    text = "".join(fragment.text for fragment in fragments)
    begin = find_word_edge(text, spans[0][0] - CHARACTERS_BEFORE, -1)
    end = find_word_edge(text, spans[0][0] + CHARACTERS_AFTER, 1)
    parts: list[str] = []
    offset = 0
    for fragment in fragments:
        stop = offset + len(fragment.text)
        if fragment.html and offset < end and stop > begin:
            is_marked = any(start < stop and offset < finish for start, finish in spans)
            parts.append(f"<mark>{fragment.html}</mark>" if is_marked else fragment.html)
        elif not fragment.html:
            parts.append(mark_spans(fragment.text, offset, (max(begin, offset), min(end, stop)), spans))
        offset = stop
    return f"{'…' * (begin > 0)}{''.join(parts).strip()}{'…' * (end < offset)}"


def find_word_edge(text: str, position: int, step: int) -> int:
    """Return `position` in `text`, moved by `step` until it is not inside a word; Han may be cut anywhere."""
    while 0 < position < len(text) and IN_WORD.fullmatch(text, position - 1, position + 1):
        position += step
    return position


def mark_spans(text: str, offset: int, window: Span, spans: Sequence[Span]) -> str:
    """Return the part of `text` in `window` as HTML, with `spans` marked.

    `offset` is the position of `text` in the block, from which `window` and `spans` are counted.
    """
    parts = []
    position = window[0]
    for start, finish in spans:
        first, last = max(start, position), min(finish, window[1])
        if first < last:
            parts.append(escape(text[position - offset : first - offset], quote=False))
            parts.append(f"<mark>{escape(text[first - offset : last - offset], quote=False)}</mark>")
            position = last
    return "".join([*parts, escape(text[position - offset : max(position, window[1]) - offset], quote=False)])
