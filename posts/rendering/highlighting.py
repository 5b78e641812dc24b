"""Code as HTML, highlighted by Pygments, by classes only; and the blocks highlighted lately."""

import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from html import escape
from itertools import groupby

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Text, _TokenType
from pygments.util import ClassNotFound

from posts.rendering.time_limit import MAIN_THREAD, TimeLimitReached, call_within

# Beyond these some lexers take seconds; the code is shown without highlighting.
MAX_HIGHLIGHTED_CHARACTERS = 50_000
MAX_HIGHLIGHTED_LINE = 2_000
TOKENS_PER_CLOCK = 16
# Of all blocks that a process remembers, with their code.
MAX_REMEMBERED_CHARACTERS = 4_000_000

# Names that Pygments does not know, or knows as something else.
LEXER_ALIASES = {
    "assembly": "nasm",
    "cu": "cuda",
    "jsx": "javascript",
    "tsx": "typescript",
    "vue": "html",
    "wxml": "html",
}
PLAIN_LANGUAGES = frozenset(
    {"log", "mermaid", "none", "output", "plain", "plaintext", "text", "txt", "verbatim"}
)
# Plain names, punctuation, white space, errors: a span for each would triple
# the page and change nothing.
PLAIN_TOKEN_CLASSES = frozenset({"", "n", "nx", "p", "w", "err", "esc", "x"})

CodeToken = tuple[_TokenType, str]
# The numbers of the first and the last line, from 1.
LineRange = tuple[int, int]


# What a block comes to, None where it took too long, and the seconds of processor time that it took.
HighlightedCode = tuple[str | None, float]


class RememberedBlocks:
    """The blocks highlighted last, by all that they depend on, up to MAX_REMEMBERED_CHARACTERS of them."""

    def __init__(self) -> None:
        self.blocks: OrderedDict[tuple[str, Hashable], tuple[str, float]] = OrderedDict()
        self.characters = 0

    def get(self, key: tuple[str, Hashable]) -> tuple[str, float] | None:
        """Return the HTML of the block, and the seconds that it took."""
        if block := self.blocks.get(key):
            self.blocks.move_to_end(key)
        return block

    def add(self, key: tuple[str, Hashable], html: str, seconds: float) -> None:
        """Remember a block; its code is the first part of its `key`."""
        self.blocks[key] = html, seconds
        self.characters += len(key[0]) + len(html)
        while self.characters > MAX_REMEMBERED_CHARACTERS:
            (code, _), (old_html, _) = self.blocks.popitem(last=False)
            self.characters -= len(code) + len(old_html)


REMEMBERED_BLOCKS = RememberedBlocks()


def highlight_code(
    code: str, language: str, marked_ranges: Sequence[LineRange], seconds: float
) -> HighlightedCode:
    """Return `code` as HTML, with its lines in `marked_ranges` marked, and what that took.

    None instead of HTML where the code is too long, or takes more than `seconds` of the processor. What is
    remembered is charged as it was at first: the page must not be highlighted otherwise than its preview.
    """
    lexer = find_lexer(language)
    if lexer is None:
        return "".join(format_tokens([(Text, code)], marked_ranges)), 0.0
    if len(code) > MAX_HIGHLIGHTED_CHARACTERS or max(map(len, code.split("\n"))) > MAX_HIGHLIGHTED_LINE:
        return None, 0.0
    key = code, (lexer.name, tuple(marked_ranges))
    block = REMEMBERED_BLOCKS.get(key)
    if block is None:
        html, taken = MAIN_THREAD.run(partial(highlight_within, seconds, code, lexer, marked_ranges))
        if html is None:
            return None, taken
        REMEMBERED_BLOCKS.add(key, html, taken)
        block = html, taken
    return block if block[1] < seconds else (None, block[1])


def highlight_within(
    seconds: float, code: str, lexer: Lexer, marked_ranges: Sequence[LineRange]
) -> HighlightedCode:
    """Return `code` as HTML, or None where that takes more than `seconds`, and what it took."""
    begin = time.thread_time()
    tokens = take_until(begin + seconds, lexer.get_tokens(code))
    try:
        html = call_within(seconds, lambda: "".join(format_tokens(tokens, marked_ranges)))
    except TimeLimitReached:
        return None, seconds
    taken = time.thread_time() - begin
    return (html if taken < seconds else None), taken


def take_until(deadline: float, tokens: Iterable[CodeToken]) -> Iterator[CodeToken]:
    """Give `tokens` up to `deadline` of the thread's clock, which is slow to ask."""
    for number, token in enumerate(tokens):
        if number % TOKENS_PER_CLOCK == 0 and time.thread_time() >= deadline:
            return
        yield token


@lru_cache(maxsize=128)
def find_lexer(language: str) -> Lexer | None:
    """Return the lexer of `language`, or None where it is unknown or no language."""
    if not language or language in PLAIN_LANGUAGES:
        return None
    try:
        return get_lexer_by_name(LEXER_ALIASES.get(language, language), stripnl=False)
    except ClassNotFound:
        return None


def format_tokens(tokens: Iterable[CodeToken], marked_ranges: Sequence[LineRange]) -> Iterator[str]:
    """Give tokens as HTML, each run of lines that the author marked in one span."""
    if not marked_ranges:
        yield format_spans(tokens)
        return
    lines = split_at_lines(tokens)
    for is_marked, group in groupby(lines, key=lambda numbered: is_marked_line(numbered[0], marked_ranges)):
        html = format_spans(token for _, token in group)
        yield f'<span class="hll">{html}</span>' if is_marked else html


def is_marked_line(line: int, marked_ranges: Sequence[LineRange]) -> bool:
    return any(begin <= line <= end for begin, end in marked_ranges)


def split_at_lines(tokens: Iterable[CodeToken]) -> Iterator[tuple[int, CodeToken]]:
    """Give the tokens, split where a line ends, with the number of their line, from 1."""
    line = 1
    for kind, text in tokens:
        for part in text.splitlines(keepends=True):
            yield line, (kind, part)
            line += part.endswith("\n")


def format_spans(tokens: Iterable[CodeToken]) -> str:
    """Return tokens as HTML, neighbours of one class in one span."""
    parts: list[str] = []
    span_class = ""
    for kind, value in tokens:
        css_class = token_class(kind)
        if css_class != span_class:
            if span_class:
                parts.append("</span>")
            if css_class:
                parts.append(f'<span class="{css_class}">')
            span_class = css_class
        parts.append(escape(value, quote=False))
    return "".join([*parts, "</span>"] if span_class else parts)


@cache
def token_class(token: _TokenType) -> str:
    """Return the short class of a token type, or of the nearest parent that has one; "" for none."""
    if token not in STANDARD_TYPES:
        return token_class(token.parent) if token.parent else ""
    name = STANDARD_TYPES[token]
    return "" if name in PLAIN_TOKEN_CLASSES else name
