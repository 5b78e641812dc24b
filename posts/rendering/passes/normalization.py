"""Line ends and characters of the source."""

from posts.rendering.characters import normalize_text
from posts.rendering.context import RenderContext
from posts.rendering.source import SourceText


def normalize_source(source: SourceText, context: RenderContext) -> SourceText:
    """Return `source` with line feeds for line ends and nothing that a feed cannot hold."""
    return SourceText.from_text(normalize_text(source.text))
