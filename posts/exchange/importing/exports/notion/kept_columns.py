"""Values of columns that no field of a post holds, as a list above its text, as Notion shows them."""

from collections.abc import Mapping
from html import escape

from posts.exchange.html_to_markdown import convert_html
from posts.exchange.importing.exports.notion.page_text import NO_ADDRESS, RewriteAddress
from posts.exchange.importing.exports.notion.properties import LINKED_VALUE


def format_column_list(values: Mapping[str, str], rewrite: RewriteAddress) -> str:
    """Return the Markdown of a list with the name and the value of each column, files and pages in it linked.

    Raises ConversionError where it is too long.
    """
    items = (
        f"<li><p><strong>{escape(name)}</strong>: {format_column_value(value, rewrite)}</p></li>"
        for name, value in values.items()
    )
    return convert_html(f"<ul>{''.join(items)}</ul>").markdown if values else ""


def format_column_value(value: str, rewrite: RewriteAddress) -> str:
    """Return the HTML of a value: `name (address)` as a link, lines kept."""
    parts, end = [], 0
    for match in LINKED_VALUE.finditer(value):
        parts += [escape(value[end : match.start()]), format_link(match["name"], match["address"], rewrite)]
        end = match.end()
        parts += ", " if end < len(value) else ""
    return "".join([*parts, escape(value[end:])]).replace("\n", "<br>")


def format_link(name: str, address: str, rewrite: RewriteAddress) -> str:
    """Return a link as HTML; the text of one to no post, and of what only looks like one (`5 (good)`)."""
    new = rewrite(address, "link")
    if new == NO_ADDRESS:
        return escape(name)
    if new is None and not address.startswith(("https://", "http://", "mailto:")) and "/" not in address:
        return escape(f"{name} ({address})")
    return f'<a href="{escape(new or address)}">{escape(name)}</a>'


def describe_columns(values: Mapping[str, str]) -> str:
    """Return the columns with their values on one line, for people."""
    return "; ".join(f"{name}: {' '.join(value.split())}" for name, value in values.items())
