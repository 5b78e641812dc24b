"""Diagrams: `mermaid` and `dot` fences as pictures, with their source below."""

import time
from collections.abc import Sequence
from functools import partial
from html import escape

from posts.rendering.context import RenderContext
from posts.rendering.diagrams import (
    DIAGRAM_LANGUAGES,
    DiagramError,
    Drawing,
    count_diagram_seconds,
    draw_diagram,
)
from posts.rendering.labels import labels_for
from posts.rendering.passes.captions import parse_caption
from posts.rendering.passes.code_blocks import (
    add_figure_options,
    find_block_kind,
    find_code_element,
    mark_numbered,
    read_fence_info,
)
from posts.rendering.passes.fence_info import parse_language
from posts.rendering.passes.sanitize import filter_url
from posts.rendering.tree import Element, Node, OpaqueNode

# Of one diagram; all of a post have `RenderContext.diagram_seconds`.
MAX_SECONDS = 2.0
# On a page, all diagrams of a post together.
MAX_PICTURES_CHARACTERS = 2_000_000


def render_diagram(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Return the figure of a diagram; None for other code, and for a diagram that is shown as its source."""
    code = find_code_element(element)
    name = code.attributes.get("class") or element.attributes.get("class", "")
    language = parse_language(name)
    if name and not language:
        language = read_fence_info(element, context).language
    source = code.only_text() if language in DIAGRAM_LANGUAGES else None
    if not source or not source.strip():
        return None
    line = context.line_of(element)
    try:
        drawing = draw_in_time(language, source, context)
    except DiagramError as error:
        at = line + error.line if line and error.line else line
        context.add_warning(error.kind, at, str(error))
        return None
    context.diagrams[source] += 1
    context.diagram_characters += len(drawing.svg)
    return [build_diagram_figure(element, source, language, drawing, context)]


def draw_in_time(language: str, source: str, context: RenderContext) -> Drawing:
    """Return the drawing of a source, within what the post has left of time and size. Raises DiagramError."""
    seconds = min(MAX_SECONDS, context.diagram_seconds)
    if seconds <= 0.01 or context.diagram_characters > MAX_PICTURES_CHARACTERS:
        raise DiagramError("large-diagram", language)
    begin = time.monotonic()
    title = labels_for(context.language)["diagram"]
    try:
        return draw_diagram(
            language,
            source,
            seconds,
            title=title,
            number=context.diagrams[source],
            filter_link=partial(filter_url, "href"),
        )
    finally:
        context.diagram_seconds -= count_diagram_seconds(begin)


def build_diagram_figure(
    element: Element, source: str, language: str, drawing: Drawing, context: RenderContext
) -> Element:
    """Return the figure of a diagram: its picture, a link to that as a file, its caption and its source."""
    labels = labels_for(context.language)
    info = read_fence_info(element, context)
    add_figure_options(info, source)
    kind = find_block_kind(info, language)
    attributes = {"class": "diagram"}
    if kind:
        attributes |= mark_numbered(kind, info.key, context)
    elif info.key:
        attributes["id"] = info.key
    if "data-sourcepos" in element.attributes:
        attributes["data-sourcepos"] = element.attributes["data-sourcepos"]
    line = context.line_of(element)
    caption = list(parse_caption(info.title, line, context))
    address = f"diagrams/{drawing.digest}.svg"
    link = Element("a", {"class": "zoom diagram-zoom", "href": address, "aria-label": labels["enlarge"]})
    text = source.rstrip("\n")
    code = f'<pre tabindex="0"><code class="language-{language}">{escape(text, quote=False)}\n</code></pre>'
    children: list[Node] = [
        # First or last, as HTML has it; the style sheet puts it below the picture.
        *([Element("figcaption", {}, caption)] if info.title or kind else []),
        Element(
            "div",
            {"class": "diagram-box"},
            [OpaqueNode("diagram", "", drawing.svg, line), link],
        ),
        Element(
            "details",
            {"class": "diagram-source"},
            [
                Element("summary", {"class": "diagram-source-title"}, [labels["diagram-source"]]),
                OpaqueNode("code", text, f'<div class="code">{code}</div>', line),
            ],
        ),
    ]
    return Element("figure", attributes, children)
