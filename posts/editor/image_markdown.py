"""The Markdown of an image that the editor inserts."""

import re

# What Markdown, formulas and our own syntax would interpret in an alternative text. A bracket with a
# backslash would open a formula, so brackets become entities.
ALT_TEXT_MARKUP = re.compile(r"[\\`*<$~^|&]|==|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
BRACKET_ENTITIES = str.maketrans({"[": "&#91;", "]": "&#93;"})


def escape_alt_text(text: str) -> str:
    """Return `text` escaped, on one line, so that an alternative text shows it as it is."""
    one_line = " ".join(text.split())
    return ALT_TEXT_MARKUP.sub(lambda match: f"\\{match[0]}", one_line).translate(BRACKET_ENTITIES)


def build_image_markdown(url: str, alt: str) -> str:
    """Return the Markdown that shows the picture at `url`."""
    return f"![{escape_alt_text(alt)}]({url})"
