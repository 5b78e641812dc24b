"""The title of a post for readers: its formulas typeset, and in Unicode where only text may stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from posts.rendering.formulas import Formula, typeset_formulas
from posts.rendering.passes.excerpt_nodes import ID_OR_FRAGMENT
from posts.rendering.passes.formulas import keep_with_punctuation
from posts.rendering.result import RenderWarning
from posts.rendering.title import format_plain_title, split_title
from posts.rendering.tree import Element, OpaqueNode, serialize_html

TITLE_ANNOTATION = re.compile(r"<annotation[^>]*>[^<]*</annotation>")


@dataclass(frozen=True, slots=True)
class RenderedTitle:
    """A title as HTML and as plain text; both are empty where it holds no formula."""

    html: str = ""
    text: str = ""
    warnings: tuple[RenderWarning, ...] = ()


def render_title(title: str, macros: Mapping[str, str] = {}) -> RenderedTitle:
    """Return `title`, plain text with formulas, for readers; `macros` are those of `render`."""
    nodes = list(split_title(title))
    formulas = [node for node in nodes if isinstance(node, OpaqueNode)]
    if not formulas:
        return RenderedTitle()
    results = typeset_formulas([Formula(node.text, display=False) for node in formulas], macros=macros)
    for node, result in zip(formulas, results, strict=True):
        # Its TeX would be read as part of a title by programs that know no formulas.
        node.html = TITLE_ANNOTATION.sub("", ID_OR_FRAGMENT.sub("", result.html))
    html = serialize_html(Element("", {}, list(keep_with_punctuation(nodes))))
    errors = [result.error for result in results if result.error]
    warnings = tuple(RenderWarning("formula", None, error, "title") for error in errors)
    return RenderedTitle(html, format_plain_title(title, macros), warnings)
