"""Markdown written by the import: images and link destinations."""

import re
from html import escape

HTML_TAG_PATTERN = re.compile(r"<[^>]+>")


def format_image(address: str, alt: str, caption: str) -> str:
    """Return a Markdown image, with `caption` as its title."""
    alt = re.sub(r"([\[\]])", r"\\\1", alt.replace("\n", " "))
    title = f' "{escape(caption, quote=False).replace(chr(34), "&quot;")}"' if caption else ""
    return f"![{alt}]({format_destination(address)}{title.replace(chr(10), ' ')})"


def format_destination(address: str) -> str:
    """Return `address` as a link destination: in angle brackets where it holds spaces or parentheses."""
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def strip_html_tags(text: str) -> str:
    """Return `text` without HTML tags."""
    return HTML_TAG_PATTERN.sub("", text)
