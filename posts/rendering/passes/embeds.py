"""Embeds: of a page, player or document that an author embeds, a link stays, without asking the network."""

from html import escape

from posts.rendering.html_tokens import parse_attributes
from posts.rendering.passes.paragraphs import BOOKMARK_SIGN
from posts.rendering.passes.sanitize import filter_url

EMBEDDING_TAGS = frozenset({"embed", "frame", "iframe", "object"})
ADDRESS_ATTRIBUTES = ("src", "data-src", "data")


def find_embedded_url(attributes: str) -> str:
    """Return the address that a tag with these attributes embeds; "" for none that a link may have."""
    values = parse_attributes(attributes)
    url = next((values[name].strip() for name in ADDRESS_ATTRIBUTES if values.get(name)), "")
    if url.startswith("//"):
        url = f"https:{url}"
    return url if url and filter_url("href", url) else ""


def build_embed_link(url: str, attributes: str, line: int, *, is_inline: bool) -> str:
    """Return the HTML of a link to `url`, of which `paragraphs` makes a card where it has a line to itself.

    `attributes` are those of the tag, whose title names the link; `line` is that of the Markdown.
    """
    title = " ".join(parse_attributes(attributes).get("title", "").split()) or url
    link = f'<a href="{escape(url)}">{escape(title, quote=False)}</a>'
    # A card names the host, which an address on this site has not.
    sign = f"{BOOKMARK_SIGN} " if "://" in url else ""
    position = f'data-sourcepos="{line}:1-{line}:1"'
    return link if is_inline else f"\n<p {position}>{sign}{link}</p>\n"
