"""MathML that an author pasted: it is kept, with nothing in it but what MathML Core knows."""

import re
from collections.abc import Sequence
from html import escape, unescape

from posts.rendering.context import RenderContext
from posts.rendering.html_tokens import HTML_TAG, parse_attributes
from posts.rendering.tree import Element, Node, OpaqueNode, tex_from_mathml

MATHML_TAGS = frozenset(
    """
    annotation math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
MATHML_ATTRIBUTES = frozenset(
    """
    accent accentunder columnalign columnlines columnspacing columnspan depth dir display displaystyle
    encoding fence form height largeop linethickness lspace mathcolor mathsize mathvariant maxsize minsize
    movablelimits notation rowalign rowlines rowspacing rowspan rspace scriptlevel separator stretchy
    symmetric voffset width
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
SAFE_VALUE = re.compile(r"[\w#%.,+/ -]{0,60}")
MAX_MATHML_DEPTH = 60
# It says the same once more, in HTML or in another vocabulary.
FOREIGN_ANNOTATION = re.compile(r"<annotation-xml\b.*?(?:</annotation-xml\s*>|\Z)", re.DOTALL | re.IGNORECASE)


def wrap_mathml(mathml: str, line: int) -> str:
    """Return a placeholder for `mathml`, which stands on `line` of the Markdown; it passes the sanitizer."""
    position = f'data-sourcepos="{line}:1-{line}:1"'
    return f'<span data-math-style="mathml" {position}>{escape(mathml, quote=False)}</span>'


def replace_mathml_placeholder(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Return the formula that a placeholder, or what an author typed as one, stands for."""
    text = element.only_text()
    if element.attributes.get("data-math-style") != "mathml" or text is None:
        return None
    mathml = sanitize_mathml(text)
    if not mathml:
        context.add_warning("hidden-html", context.line_of(element), "<math>")
        return []
    context.has_pasted_mathml = True
    content = unescape(re.sub(r"<[^>]*>", " ", mathml))
    return [OpaqueNode("formula", tex_from_mathml(mathml) or " ".join(content.split()), mathml)]


def sanitize_mathml(source: str) -> str:
    """Return the `<math>` that `source` is, with what is allowed in it; "" where there is nothing to read."""
    source = FOREIGN_ANNOTATION.sub("", source)
    parts: list[str] = []
    open_tags: list[str] = []
    end = 0
    for match in HTML_TAG.finditer(source):
        parts.append(clean_text(source[end : match.start()]))
        end = match.end()
        name = match["name"].lower()
        if name not in MATHML_TAGS:
            continue
        if match["end"]:
            parts += close_tags(open_tags, name)
        elif (name == "math") != bool(open_tags) and len(open_tags) < MAX_MATHML_DEPTH:
            parts.append(f"<{name}{clean_attributes(match['attributes'])}>")
            open_tags.append(name)
            if match[0].endswith("/>"):
                parts += close_tags(open_tags, name)
    parts.append(clean_text(source[end:]))
    parts += [f"</{name}>" for name in reversed(open_tags)]
    mathml = "".join(parts).strip()
    has_text = bool(re.sub(r"<[^>]*>", "", mathml).strip())
    return mathml if has_text and mathml.startswith("<math") else ""


def close_tags(open_tags: list[str], name: str) -> list[str]:
    """Close the innermost element `name`, and those inside it; return their end tags."""
    if name not in open_tags:
        return []
    closed: list[str] = []
    while closed[-1:] != [f"</{name}>"]:
        closed.append(f"</{open_tags.pop()}>")
    return closed


def clean_text(text: str) -> str:
    """Return `text` of MathML with every sign in it that is none of MathML's escaped."""
    return escape(unescape(text), quote=False)


def clean_attributes(text: str) -> str:
    """Return those attributes of a tag that do nothing but describe a formula."""
    return "".join(
        f' {name}="{value}"'
        for name, value in parse_attributes(text).items()
        if name in MATHML_ATTRIBUTES and SAFE_VALUE.fullmatch(value)
    )
