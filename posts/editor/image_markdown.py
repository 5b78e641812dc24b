"""Pictures as the editor writes them into a text."""

import re

# What Markdown, formulas and our own marks would read in an alternative text. A bracket with
# a backslash would open a formula, so brackets are spelt out.
ALT_TEXT_MARKUP = re.compile(r"[\\`*<$~^|&]|==|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
BRACKET_ENTITIES = str.maketrans({"[": "&#91;", "]": "&#93;"})


def escape_alt_text(text: str) -> str:
    """Return `text` as it has to stand in an alternative text to be read as it is."""
    return ALT_TEXT_MARKUP.sub(lambda match: f"\\{match[0]}", " ".join(text.split())).translate(
        BRACKET_ENTITIES
    )


def build_image_markdown(url: str, alt: str) -> str:
    """Return the Markdown that shows the picture at `url`."""
    return f"![{escape_alt_text(alt)}]({url})"
