"""Markdown to HTML: comrak with our options, and nothing else.

CommonMark 0.31.2 with GitHub's extensions, emphasis that works beside Han
characters, and formulas marked by `data-math-style`. Callouts are made by a
pass of ours, which knows more kinds than comrak and none of its slowness.
"""

import comrak

EXTENSIONS = (
    "autolink",
    "cjk_friendly_emphasis",
    "description_lists",
    "footnotes",
    "highlight",
    "math_code",
    "math_dollars",
    "math_latex",
    "strikethrough",
    "table",
    "tasklist",
)
RENDER = (
    # Every element says which line of the source it came from.
    "sourcepos",
    "tasklist_classes",
    # Raw HTML passes: the sanitiser comes next.
    "unsafe_",
)


def to_html(text: str) -> str:
    """Return the HTML of `text`, unsafe as its author wrote it."""
    extensions, render = comrak.ExtensionOptions(), comrak.RenderOptions()
    for name in EXTENSIONS:
        setattr(extensions, name, True)
    for name in RENDER:
        setattr(render, name, True)
    return comrak.render_markdown(text, extensions, None, render)
