"""HTML as a tree: the parser of browsers (html5ever, by nh3) mends it, a tokenizer reads what that wrote.

nh3 is told to keep every element and attribute that says something of the text, so nothing is made safe here:
what is written from the tree is Markdown, which the renderer sanitizes.
"""

import re
from collections.abc import Callable
from html import escape, unescape

import nh3

from posts.exchange.html_to_markdown.document import ConversionError
from posts.exchange.html_to_markdown.element_names import KEPT_TAGS, UNREAD_TAGS
from posts.rendering.limits import OPTIONAL_END_TAGS
from posts.rendering.tree import HTML_ATTRIBUTE, VOID_TAGS, Element

MAX_PARSED_CHARACTERS = 5_000_000
# The parser's time grows with the square of the depth: this many levels take a tenth of a second.
MAX_PARSED_DEPTH = 5_000
MAX_HTML_ELEMENTS = 110_000
# Its time also grows with the square of the ampersands in one piece of text.
MAX_REFERENCES = 50_000
PARSED_ATTRIBUTES = frozenset(
    """
    align alt alttext aria-checked aria-hidden aria-label aria-level checked class colspan controls datetime
    display eeimg encoding height hidden href id lang mathvariant name notation accent open poster role
    rowspan src srcset start stretchy style title type value width close separators
    columnalign linethickness
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
KEPT_SCHEMES = frozenset({"blob", "cid", "data", "embedded", "file", "ftp", "http", "https", "mailto", "tel"})

TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
TOKEN = re.compile(r'<(/?)([a-zA-Z][\w:-]*)((?: [^\s=>"/]+="[^"]*")*)>|([^<]+)')
# MathJax 2 leaves the TeX in a script, Word an equation in a comment: neither gets through the parser.
TEX_SCRIPT = re.compile(
    r"<script\b(?P<attributes>[^<>]{0,500}\bmath/(?:tex|mml)\b[^<>]{0,500})>", re.IGNORECASE
)
OFFICE_MATH = re.compile(r"<!--\[if [^\]<>]{0,100}msEquation[^\]<>]{0,100}\]>", re.IGNORECASE)
OFFICE_PICTURE = re.compile(r"<!\[if !msEquation\]>", re.IGNORECASE)
NOSCRIPT = re.compile(r"<(/?)noscript\b", re.IGNORECASE)
ROW_WITHOUT_TABLE = re.compile(r"(?:\s|<meta[^>]*>|<!--.*?-->){0,50}<t(?:r|body|head|d|h)\b", re.IGNORECASE)


def parse_fragment(html: str) -> Element:
    """Return the tree of `html`, a page or a part of one, below a root without a tag.

    Raises ConversionError where it is longer than MAX_PARSED_CHARACTERS, or nested deeper than
    MAX_PARSED_DEPTH.
    """
    html = html.replace("\0", "")
    check_html_size(html)
    if "math/" in html:
        html = replace_spans(html, TEX_SCRIPT, "</script>", write_tex_placeholder)
    if "msEquation" in html:
        html = replace_spans(html, OFFICE_MATH, "<![endif]-->", write_office_placeholder)
        # For other programs, Word adds a picture of each.
        html = replace_spans(html, OFFICE_PICTURE, "<![endif]>", lambda match, content: "")
    # The parser takes what is in it for text, as a browser with scripts does.
    html = NOSCRIPT.sub(r"<\1x-noscript", html)
    if ROW_WITHOUT_TABLE.match(html):
        html = f"<table>{html}</table>"
    return read_tree(HTML_PARSER.clean(html))


def check_html_size(html: str) -> None:
    """Raise ConversionError where `html` is too long, or so deep that the parser would be slow."""
    if len(html) > MAX_PARSED_CHARACTERS:
        raise ConversionError("too-long")
    if max(text.count("&") for text in html.split("<")) > MAX_REFERENCES:
        raise ConversionError("too-deep")
    tags = TAG.findall(html)
    if len(tags) > 2 * MAX_HTML_ELEMENTS:
        raise ConversionError("too-long")
    depth = 0
    for end, name in tags:
        tag = name.lower()
        if tag in VOID_TAGS or tag in OPTIONAL_END_TAGS:
            continue
        depth = max(0, depth - 1) if end else depth + 1
        if depth > MAX_PARSED_DEPTH:
            raise ConversionError("too-deep")


def replace_spans(
    html: str, opening: re.Pattern[str], closing: str, write: Callable[[re.Match[str], str], str]
) -> str:
    """Return `html` with what `write` makes of each text between an opening and the next closing."""
    parts: list[str] = []
    position = 0
    while match := opening.search(html, position):
        end = html.find(closing, match.end())
        if end < 0:
            break
        parts += [html[position : match.start()], write(match, html[match.end() : end])]
        position = end + len(closing)
    return "".join([*parts, html[position:]])


def write_office_placeholder(match: re.Match[str], xml: str) -> str:
    """Return an element that holds an equation of Word."""
    return f'<span data-omml="{escape(xml)}"></span>' if "<m:" in xml else ""


def write_tex_placeholder(match: re.Match[str], tex: str) -> str:
    """Return an element that holds what a script of MathJax 2 held."""
    attributes = match["attributes"].lower()
    if "math/mml" in attributes:
        return tex
    display = ' display="block"' if "display" in attributes else ""
    return f'<span data-tex="{escape(tex)}"{display}></span>'


def read_tree(html: str) -> Element:
    """Return the tree of `html` as nh3 writes it: elements are closed, attributes in double quotes."""
    root = Element("")
    open_elements = [root]
    for end, tag, attributes, text in TOKEN.findall(html):
        if text:
            open_elements[-1].children.append(unescape(text) if "&" in text else text)
        elif end:
            if len(open_elements) > 1:
                open_elements.pop()
        else:
            pairs = HTML_ATTRIBUTE.findall(attributes) if attributes else ()
            element = Element(
                tag, {name: unescape(value) if "&" in value else value for name, value in pairs}
            )
            open_elements[-1].children.append(element)
            if tag not in VOID_TAGS:
                open_elements.append(element)
    return root


HTML_PARSER = nh3.Cleaner(
    tags=set(KEPT_TAGS),
    clean_content_tags=set(UNREAD_TAGS),
    attributes={"*": set(PARSED_ATTRIBUTES)},
    generic_attribute_prefixes={"data-"},
    url_schemes=set(KEPT_SCHEMES),
    link_rel=None,
)
