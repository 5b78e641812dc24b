"""Markdown in, everything a reader or a list needs out.

The package is pure: it knows no database, no settings and no request, so that
the same call serves the page, the preview, the card, the feed and the search.
"""

from posts.rendering.result import Heading, Rendered, RenderError, RenderWarning
from posts.rendering.worker import render

# Raise it with every change that alters what `render` returns; `render_posts`
# then finds the posts that are stale.
RENDERER_VERSION = 5

__all__ = ["RENDERER_VERSION", "Heading", "RenderError", "RenderWarning", "Rendered", "render"]
