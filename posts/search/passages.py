"""The passage of a post around what was found in it, with the hit marked and formulas whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import chain

from posts.rendering.plain import BLOCKS
from posts.rendering.tree import Atom, Element, Node, parse
from posts.search.query import SearchTerm
from posts.search.tokens import INDEX_TOKEN, fold_text, is_han_token, is_word_token, normalize_token

IN_WORD = re.compile(r"[a-zA-Z0-9]{2}")
CHARACTERS_BEFORE, CHARACTERS_AFTER = 40, 160  # characters around the first hit
# What nobody reads as text of the post.
SKIPPED_CLASSES = frozenset({"footnote-backref", "footnote-ref", "bookmark-host"})


@dataclass(frozen=True, slots=True)
class PassageFragment:
    """A stretch of a block: text, or a formula, which is `html` and is never cut."""

    text: str
    html: str = ""


Span = tuple[int, int]


class FoldedCharacters(dict[int, str]):
    """The normal forms of characters, by their numbers, as `str.translate` asks for them: found once each."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_text(chr(code))
        return self[code]


FOLDED_CHARACTERS = FoldedCharacters()


def extract_passage(html: str, terms: Sequence[SearchTerm]) -> str:
    """Return HTML of the block of `html` that holds most of `terms`, cut to what stands around them.

    It is "" where none of them stands in a block.
    """
    best: tuple[int, list[PassageFragment], list[Span]] = (0, [], [])
    for pieces in find_blocks(parse(html)):
        text = "".join(piece.text for piece in pieces)
        # To cut a text into tokens takes long, and most blocks hold none of the terms.
        held = [term for term in terms if may_contain(text.translate(FOLDED_CHARACTERS), term)]
        if len(held) <= best[0]:
            continue
        placed = list(locate_tokens(text))
        found = [spans for term in held if (spans := find_spans(placed, term))]
        if len(found) > best[0]:
            best = (len(found), pieces, sorted(chain.from_iterable(found)))
        if len(found) == len(terms):
            break
    return cut_passage(best[1], best[2]) if best[0] else ""


def find_blocks(element: Element) -> Iterator[list[PassageFragment]]:
    """Yield the text of each block below `element` that holds no other block."""
    own: list[Node] = []
    for child in element.children:
        if isinstance(child, Element) and (child.tag in BLOCKS or contains_block(child)):
            yield from find_blocks(child)
        else:
            own.append(child)
    if pieces := list(collect_fragments(own)):
        yield pieces


def contains_block(element: Element) -> bool:
    return any(inner.tag in BLOCKS for inner in element.elements())


def collect_fragments(nodes: Iterable[Node]) -> Iterator[PassageFragment]:
    for node in nodes:
        if isinstance(node, str):
            yield PassageFragment(node)
        elif isinstance(node, Atom):
            # In a passage every formula stands in the line.
            yield PassageFragment(node.text, node.html.replace(' display="block"', "", 1))
        elif node.attributes.get("class") in SKIPPED_CLASSES:
            continue
        elif node.tag == "img":
            yield PassageFragment(node.attributes.get("alt", ""))
        else:
            yield from collect_fragments(node.children)


def may_contain(text: str, term: SearchTerm) -> bool:
    """Whether the normal form `text` has all that each token of `term` was surely written with."""
    return all(get_literal_part(token) in text for token in term.tokens)


@lru_cache(maxsize=1_024)
def get_literal_part(token: str) -> str:
    """Return what surely stands in a text of which `token` was made: the plural may have another end."""
    return (
        token.removesuffix("y")
        if is_word_token(token) and token.isalnum()
        else token
        if is_han_token(token)
        else ""
    )


def find_spans(placed: Sequence[tuple[str, Span]], term: SearchTerm) -> list[Span]:
    """Return where `term` stands among the tokens of a text, as the index would find it."""
    found = [token for token, _ in placed]
    length = len(term.tokens)
    return [
        (placed[start][1][0], placed[start + length - 1][1][1])
        for start in range(len(found) - length + 1)
        if is_match(found[start : start + length], term)
    ]


def is_match(found: Sequence[str], term: SearchTerm) -> bool:
    if not term.is_formula:
        return tuple(found) == term.tokens
    first, last = term.tokens[0], term.tokens[-1]
    begins = found[0].endswith(first) if is_word_token(first) else found[0] == first
    ends = found[-1].startswith(last) if is_word_token(last) else found[-1] == last
    return begins and ends and tuple(found[1:-1]) == term.tokens[1:-1]


def locate_tokens(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the tokens of `text` as the index has them, and where each stands in `text` itself."""
    forms = [FOLDED_CHARACTERS[ord(character)] for character in text]
    places = [place for place, form in enumerate(forms) for _ in form]
    for match in INDEX_TOKEN.finditer("".join(forms)):
        yield normalize_token(match[0]), (places[match.start()], places[match.end() - 1] + 1)


def cut_passage(pieces: Sequence[PassageFragment], spans: Sequence[Span]) -> str:
    """Return `pieces` as HTML, `spans` of their text marked, without what is far from the first of them."""
    text = "".join(piece.text for piece in pieces)
    begin, end = (
        find_word_edge(text, spans[0][0] - CHARACTERS_BEFORE, -1),
        find_word_edge(text, spans[0][0] + CHARACTERS_AFTER, 1),
    )
    parts: list[str] = []
    place = 0
    for piece in pieces:
        stop = place + len(piece.text)
        if piece.html and place < end and stop > begin:
            is_found = any(start < stop and place < finish for start, finish in spans)
            parts.append(f"<mark>{piece.html}</mark>" if is_found else piece.html)
        elif not piece.html:
            parts.append(mark_spans(piece.text, place, (max(begin, place), min(end, stop)), spans))
        place = stop
    return f"{'…' * (begin > 0)}{''.join(parts).strip()}{'…' * (end < place)}"


def find_word_edge(text: str, place: int, step: int) -> int:
    """Return `place` in `text`, moved by `step` until it parts no word; Han may be parted anywhere."""
    while 0 < place < len(text) and IN_WORD.fullmatch(text, place - 1, place + 1):
        place += step
    return place


def mark_spans(text: str, place: int, window: Span, spans: Sequence[Span]) -> str:
    """Return what of `text`, which begins at `place`, is in `window`, with `spans` marked."""
    parts = []
    here = window[0]
    for start, finish in spans:
        first, last = max(start, here), min(finish, window[1])
        if first < last:
            parts.append(escape(text[here - place : first - place], quote=False))
            parts.append(f"<mark>{escape(text[first - place : last - place], quote=False)}</mark>")
            here = last
    return "".join([*parts, escape(text[here - place : max(here, window[1]) - place], quote=False)])
