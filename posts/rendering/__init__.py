"""Rendering: Markdown in; HTML, excerpt, contents, plain text and warnings out.

The package is pure: it knows no database, no settings and no request, so that the same call serves the
page, the preview, the card, the feed and the search. All that is done to a post stands in the table of
passes, `passes/__init__.py`.
"""

from posts.rendering.result import Heading, Label, Mention, RenderError, RenderResult, RenderWarning
from posts.rendering.worker import render

# Raise it with every change that alters what `render` returns; `render_posts`
# then finds the posts that are stale.
RENDERER_VERSION = 10

__all__ = [
    "RENDERER_VERSION",
    "Heading",
    "Label",
    "Mention",
    "RenderError",
    "RenderResult",
    "RenderWarning",
    "render",
]
