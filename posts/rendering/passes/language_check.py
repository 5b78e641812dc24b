"""Posts whose language is not the one they are said to be in."""

from posts.rendering.context import RenderContext
from posts.rendering.language_detection import detect_language, prose_text
from posts.rendering.tree import Element


def warn_of_other_language(root: Element, context: RenderContext) -> None:
    """Warn where the text, without its list of literature, plainly is in another language than its post."""
    prose = root
    if context.has_citations:
        children = root.children
        prose = Element(
            "",
            {},
            [node for node in children if not (isinstance(node, Element) and node.has_class("references"))],
        )
    if (detected := detect_language(prose_text(prose))) not in {"", context.language}:
        context.add_warning("language", None, detected)
