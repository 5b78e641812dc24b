"""Attribute lists behind headings, pictures and spans: `{#id}`, `{: .class}`, `{width=50%}`, `=300x200`.

Classes mean something to the old theme only. What readers need is kept: ids of headings, sizes of pictures,
and the names that references lead to.
"""

import re

# `## Title {#id .class}` and kramdown's `## Title {: #id}`.
HEADING_ATTRIBUTES = re.compile(
    r"^(#{1,6}[ \t][^\n]*?)[ \t]*\{:?[ \t]*([.#-][^{}\n]*)\}[ \t]*$", re.MULTILINE
)
ID_BELOW_HEADING = re.compile(
    r"^(#{1,6}[ \t][^\n]*[^\s\n])[ \t]*\n\{:[^{}\n]*?(#[\w.:-]+)[^{}\n]*\}[ \t]*$", re.MULTILINE
)
# Pandoc's `[text]{.class}`, with a class or an id.
SPAN_WITH_ATTRIBUTES = re.compile(r"(?<![!\]\\])\[([^\[\]\n]+)\]\{[ \t]*([.#][A-Za-z][^{}\n]*)\}")
# Behind a link, code or hidden text; behind emphasis only in kramdown's form, for `x_{n=1}` is a formula.
INLINE_ATTRIBUTES = re.compile(
    r"(?:(?<=[)`\]\ufdd1])\{:?|(?<=\S[*_])\{:)[ \t]*"
    r"(?:[.#][A-Za-z][\w:-]*|[A-Za-z][\w-]*=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}]+))[^{}\n]*\}"
)
IMAGE_AT_END = re.compile(r"!\[[^\]\n]*\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)\Z")
SIZE_ATTRIBUTE = re.compile(r"\b(width|height)\s*=\s*[\"']?(\d+(?:\.\d+)?(?:%|px)?)(?![\w.])")
ELEMENT_ID = re.compile(r"#[\w.:-]+")
# Names that references such as `@fig-a` lead to.
REFERENCE_NAME = re.compile(r"#(?:fig|tbl|eq|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg)[-:][\w-]+")
SPAN_FORMS = {
    "mark": "=={}==",
    "highlight": "=={}==",
    "underline": "<u>{}</u>",
    "ul": "<u>{}</u>",
    "kbd": "<kbd>{}</kbd>",
}


def keep_heading_id(match: re.Match[str]) -> str:
    """Return a heading with its id, without its other attributes."""
    name = ELEMENT_ID.search(match[2])
    return f"{match[1]} {{{name[0]}}}" if name else match[1]


def convert_span(match: re.Match[str]) -> str:
    """Return the text of a span, marked as its class says."""
    classes = re.findall(r"\.([A-Za-z][\w-]*)", match[2])
    form = next((SPAN_FORMS[name] for name in classes if name in SPAN_FORMS), "{}")
    return form.replace("{}", match[1])


def keep_size_and_name(match: re.Match[str]) -> str:
    """Return what is kept of an attribute list: a name that references need, the size of a picture."""
    if REFERENCE_NAME.search(match[0]):
        return match[0]
    before = match.string[max(0, match.start() - 2000) : match.start()]
    return format_size(dict(SIZE_ATTRIBUTE.findall(match[0]))) if IMAGE_AT_END.search(before) else ""


def convert_typed_size(match: re.Match[str]) -> str:
    """Return `![alt](a.png =300x200)` with its size behind it."""
    size = {"width": match[2], "height": match[3]}
    return f"{match[1]}{match[4]}{format_size(size)}"


def format_size(size: dict[str, str]) -> str:
    """Return `size` (width and height, each "" or absent where it is not known) as an attribute list."""
    parts = [f"{name}={size[name].removesuffix('px')}" for name in ("width", "height") if size.get(name)]
    return f"{{{' '.join(parts)}}}" if parts else ""
