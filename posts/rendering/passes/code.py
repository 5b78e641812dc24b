"""Code blocks: coloured by Pygments, by classes only."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import groupby, takewhile

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from posts.rendering.page import Page
from posts.rendering.passes.formulas import collect
from posts.rendering.tree import Atom, Element, Node

# Beyond these some lexers take seconds; the code is shown uncoloured.
MAX_CHARACTERS = 50_000
MAX_LINE = 2_000

LANGUAGE = re.compile(r"(?:lang(?:uage)?-|brush:\s*)?+[{.\s]*([\w+#.-]+)")
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
LABELS = {"S": "R", "Text only": ""}
# Plain names, punctuation, white space, errors: a span for each would triple
# the page for no colour.
UNCOLOURED = frozenset({"", "n", "nx", "p", "w", "err", "esc", "x"})


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
    coloured = colour(text, language, page)
    if coloured is None:
        page.warn("uncoloured", page.line_of(element))
        coloured = escape(text, quote=False)
    return [Atom("code", text.rstrip("\n"), boxed(coloured, language))]


def code_of(element: Element) -> Element:
    """Return the `<code>` that is all of a `<pre>`, or the `<pre>` itself."""
    inner = [child for child in element.children if child != "\n"]
    only = inner[0] if len(inner) == 1 else None
    return only if isinstance(only, Element) and only.tag == "code" else element


def language_of(name: str) -> str:
    """Return the bare name of a language from a class or an info string: `language-{r,` is `r`."""
    match = LANGUAGE.match(name.strip())
    return match[1].lower() if match else ""


def boxed(html: str, language: str) -> str:
    """Return `html`, what is inside the block, with what is around it."""
    lexer = find_lexer(language)
    label = LABELS.get(lexer.name, lexer.name) if lexer else ""
    data = f' data-language="{escape(label)}"' if label else ""
    css_class = f' class="language-{escape(language)}"' if language else ""
    return f'<div class="code"{data}><pre tabindex="0"><code{css_class}>{html}</code></pre></div>'


def colour(code: str, language: str, page: Page) -> str | None:
    """Return `code` as HTML, or None where it is too long or the page's time for colours is used up."""
    lexer = find_lexer(language)
    if lexer is None:
        return escape(code, quote=False)
    if len(code) > MAX_CHARACTERS or max(map(len, code.split("\n"))) > MAX_LINE:
        return None
    begin = time.perf_counter()
    tokens = takewhile(lambda _: time.perf_counter() - begin < page.colour_seconds, lexer.get_tokens(code))
    html = "".join(spans(tokens))
    page.colour_seconds -= time.perf_counter() - begin
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


def spans(tokens: Iterable[tuple[_TokenType, str]]) -> Iterator[str]:
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
