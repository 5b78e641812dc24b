"""Code blocks: coloured by Pygments, by classes only, with a title, numbers and marked lines."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import groupby, takewhile

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, Text, _TokenType
from pygments.util import ClassNotFound

from posts.rendering.page import Page
from posts.rendering.passes.formulas import collect
from posts.rendering.passes.info import Info, language_of, read_info
from posts.rendering.tree import Atom, Element, Node

# Beyond these some lexers take seconds; the code is shown uncoloured.
MAX_CHARACTERS = 50_000
MAX_LINE = 2_000

# Code of fewer lines needs no numbers; in more, neither numbers nor marks are worth their weight.
FEWEST_NUMBERED, MOST_LINES = 5, 2_000

FENCE = re.compile(r"[`~]{3,}(.*)")
# Names that Pygments does not know, or knows as something else.
ALIASES = {
    "assembly": "nasm",
    "cu": "cuda",
    "jsx": "javascript",
    "tsx": "typescript",
    "vue": "html",
    "wxml": "html",
}
PLAIN = frozenset({"log", "mermaid", "none", "output", "plain", "plaintext", "text", "txt", "verbatim"})
# What people do not speak of by its lines, by the names of Pygments' lexers.
UNNUMBERED = re.compile(r"session|console|sqlite3con|diff|markdown|output|text", re.IGNORECASE)
LABELS = {"S": "R", "Text only": ""}
# Plain names, punctuation, white space, errors: a span for each would triple
# the page for no colour.
UNCOLOURED = frozenset({"", "n", "nx", "p", "w", "err", "esc", "x"})

Token = tuple[_TokenType, str]


def block(element: Element, page: Page) -> Sequence[Node]:
    """Return the block of code, or the formula of a ```math fence."""
    code = code_of(element)
    text = code.only_text()
    if text is None:
        return [Element("div", {"class": "code"}, [Element("pre", {"tabindex": "0"}, element.children)])]
    if "data-math-style" in code.attributes:
        return [collect("display", text.rstrip("\n"), page.line_of(element), page)]
    name = code.attributes.get("class") or element.attributes.get("class", "")
    language = language_of(name)
    count = text.rstrip("\n").count("\n") + 1
    info = info_of(element, page) if name else Info()
    if count > MOST_LINES:
        info.numbered, info.marked = False, []
    coloured = colour(text, language, page, info)
    if coloured is None:
        page.warn("uncoloured", page.line_of(element))
        coloured = escape(text, quote=False)
    numbers = numbers_of(count, language, info)
    html = boxed(coloured, language, info.title, numbers)
    return [Atom("code", text.rstrip("\n"), html, page.line_of(element))]


def code_of(element: Element) -> Element:
    """Return the `<code>` that is all of a `<pre>`, or the `<pre>` itself."""
    inner = [child for child in element.children if child != "\n"]
    only = inner[0] if len(inner) == 1 else None
    return only if isinstance(only, Element) and only.tag == "code" else element


def info_of(block: Element, page: Page) -> Info:
    """Return what stands behind the opening fence of `block`."""
    fence = FENCE.search(page.line_from(block))
    return read_info(fence[1]) if fence else Info()


def numbers_of(count: int, language: str, info: Info) -> str:
    """Return the numbers of `count` lines, one below the other, or "" where there are to be none."""
    lexer = find_lexer(language)
    is_program = lexer is not None and not UNNUMBERED.search(lexer.name)
    is_wanted = is_program and count >= FEWEST_NUMBERED if info.numbered is None else info.numbered
    return "\n".join(map(str, range(info.first, info.first + count))) if is_wanted else ""


def boxed(html: str, language: str, title: str = "", numbers: str = "") -> str:
    """Return `html`, what is inside the block, with what is around it."""
    lexer = find_lexer(language)
    label = LABELS.get(lexer.name, lexer.name) if lexer else ""
    data = f' data-language="{escape(label)}"' if label else ""
    heading = f'<p class="code-title">{escape(title, quote=False)}</p>' if title else ""
    lines = f' data-lines="{numbers}"' if numbers else ""
    css_class = f' class="language-{escape(language)}"' if language else ""
    code = f'<pre tabindex="0"{lines}><code{css_class}>{html}</code></pre>'
    return f'<div class="code"{data}>{heading}{code}</div>'


def colour(code: str, language: str, page: Page, info: Info) -> str | None:
    """Return `code` as HTML, or None where it is too long or the page's time for colours is used up."""
    lexer = find_lexer(language)
    if lexer is None:
        return "".join(marked([(Text, code)], info))
    if len(code) > MAX_CHARACTERS or max(map(len, code.split("\n"))) > MAX_LINE:
        return None
    begin = time.thread_time()
    tokens = takewhile(lambda _: time.thread_time() - begin < page.colour_seconds, lexer.get_tokens(code))
    html = "".join(marked(tokens, info))
    page.colour_seconds -= time.thread_time() - begin
    return html if page.colour_seconds > 0 else None


@lru_cache(maxsize=128)
def find_lexer(language: str) -> Lexer | None:
    """Return the lexer of `language`, or None where it is unknown or no language."""
    if not language or language in PLAIN:
        return None
    try:
        return get_lexer_by_name(ALIASES.get(language, language), stripnl=False)
    except ClassNotFound:
        return None


def marked(tokens: Iterable[Token], info: Info) -> Iterator[str]:
    """Write tokens as HTML, each run of lines that the author marked in a span around all of it."""
    if not info.marked:
        yield from spans(tokens)
        return
    for is_marked, group in groupby(by_lines(tokens), key=lambda piece: info.marks(piece[0])):
        html = "".join(spans(token for _, token in group))
        yield f'<span class="hll">{html}</span>' if is_marked else html


def by_lines(tokens: Iterable[Token]) -> Iterator[tuple[int, Token]]:
    """Give the tokens, split where a line ends, with the number of their line, from 1."""
    line = 1
    for kind, text in tokens:
        for part in text.splitlines(keepends=True):
            yield line, (kind, part)
            line += part.endswith("\n")


def spans(tokens: Iterable[Token]) -> Iterator[str]:
    """Write tokens as HTML, neighbours of one class in one span."""
    for css_class, group in groupby(tokens, key=lambda token: class_of(token[0])):
        text = escape("".join(value for _, value in group), quote=False)
        yield f'<span class="{css_class}">{text}</span>' if css_class else text


@cache
def class_of(token: _TokenType) -> str:
    """Return the short class of a token type, or of the nearest parent that has one; "" for no colour."""
    if token not in STANDARD_TYPES:
        return class_of(token.parent) if token.parent else ""
    name = STANDARD_TYPES[token]
    return "" if name in UNCOLOURED else name
