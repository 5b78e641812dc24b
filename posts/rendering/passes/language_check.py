"""Posts whose language is not the one they are said to be in."""

from posts.rendering.context import RenderContext
from posts.rendering.language_detection import detect_language, prose_text
from posts.rendering.tree import Element


def warn_of_other_language(root: Element, context: RenderContext) -> None:
    """Warn where the text plainly is in another language than its post."""
    if (detected := detect_language(prose_text(root))) not in {"", context.language}:
        context.add_warning("language", None, detected)
