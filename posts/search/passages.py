"""The passage of a post around what was found in it, with the hit marked and formulas whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import chain

from posts.rendering.plain import BLOCKS
from posts.rendering.tree import Atom, Element, Node, parse
from posts.search.query import Term
from posts.search.tokens import TOKEN, indexed, is_han, is_word, normal

IN_WORD = re.compile(r"[a-zA-Z0-9]{2}")
BEFORE, AFTER = 40, 160  # characters around the first hit
# What nobody reads as text of the post.
UNREAD = frozenset({"footnote-backref", "footnote-ref", "bookmark-host"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a block: text, or a formula, which is `html` and is never cut."""

    text: str
    html: str = ""


Span = tuple[int, int]


class Forms(dict[int, str]):
    """The normal forms of characters, by their numbers, as `str.translate` asks for them: found once each."""

    def __missing__(self, code: int) -> str:
        self[code] = normal(chr(code))
        return self[code]


FORMS = Forms()


def extract_passage(html: str, terms: Sequence[Term]) -> str:
    """Return HTML of the block of `html` that holds most of `terms`, cut to what stands around them.

    It is "" where none of them stands in a block.
    """
    best: tuple[int, list[Piece], list[Span]] = (0, [], [])
    for pieces in blocks(parse(html)):
        text = "".join(piece.text for piece in pieces)
        # To cut a text into tokens takes long, and most blocks hold none of the terms.
        held = [term for term in terms if may_hold(text.translate(FORMS), term)]
        if len(held) <= best[0]:
            continue
        placed = list(placed_tokens(text))
        found = [spans for term in held if (spans := hits(placed, term))]
        if len(found) > best[0]:
            best = (len(found), pieces, sorted(chain.from_iterable(found)))
        if len(found) == len(terms):
            break
    return excerpted(best[1], best[2]) if best[0] else ""


def blocks(element: Element) -> Iterator[list[Piece]]:
    """Yield the text of each block below `element` that holds no other block."""
    own: list[Node] = []
    for child in element.children:
        if isinstance(child, Element) and (child.tag in BLOCKS or holds_block(child)):
            yield from blocks(child)
        else:
            own.append(child)
    if pieces := list(pieces_of(own)):
        yield pieces


def holds_block(element: Element) -> bool:
    return any(inner.tag in BLOCKS for inner in element.elements())


def pieces_of(nodes: Iterable[Node]) -> Iterator[Piece]:
    for node in nodes:
        if isinstance(node, str):
            yield Piece(node)
        elif isinstance(node, Atom):
            # In a passage every formula stands in the line.
            yield Piece(node.text, node.html.replace(' display="block"', "", 1))
        elif node.attributes.get("class") in UNREAD:
            continue
        elif node.tag == "img":
            yield Piece(node.attributes.get("alt", ""))
        else:
            yield from pieces_of(node.children)


def may_hold(text: str, term: Term) -> bool:
    """Whether the normal form `text` has all that each token of `term` was surely written with."""
    return all(written(token) in text for token in term.tokens)


@lru_cache(maxsize=1_024)
def written(token: str) -> str:
    """Return what surely stands in a text of which `token` was made: the plural may have another end."""
    return token.removesuffix("y") if is_word(token) and token.isalnum() else token if is_han(token) else ""


def hits(placed: Sequence[tuple[str, Span]], term: Term) -> list[Span]:
    """Return where `term` stands among the tokens of a text, as the index would find it."""
    found = [token for token, _ in placed]
    length = len(term.tokens)
    return [
        (placed[start][1][0], placed[start + length - 1][1][1])
        for start in range(len(found) - length + 1)
        if is_hit(found[start : start + length], term)
    ]


def is_hit(found: Sequence[str], term: Term) -> bool:
    if not term.is_formula:
        return tuple(found) == term.tokens
    first, last = term.tokens[0], term.tokens[-1]
    begins = found[0].endswith(first) if is_word(first) else found[0] == first
    ends = found[-1].startswith(last) if is_word(last) else found[-1] == last
    return begins and ends and tuple(found[1:-1]) == term.tokens[1:-1]


def placed_tokens(text: str) -> Iterator[tuple[str, Span]]:
    """Yield the tokens of `text` as the index has them, and where each stands in `text` itself."""
    forms = [FORMS[ord(character)] for character in text]
    places = [place for place, form in enumerate(forms) for _ in form]
    for match in TOKEN.finditer("".join(forms)):
        yield indexed(match[0]), (places[match.start()], places[match.end() - 1] + 1)


def excerpted(pieces: Sequence[Piece], spans: Sequence[Span]) -> str:
    """Return `pieces` as HTML, `spans` of their text marked, without what is far from the first of them."""
    text = "".join(piece.text for piece in pieces)
    begin, end = at_edge(text, spans[0][0] - BEFORE, -1), at_edge(text, spans[0][0] + AFTER, 1)
    parts: list[str] = []
    place = 0
    for piece in pieces:
        stop = place + len(piece.text)
        if piece.html and place < end and stop > begin:
            is_found = any(start < stop and place < finish for start, finish in spans)
            parts.append(f"<mark>{piece.html}</mark>" if is_found else piece.html)
        elif not piece.html:
            parts.append(marked(piece.text, place, (max(begin, place), min(end, stop)), spans))
        place = stop
    return f"{'…' * (begin > 0)}{''.join(parts).strip()}{'…' * (end < place)}"


def at_edge(text: str, place: int, step: int) -> int:
    """Return `place` in `text`, moved by `step` until it parts no word; Han may be parted anywhere."""
    while 0 < place < len(text) and IN_WORD.fullmatch(text, place - 1, place + 1):
        place += step
    return place


def marked(text: str, place: int, window: Span, spans: Sequence[Span]) -> str:
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
