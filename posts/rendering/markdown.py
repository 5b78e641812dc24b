"""The Markdown parser: comrak with the options that the table of passes lists, and nothing else."""

import comrak

from posts.rendering.passes import PARSER_EXTENSIONS, PARSER_RENDER_OPTIONS


def markdown_to_html(text: str) -> str:
    """Return the HTML of `text`, unsafe as its author wrote it."""
    extensions, render_options = comrak.ExtensionOptions(), comrak.RenderOptions()
    for option in PARSER_EXTENSIONS:
        setattr(extensions, option.name, True)
    for option in PARSER_RENDER_OPTIONS:
        setattr(render_options, option.name, True)
    return comrak.render_markdown(text, extensions, None, render_options)
